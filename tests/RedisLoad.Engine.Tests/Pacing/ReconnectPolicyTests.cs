using RedisLoad.Pacing;

namespace RedisLoad.Tests.Pacing;

/// <summary>The delay before each attempt follows from the policy's formula, and from a seed.</summary>
public class ReconnectPolicyTests
{
    private const int Draws = 2000;

    private static ReconnectPolicy Decorrelated => Policy(ReconnectBackoff.Exponential, ReconnectJitter.Decorrelated);

    [Theory]
    [InlineData(ReconnectBackoff.Immediate, new double[] { 0, 0, 0, 0, 0, 0 })]
    [InlineData(ReconnectBackoff.Fixed, new double[] { 100, 100, 100, 100, 100, 100 })]
    [InlineData(ReconnectBackoff.Linear, new double[] { 100, 200, 300, 400, 500, 600 })]
    [InlineData(ReconnectBackoff.Exponential, new double[] { 100, 200, 400, 800, 1000, 1000 })]
    public void Delays_grow_by_the_backoff_up_to_the_longest(ReconnectBackoff backoff, double[] expected) =>
        Assert.Equal(expected, DelaysOf(Policy(backoff, ReconnectJitter.None), expected.Length, seed: 1));

    [Fact]
    public void Without_reconnecting_there_is_no_attempt() => Assert.Equal(0, Policy(ReconnectBackoff.None, ReconnectJitter.None).Limit);

    /// <summary>AWS Architecture Blog: full <c>random(0, v)</c>, equal <c>v/2 + random(0, v/2)</c>, with <c>v = min(cap, base *
    /// 2^n)</c>.</summary>
    [Theory]
    [InlineData(ReconnectJitter.Full, 1, 0, 100)]
    [InlineData(ReconnectJitter.Full, 3, 0, 400)]
    [InlineData(ReconnectJitter.Full, 9, 0, 1000)]
    [InlineData(ReconnectJitter.Equal, 1, 50, 100)]
    [InlineData(ReconnectJitter.Equal, 3, 200, 400)]
    [InlineData(ReconnectJitter.Equal, 9, 500, 1000)]
    public void Jitter_spreads_evenly_over_its_range(ReconnectJitter jitter, int attempt, double min, double max) =>
        AssertEven(min, max, seed => Policy(ReconnectBackoff.Exponential, jitter).DelayMs(new ReconnectAttempt(attempt, 0, seed)));

    /// <summary>AWS Architecture Blog: <c>sleep = min(cap, random(base, sleep * 3))</c>, where sleep is base at first.</summary>
    [Theory]
    [InlineData(0, 100, 300)]
    [InlineData(100, 100, 300)]
    [InlineData(250, 100, 750)]
    public void Decorrelated_jitter_goes_from_the_first_delay_to_three_times_the_last(double previous, double min, double max) =>
        AssertEven(min, max, seed => Decorrelated.DelayMs(new ReconnectAttempt(2, previous, seed)));

    [Fact]
    public void Decorrelated_jitter_does_not_pass_the_longest_delay()
    {
        double[] delays = [.. Enumerable.Range(0, Draws).Select(seed => Decorrelated.DelayMs(new ReconnectAttempt(9, 1000, (ulong)seed)))];
        Assert.All(delays, delay => Assert.InRange(delay, 100, 1000));
        // Two thirds of random(100, 3000) are past 1000.
        Assert.InRange(delays.Count(delay => delay == 1000), 0.63 * Draws, 0.75 * Draws);
    }

    [Fact]
    public void The_same_seed_draws_the_same_and_another_does_not()
    {
        ReconnectPolicy policy = Policy(ReconnectBackoff.Exponential, ReconnectJitter.Full);
        Assert.Equal(DelaysOf(policy, 6, seed: 7), DelaysOf(policy, 6, seed: 7));
        Assert.NotEqual(DelaysOf(policy, 6, seed: 7), DelaysOf(policy, 6, seed: 8));
    }

    [Fact]
    public void Attempts_without_end_have_a_delay() =>
        Assert.All(
            ReconnectPresets.Names,
            name => Assert.InRange(ReconnectPresets.Find(name)!.DelayMs(new ReconnectAttempt(1_000_000, 1000, 1)), 0, 60_000));

    internal static ReconnectPolicy Policy(ReconnectBackoff backoff, ReconnectJitter jitter) =>
        ReconnectPolicy.Of(backoff, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), jitter, limit: null);

    internal static double[] DelaysOf(ReconnectPolicy policy, int attempts, ulong seed)
    {
        double[] delays = new double[attempts];
        for (int i = 0; i < attempts; i++)
            delays[i] = policy.DelayMs(new ReconnectAttempt(i + 1, i == 0 ? 0 : delays[i - 1], seed + (ulong)i));
        return delays;
    }

    internal static void AssertEven(double min, double max, Func<ulong, double> delayOf)
    {
        double[] delays = [.. Enumerable.Range(0, Draws).Select(seed => delayOf((ulong)seed))];
        Assert.All(delays, delay => Assert.InRange(delay, min, max));
        for (int quarter = 0; quarter < 4; quarter++)
        {
            double from = min + quarter * (max - min) / 4;
            Assert.InRange(delays.Count(delay => delay >= from && delay < from + (max - min) / 4), Draws / 4 * 0.8, Draws / 4 * 1.2);
        }
    }
}
