using RedisLoad.Failures;
using RedisLoad.Results;

namespace RedisLoad.Tests.Results;

public class ThresholdTests
{
    private const long Millisecond = 1_000_000;

    [Theory]
    [InlineData("ResponseP99Ms < 5", "ResponseP99Ms", 5)]
    [InlineData("ResponseP99Ms<=5ms", "ResponseP99Ms", 5)]
    [InlineData("ResponseP99 < 5 ms", "ResponseP99Ms", 5)]
    [InlineData("responsep99 < 0.5s", "ResponseP99Ms", 500)]
    [InlineData("LagP99 < 250us", "LagP99Ms", 0.25)]
    [InlineData("LagP99Ms < 250US", "LagP99Ms", 0.25)]
    [InlineData("FailureRate < 0.1%", "FailureRatePercent", 0.1)]
    [InlineData("FailureRatePercent < 0.1", "FailureRatePercent", 0.1)]
    [InlineData("Cps > 7900", "Cps", 7900)]
    [InlineData(" Cps >= 7.9e3 ", "Cps", 7900)]
    [InlineData("Refused == 0", "Refused", 0)]
    [InlineData("Cpu < 50%", "CpuPercent", 50)]
    [InlineData("Cpu < 900ms", "CpuMs", 900)]
    [InlineData("Seconds >= 20s", "Seconds", 20)]
    public void A_threshold_is_a_metric_a_comparison_and_a_number(string text, string metric, double limit)
    {
        var threshold = Threshold.Parse(text);
        Assert.Equal((metric, limit, text.Trim()), (threshold.Metric, threshold.Limit, threshold.Text));
    }

    [Theory]
    [InlineData("", "is not a valid threshold")]
    [InlineData("ResponseP99Ms", "is not a valid threshold")]
    [InlineData("5 > ResponseP99Ms", "is not a valid threshold")]
    [InlineData("ResponseP99Ms = 5", "is not a valid threshold")]
    [InlineData("ResponseP99Ms < five", "is not a valid threshold")]
    [InlineData("ResponseP99Ms < 5 minutes", "is not a valid threshold")]
    [InlineData("ResponseP99Ms < 5, Cps > 1", "is not a valid threshold")]
    [InlineData("ResponseP99Ms < 1,5", "is not a valid threshold")]
    [InlineData("ResponseP99Ms < 1e400", "is not a valid threshold")]
    [InlineData("ResponseP99Ms < NaN", "is not a valid threshold")]
    [InlineData("ResponseP99Ms < Infinity", "is not a valid threshold")]
    [InlineData("ResponseP99Ms < -5", "a number of 0 or more")]
    [InlineData("ResponseP99Ms < 0x10", "is not a valid threshold")]
    [InlineData("ResponseP99Ms < 1kb", "is not a valid threshold")]
    [InlineData("p99 < 5", "there is no metric p99. Did you mean ResponseP99Ms? There are: ")]
    [InlineData("RespP99Ms < 5", "there is no metric RespP99Ms. Did you mean ResponseP99Ms? There are: ")]
    [InlineData("Colour < 5", "there is no metric Colour. There are: ")]
    [InlineData("FailureRate < 0.1", "FailureRate requires a unit. Add one to the number, or use the full name FailureRatePercent.")]
    [InlineData("Cpu < 5", "the full name CpuMs or CpuPercent.")]
    [InlineData("FailureRate < 1ms", "FailureRatePercent is not measured in ms. Give percent (%)")]
    [InlineData("ResponseP99Ms < 5%", "ResponseP99Ms is not measured in %. Use us, ms or s")]
    [InlineData("Cps > 5%", "Cps is not measured in %. Give a number alone.")]
    public void What_is_no_threshold_is_refused_with_the_way_out(string text, string expected)
    {
        ThresholdException exception = Assert.Throws<ThresholdException>(() => Threshold.Parse(text));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.Equal(text, exception.Text);
    }

    [Theory]
    [InlineData("Succeeded < 9", true, 1)]
    [InlineData("Succeeded < 8", false, 0)]
    [InlineData("Succeeded <= 8", true, 0)]
    [InlineData("Succeeded > 8", false, 0)]
    [InlineData("Succeeded >= 8", true, 0)]
    [InlineData("Succeeded > 10", false, -2)]
    [InlineData("Succeeded == 8", true, 0)]
    [InlineData("Succeeded == 6", false, -2)]
    [InlineData("FailureRate < 20%", false, 0)]
    [InlineData("FailureRate < 25%", true, 5)]
    public void A_run_holds_a_threshold_or_does_not(string text, bool passed, double margin)
    {
        ThresholdResult result = Threshold.Parse(text).Check(Run());
        Assert.Equal((passed, margin), (result.Passed, result.Margin));
    }

    [Fact]
    public void A_metric_without_a_value_does_not_pass_but_may_still_get_one()
    {
        LoadSummary nothing = LoadSummary.Of(RandomLoad.Row([]));
        var threshold = Threshold.Parse("ResponseP99Ms < 5");
        Assert.Equal(new ThresholdResult("ResponseP99Ms < 5", "ResponseP99Ms", null, 5, null, Passed: false), threshold.Check(nothing));
        Assert.False(threshold.IsBreachedSoFar(nothing));
        Assert.False(nothing.Against([threshold]).Passed);
        Assert.False(Threshold.Parse("Failed == 0").Check(nothing).Passed);
    }

    [Fact]
    public void A_summary_passes_when_every_threshold_does()
    {
        LoadSummary run = Run();
        Assert.Null(run.Passed);
        Assert.True(run.Against([Threshold.Parse("Started == 10"), Threshold.Parse("Failed == 2")]).Passed);
        Assert.False(run.Against([Threshold.Parse("Started == 10"), Threshold.Parse("Failed == 0")]).Passed);
        Assert.Null(run.Passed);
    }

    [Fact]
    public void Every_number_of_a_summary_is_a_metric()
    {
        Assert.Contains("TargetCps", Threshold.MetricNames);
        Assert.Contains("PortsExhausted", Threshold.MetricNames);
        Assert.DoesNotContain("Verdict", Threshold.MetricNames);
        Assert.DoesNotContain("Passed", Threshold.MetricNames);
        Assert.All(Threshold.MetricNames, name => Assert.Equal(name, Threshold.Parse($"{name} < 1").Metric));
    }

    private static LoadSummary Run() => LoadSummary.Of(RandomLoad.Row(
        Enumerable.Range(0, 10)
            .Select(i => RandomLoad.Of(1, 1, 1 + Millisecond, 1 + 2 * Millisecond, i < 8 ? FailureKind.None : FailureKind.Reset))));
}
