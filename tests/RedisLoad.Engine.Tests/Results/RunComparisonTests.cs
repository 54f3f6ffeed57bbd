using RedisLoad.Failures;
using RedisLoad.Results;
using RedisLoad.Rows;

namespace RedisLoad.Tests.Results;

public class RunComparisonTests
{
    private const long Microsecond = 1_000;

    [Fact]
    public void A_run_is_no_different_from_itself()
    {
        LoadSample[] rows = Run(2000, spread: 0.2);
        Assert.All(RunComparison.Compare(rows, rows), metric => Assert.Equal((false, false), (metric.IsSignificant, metric.IsRegression)));
    }

    [Theory]
    [InlineData(1.30, true)]
    [InlineData(1.12, true)]
    [InlineData(1.09, false)]
    [InlineData(0.70, false)]
    public void A_slower_run_is_a_regression_from_the_share_that_is_allowed(double factor, bool isRegression)
    {
        MetricComparison median = Find(RunComparison.Compare(Run(2000), Run(2000 * factor), allowedPercent: 10), "ResponseP50Ms");
        Assert.Equal(isRegression, median.IsRegression);
        Assert.True(median.IsSignificant);
        Assert.InRange(median.ChangePercent!.Value, 100 * (factor - 1) - 1, 100 * (factor - 1) + 1);
    }

    [Theory]
    [InlineData(0.0, true)]
    [InlineData(0.3, true)]
    [InlineData(1.5, false)]
    public void A_change_within_what_the_rows_differ_by_is_noise(double spread, bool isSignificant) =>
        Assert.Equal(isSignificant, Find(RunComparison.Compare(Run(2000, spread), Run(2600, spread)), "ResponseP50Ms").IsSignificant);

    [Theory]
    [InlineData(50, true)]
    [InlineData(250, false)]
    public void A_change_within_three_wake_ups_is_noise(long lagMicroseconds, bool isSignificant) =>
        Assert.Equal(
            isSignificant,
            Find(RunComparison.Compare(Run(2000, lag: lagMicroseconds), Run(2600, lag: lagMicroseconds)), "ServiceP50Ms").IsSignificant);

    [Fact]
    public void Neighbours_that_disturb_most_rows_do_no_harm()
    {
        LoadSample[] disturbed = [.. Enumerable.Range(1, 10).Select(second => Row(second < 4 ? 2000 : 9000, second, lag: 20))];
        Assert.DoesNotContain(RunComparison.Compare(Run(2000), disturbed), metric => metric.IsRegression);
    }

    [Fact]
    public void A_run_whose_starts_were_late_is_judged_with_wider_noise()
    {
        Assert.Empty(RunComparison.Doubts(LoadSummary.Of(Run(2600, lag: 2000))));
        MetricComparison small = Find(RunComparison.Compare(Run(2000), Run(2600, lag: 2000)), "ServiceP50Ms");
        Assert.Equal((true, false), (small.NoisePercent > 100, small.IsSignificant));
        Assert.True(Find(RunComparison.Compare(Run(2000), Run(90_000, lag: 2000)), "ServiceP50Ms").IsRegression);
    }

    [Fact]
    public void A_run_that_cannot_be_judged_says_why_and_nothing_else()
    {
        Assert.Equal(["it has 2 rows (3 are needed)"], RunComparison.Doubts(LoadSummary.Of(Run(2000, lag: 2000)[..2])));
        Assert.All(
            RunComparison.Compare(Run(2000), Run(90_000)[..2]),
            metric => Assert.Equal((null, false, false), (metric.NoisePercent, metric.IsSignificant, metric.IsRegression)));
    }

    [Fact]
    public void Failures_that_were_not_there_before_are_a_regression()
    {
        MetricComparison failures = Find(
            RunComparison.Compare(Run(2000), Run(2000, failures: 5), allowedPercent: 10), "FailureRatePercent");
        Assert.Equal((0.0, null, true), (failures.Reference, failures.ChangePercent, failures.IsRegression));
        Assert.Equal((5.0, 5.0), (failures.Current, failures.Difference));
    }

    [Fact]
    public void Failures_in_a_single_second_are_noise()
    {
        LoadSample[] once = [.. Run(2000)[..9], Row(2000, 10, lag: 20, failures: 5)];
        Assert.False(Find(RunComparison.Compare(Run(2000), once), "FailureRatePercent").IsSignificant);
    }

    [Fact]
    public void Fewer_connections_a_second_are_worse()
    {
        MetricComparison rate = Find(
            RunComparison.Compare(Run(2000), [.. Enumerable.Range(1, 10).Select(second => Row(2000, second, lag: 20, connections: 80))]),
            "Cps");
        Assert.Equal((100.0, 80.0, -20.0, true), (rate.Reference, rate.Current, rate.ChangePercent, rate.IsRegression));
    }

    [Fact]
    public void Catching_up_after_a_stall_is_no_better_than_the_rate()
    {
        LoadSample[] stalled = [.. Run(2000)[..8], Row(2000, 9, lag: 20, connections: 0),
            Row(2000, 10, lag: 20, connections: 200, scheduled: 100)];
        Assert.False(Find(RunComparison.Compare(stalled, Run(2000)), "Cps").IsSignificant);
    }

    [Fact]
    public void Of_two_rows_nothing_is_known()
    {
        Assert.All(
            RunComparison.Compare(Run(2000)[..2], Run(9000)[..2]),
            metric => Assert.Equal((null, false), (metric.NoisePercent, metric.IsRegression)));
    }

    /// <summary>Rows of each load generator beside those of all say nothing else than those of all.</summary>
    [Fact]
    public void Each_load_generator_beside_all_of_them_is_the_same_run()
    {
        LoadSample[] all = Run(2000, spread: 0.2);
        LoadSample[] both = [.. all, .. Of("a"), .. Of("b")];
        Assert.Equal(RunComparison.Compare(all, Run(4000)), RunComparison.Compare(both, Run(4000)));

        IEnumerable<LoadSample> Of(string generator) => Enumerable.Range(1, 10).Select(second =>
        {
            LoadSample row = Row(2000, second, lag: 20, connections: 50);
            row.Generator = generator;
            return row;
        });
    }

    private static MetricComparison Find(IReadOnlyList<MetricComparison> compared, string name) =>
        Assert.Single(compared, metric => metric.Metric == name);

    /// <summary>Ten seconds of a hundred connections, which take so long, and up to so much longer.</summary>
    private static LoadSample[] Run(double microseconds, double spread = 0, long lag = 20, int failures = 0) =>
        [.. Enumerable.Range(1, 10).Select(second => Row(microseconds * (1 + spread * (second - 1) / 9), second, lag, failures))];

    private static LoadSample Row(
        double microseconds, int second, long lag, int failures = 0, int connections = 100, long? scheduled = null)
    {
        long started = 1 + lag * Microsecond;
        long ended = started + (long)(microseconds * Microsecond);
        return RandomLoad.Row(
            Enumerable.Range(0, connections).Select(
                i => RandomLoad.Of(1, started, started + Microsecond, ended, i < failures ? FailureKind.Reset : FailureKind.None)),
            second,
            scheduled: scheduled);
    }
}
