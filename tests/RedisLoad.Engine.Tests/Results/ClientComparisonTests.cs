using RedisLoad.Results;
using RedisLoad.Rows;

namespace RedisLoad.Tests.Results;

/// <summary>Two ways to reconnect, compared.</summary>
public class ClientComparisonTests
{
    [Fact]
    public void Of_one_run_each_a_change_is_known_and_what_of_it_is_noise_is_not()
    {
        MetricComparison attempts = Compare([Run("a", attempts: 400)], [Run("b", attempts: 1000)]);
        Assert.Equal((4, 10, 150, null), (attempts.Reference, attempts.Current, attempts.ChangePercent, attempts.NoisePercent));
        Assert.False(attempts.IsSignificant);
        Assert.Equal("AttemptsPerClient went from 4 to 10 (+150 %)", attempts.ToString());
    }

    [Theory]
    [InlineData(1000, true, true)]
    [InlineData(410, false, false)]
    [InlineData(100, true, false)]
    public void Several_runs_on_both_sides_tell_a_change_from_noise(long attempts, bool isSignificant, bool isRegression)
    {
        MetricComparison compared = Compare(
            [Run("a", 390), Run("b", 400), Run("c", 410)], [Run("d", attempts - 10), Run("e", attempts), Run("f", attempts + 10)]);
        Assert.Equal((isSignificant, isRegression), (compared.IsSignificant, compared.IsRegression));
    }

    [Fact]
    public void A_recovery_that_one_side_did_not_come_to_is_no_change()
    {
        MetricComparison recovery = Compare([Run("a", 400)], [Run("b", 400, recovery: null)], nameof(LoadSummary.Recovery99Seconds));
        Assert.Equal((2.5, null, null), (recovery.Reference, recovery.Current, recovery.ChangePercent));
    }

    [Fact]
    public void Without_clients_there_is_nothing_of_them_to_compare() =>
        Assert.DoesNotContain(
            RunComparison.Compare(Run("a", 400), [.. Run("b", 400).Select(WithoutClients)]), metric =>
                metric.Metric == nameof(LoadSummary.AttemptsPerClient));

    private static MetricComparison Compare(
        LoadSample[][] before, LoadSample[][] after, string metric = nameof(LoadSummary.AttemptsPerClient)) =>
        RunComparison.Compare([.. before.SelectMany(run => run)], [.. after.SelectMany(run => run)])
            .Single(compared => compared.Metric == metric);

    private static LoadSample WithoutClients(LoadSample row)
    {
        row.ClientsConnected = 0;
        return row;
    }

    private static LoadSample[] Run(string id, long attempts, double? recovery = 2.5) => [.. Enumerable.Range(0, 4).Select(second =>
    {
        var recorder = new IntervalRecorder();
        recorder.RecordSteadyReply(1_000_000);
        recorder.Counters.Gauges.ClientsConnected = 100;
        recorder.Counters.ReconnectAttempts = second == 1 ? attempts : 0;
        recorder.Counters.Recovery99Seconds = second == 2 ? recovery : null;
        DateTimeOffset end = DateTimeOffset.UnixEpoch.AddSeconds(second + 1);
        var span = new SampleSpan(TimeSpan.FromSeconds(second), TimeSpan.FromSeconds(second + 1), end);
        return new LoadSample(span, hasSchedule: false, recorder) { RunId = id };
    })];
}
