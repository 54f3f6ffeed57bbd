using RedisLoad.Parameters;
using RedisLoad.Plan;

namespace RedisLoad.Tests.Plan;

/// <summary>A plan whose servers are sentinels.</summary>
public class SentinelPlanTests
{
    [Theory]
    [InlineData(null, null, 6379)]
    [InlineData("main", null, 26379)]
    [InlineData("main", 5000, 5000)]
    public void Sentinels_have_a_port_of_their_own_by_default(string? sentinel, int? port, int expected)
    {
        var targets = new TargetPlan { Sentinel = sentinel };
        Assert.Equal(expected, (port is { } given ? targets with { Port = given } : targets).Servers.Single().Port);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("line\nbreak")]
    public void A_master_has_a_name_that_a_sentinel_can_have_for_it(string name) =>
        Assert.Equal(nameof(TargetPlan.Sentinel), Assert.Throws<PlanException>(new LoadPlan
        {
            Targets = new() { Sentinel = name },
        }.Validate).Parameter);

    [Fact]
    public void A_cluster_has_no_sentinels() =>
        Assert.StartsWith(
            "-Sentinel: main cannot be combined with -Cluster",
            Assert.Throws<PlanException>(new LoadPlan { Targets = new() { Sentinel = "main", Cluster = true } }.Validate).Message,
            StringComparison.Ordinal);
}
