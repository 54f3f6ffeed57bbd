using RedisLoad.Plan;

namespace RedisLoad.Tests.Plan;

public class CombinationsTests
{
    [Theory]
    [InlineData("Saturate", "Cps Gap RampTo Step Count")]
    [InlineData("Cps", "Saturate")]
    [InlineData("BuiltInTarget", "Sentinel ComputerName Port Uri Cluster Credential UseTls ServerSession")]
    [InlineData("ReconnectAs", "Reconnect ReconnectDelay ReconnectMaxDelay ReconnectJitter ReconnectLimit")]
    // A value alone excludes, and is not excluded by its name.
    [InlineData("Arrival Poisson", "Gap Saturate")]
    [InlineData("Gap", "Saturate RampTo Step WarmUp")]
    // What is missing can still be typed.
    [InlineData("Clients without -Cps", "")]
    [InlineData("RampTo without -RampTime", "")]
    // To require is not to exclude.
    [InlineData("RampTime", "")]
    public void What_cannot_be_combined_with_a_parameter_is_excluded(string given, string excluded) =>
        Assert.Equal(
            excluded.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(),
            Combinations.FindExcluded(new Dictionary<string, object?> { [given] = true }));

    [Fact]
    public void What_is_not_given_excludes_nothing() =>
        Assert.Empty(Combinations.FindExcluded(new Dictionary<string, object?> { ["Saturate"] = null }));
}
