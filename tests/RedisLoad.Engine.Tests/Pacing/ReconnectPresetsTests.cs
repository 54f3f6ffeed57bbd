using RedisLoad.Pacing;

namespace RedisLoad.Tests.Pacing;

/// <summary>What client libraries do by default, as their sources say (see docs/Start-RedisLoad.md for file and version).</summary>
public class ReconnectPresetsTests
{
    [Theory]
    [InlineData("ioredis-5", new double[] { 50, 100, 150, 200 })]
    [InlineData("Lettuce", new double[] { 1, 2, 4, 8, 16, 32, 64 })]
    [InlineData("Jedis", new double[] { 0 })]
    [InlineData("redis-plus-plus", new double[] { 0 })]
    [InlineData("hiredis", new double[] { 0 })]
    public void Delays_without_chance(string library, double[] expected) =>
        Assert.Equal(expected, ReconnectPolicyTests.DelaysOf(ReconnectPresets.Find(library)!, expected.Length, seed: 3));

    [Theory]
    [InlineData("ioredis-5", 41, 2000)]
    [InlineData("Lettuce", 16, 30_000)]
    public void The_longest_delay(string library, int attempt, double expected) =>
        Assert.Equal(expected, DelayOf(library, attempt, seed: 1));

    [Theory]
    [InlineData("ioredis", 1, 50, 250)]
    [InlineData("ioredis", 2, 100, 300)]
    [InlineData("ioredis", 8, 5000, 5200)]
    [InlineData("node-redis", 2, 50, 250)]
    [InlineData("node-redis", 4, 200, 400)]
    [InlineData("node-redis", 9, 2000, 2200)]
    [InlineData("redis-py", 2, 0, 20)]
    [InlineData("redis-py", 4, 0, 80)]
    [InlineData("go-redis", 6, 10, 30)]
    [InlineData("go-redis", 11, 10, 50)]
    [InlineData("go-redis", 16, 10, 90)]
    public void Delays_by_chance(string library, int attempt, double min, double max) =>
        ReconnectPolicyTests.AssertEven(min, max, seed => DelayOf(library, attempt, seed));

    [Theory]
    [InlineData("node-redis", 1, 0)]
    [InlineData("redis-py", 1, 0)]
    [InlineData("StackExchange.Redis", 1, 0)]
    [InlineData("go-redis", 1, 0)]
    [InlineData("go-redis", 2, 100)]
    [InlineData("go-redis", 5, 100)]
    [InlineData("go-redis", 7, 100)]
    public void Some_attempts_of_a_library_with_chance_have_a_fixed_delay(string library, int attempt, double expected) =>
        Assert.All(Enumerable.Range(0, 100), seed => Assert.Equal(expected, DelayOf(library, attempt, (ulong)seed)));

    [Fact]
    public void Redis_py_cuts_after_it_has_drawn()
    {
        double[] delays = [.. Enumerable.Range(0, 1000).Select(seed => DelayOf("redis-py", 11, (ulong)seed))];
        // random() * 10.24 s, of which a tenth is below a second.
        Assert.All(delays, delay => Assert.InRange(delay, 0, 1000));
        Assert.InRange(delays.Count(delay => delay == 1000), 870, 940);
    }

    /// <summary>A heartbeat a second asks: has random(2.5 s, min(10 s, 2.5 s * 1.1^n)) passed since the last attempt began?</summary>
    [Theory]
    [InlineData(2, new double[] { })]
    [InlineData(3, new double[] { 3000 })]
    [InlineData(6, new double[] { 3000, 4000 })]
    [InlineData(17, new double[] { 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10_000 })]
    [InlineData(100, new double[] { 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10_000 })]
    public void StackExchange_Redis_asks_every_second(int attempt, double[] heartbeats)
    {
        double[] delays = [.. Enumerable.Range(0, 1000).Select(seed => DelayOf("StackExchange.Redis", attempt, (ulong)seed))];
        if (attempt == 2)
            ReconnectPolicyTests.AssertEven(2500, 3500, seed => DelayOf("StackExchange.Redis", attempt, seed));
        else
            Assert.All(delays, delay => Assert.Contains(delay, heartbeats));
    }

    [Theory]
    [InlineData("StackExchange.Redis", null, false, true)]
    [InlineData("ioredis", null, false, false)]
    [InlineData("ioredis-5", null, false, false)]
    [InlineData("node-redis", null, false, false)]
    [InlineData("Lettuce", null, false, false)]
    [InlineData("redis-py", 11, true, false)]
    [InlineData("Jedis", 1, true, false)]
    [InlineData("go-redis", 20, true, false)]
    [InlineData("redis-plus-plus", 1, true, false)]
    [InlineData("hiredis", 1, true, false)]
    public void How_a_library_is_moved_to_connect(string library, int? limit, bool isOnDemand, bool countsFromStart)
    {
        ReconnectPolicy policy = ReconnectPresets.Find(library)!;
        Assert.Equal((limit, isOnDemand, countsFromStart), (policy.Limit, policy.IsOnDemand, policy.CountsFromStart));
        Assert.Same(policy, ReconnectPresets.Find(library.ToUpperInvariant()));
    }

    [Fact]
    public void Go_redis_stops_for_a_pool_of_ten_connections_a_processor_whose_tries_are_five_dials()
    {
        Assert.Equal(new DialPool(10 * Environment.ProcessorCount, DialsPerTry: 5), ReconnectPresets.Find("go-redis")!.Pool);
        Assert.All(ReconnectPresets.Names.Where(name => name != "go-redis"), name => Assert.Null(ReconnectPresets.Find(name)!.Pool));
    }

    [Fact]
    public void Every_preset_is_known_by_its_name() => Assert.Equal(10, ReconnectPresets.Names.Count());

    private static double DelayOf(string library, int attempt, ulong seed) =>
        ReconnectPresets.Find(library)!.DelayMs(new ReconnectAttempt(attempt, 0, seed));
}
