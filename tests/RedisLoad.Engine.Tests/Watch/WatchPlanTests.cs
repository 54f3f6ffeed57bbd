using RedisLoad.Kernel;
using RedisLoad.Parameters;
using RedisLoad.Watch;

namespace RedisLoad.Tests.Watch;

public class WatchPlanTests
{
    public static TheoryData<string, PlanProblem, WatchPlan> Refused => new()
    {
        { "-Port: 0 ports", PlanProblem.ValueOutOfRange, new() { Ports = [] } },
        { "-Port: 0 is not", PlanProblem.ValueOutOfRange, new() { Ports = [6379, 0] } },
        { "-Port: 65,536 is not", PlanProblem.ValueOutOfRange, new() { Ports = [65536] } },
        { "-Port: 101 ports", PlanProblem.ValueOutOfRange, new() { Ports = [.. Enumerable.Range(1, 101)] } },
        { "-ComputerName: a name is empty", PlanProblem.ValueOutOfRange, new() { Peers = [""] } },
        { "-Side: 0 must be", PlanProblem.ValueOutOfRange, new() { Side = 0 } },
        { "-Side: 7 must be", PlanProblem.ValueOutOfRange, new() { Side = (ConnectionSide)7 } },
        { "-Interval: 0.05 s", PlanProblem.ValueOutOfRange, new() { Interval = TimeSpan.FromSeconds(0.05) } },
        { "-Duration: 0 s", PlanProblem.ValueOutOfRange, new() { Duration = TimeSpan.Zero } },
        { "-Duration: 0.5 s is shorter than", PlanProblem.ValuesConflict, new() { Duration = TimeSpan.FromSeconds(0.5) } },
        { "-Count: 0 is not", PlanProblem.ValueOutOfRange, new() { Count = 0 } },
        { "-Namespace: '../x' is neither", PlanProblem.InvalidValue, new() { Namespace = "../x" } },
        { "-Namespace: '' is neither", PlanProblem.InvalidValue, new() { Namespace = "" } },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_bad_value_is_refused_by_name(string message, PlanProblem problem, WatchPlan plan)
    {
        var exception = Assert.Throws<PlanException>(plan.Validate);
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
        Assert.Equal(problem, exception.Problem);
    }

    [Fact]
    public void A_plan_that_asks_for_nothing_is_good() => new WatchPlan().Validate();

    [Theory]
    [InlineData("::1", "::1", 6379)]
    [InlineData("::", "::", 6379)]
    [InlineData("::ffff:127.0.0.1", "127.0.0.1", 6379)]
    [InlineData("[::1]:7000", "::1", 7000)]
    [InlineData("redis1", "redis1", 6379)]
    [InlineData(":7000", null, 7000)]
    public void A_server_is_a_host_or_a_port_or_both(string server, string? host, int port)
    {
        WatchPlan plan = new WatchPlan().For([server]);
        Assert.Equal([port], plan.Ports);
        Assert.Equal(host is null ? [] : [host], plan.Peers);
        plan.Validate();
    }

    [Fact]
    public void A_name_without_address_is_an_error() =>
        AssertProblem(WatchProblem.HostNotFound, new() { Peers = ["no-such-host.invalid"] });

    [Theory]
    [InlineData("no-such-namespace")]
    [InlineData("2147483647")]
    public void A_namespace_that_is_not_there_is_an_error(string name) =>
        AssertProblem(WatchProblem.NamespaceNotFound, new() { Namespace = name });

    private static void AssertProblem(WatchProblem problem, WatchPlan plan) =>
        Assert.Equal(
            problem,
            Assert.Throws<WatchException>(() => ConnectionWatch.Start(plan, redis: null, TestContext.Current.CancellationToken)).Problem);
}
