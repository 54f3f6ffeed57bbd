using System.Globalization;
using RedisLoad.Failures;
using RedisLoad.Results;
using RedisLoad.Rows;
using RedisLoad.Session;

namespace RedisLoad.Tests.Results;

public class LoadSummaryTests
{
    private static readonly string[] s_split = ["RunId", "Runs", "Rows", "EndTime", "Seconds", "Cps", "TargetCps", "CpuMs"];

    [Fact]
    public void Runs_split_at_random_have_the_percentiles_of_all_their_values()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            SessionRecord[] sessions = [.. Enumerable.Range(0, random.Next(1, 3000)).Select(_ => RandomLoad.Session(random))];
            long[] replies = [.. Enumerable.Range(0, random.Next(0, 500)).Select(_ => RandomLoad.Time(random))];
            LoadSummary whole = LoadSummary.Of(RandomLoad.Row(sessions, steadyReplies: replies));

            int runs = random.Next(1, 4);
            int seconds = random.Next(1, 6);
            (int Run, int Second) AnyPlace() => (random.Next(runs), random.Next(1, seconds + 1));
            var places = sessions.ToLookup(_ => AnyPlace());
            var steadyPlaces = replies.ToLookup(_ => AnyPlace());
            LoadSample[] rows = [.. from run in Enumerable.Range(0, runs)
                                    from second in Enumerable.Range(1, seconds)
                                    orderby random.Next()
                                    select RandomLoad.Row(places[(run, second)], second, $"run {run}",
                                    steadyReplies: steadyPlaces[(run, second)])];
            AssertSame(whole, LoadSummary.Of(rows));
            AssertSame(whole, LoadSummary.Of([.. rows.Select(AsText)]));
        }
    }

    [Fact]
    public void Rows_that_lost_their_histograms_have_no_percentiles_and_say_so()
    {
        var random = new Random(1);
        LoadSample kept = RandomLoad.Row([RandomLoad.Session(random)]);
        LoadSample lost = RandomLoad.Row([RandomLoad.Session(random)], second: 2);
        LoadSummary summary = LoadSummary.Of([kept, AsText(lost, column => !column.EndsWith("Histogram", StringComparison.Ordinal))]);

        Assert.False(summary.PercentilesAreExact);
        Assert.Null(summary.ResponseP99Ms);
        Assert.Null(summary.LagP50Ms);
        Assert.Null(summary.GetResponsePercentileMs(50));
        Assert.Equal(2, summary.Started);
        Assert.Equal(Math.Max(kept.LagMaxMs!.Value, lost.LagMaxMs!.Value), summary.LagMaxMs);
        Assert.Contains(summary.Evidence, text => text.Contains("no percentiles", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("TlsHandshakeHistogram")]
    [InlineData("SteadyHistogram")]
    public void A_row_that_lost_one_of_its_histograms_makes_percentiles_inexact(string lost)
    {
        LoadSample sample = RandomLoad.Row([RandomLoad.Session(new Random(1))], steadyReplies: 1_000_000);
        Assert.True(LoadSummary.Of([AsText(sample)]).PercentilesAreExact);
        Assert.False(LoadSummary.Of([AsText(sample, column => column != lost)]).PercentilesAreExact);
    }

    /// <summary>Rows of one run, in order: how many connections had their last reply, and how many ended. One that is held does the former
    /// in one row, and the latter in a later one.</summary>
    [Theory]
    [InlineData("3:3", true)]
    [InlineData("3:0 0:3", true)]
    [InlineData("3:1 3:3 0:2", true)]
    [InlineData("0:0", true)]
    [InlineData("0:3", false)]
    public void Percentiles_are_exact_where_connections_end_in_a_later_row_than_they_are_timed(string rows, bool areExact)
    {
        LoadSummary summary = LoadSummary.Of([.. rows.Split(' ').Select((row, i) =>
        {
            int[] counts = [.. row.Split(':').Select(int.Parse)];
            var recorder = new IntervalRecorder();
            SessionRecord session = RandomLoad.Of(1, 10_000, 20_000, 900_000, FailureKind.None);
            for (int k = 0; k < counts[0]; k++)
                recorder.RecordAnswer(session);
            for (int k = 0; k < counts[1]; k++)
                recorder.RecordEnd(session);
            return new LoadSample(
                new SampleSpan(TimeSpan.FromSeconds(i), TimeSpan.FromSeconds(i + 1), DateTimeOffset.UnixEpoch.AddSeconds(i + 1)),
                hasSchedule: true, recorder) { RunId = "run" };
        })]);
        Assert.Equal(areExact, summary.PercentilesAreExact);
        Assert.Equal(areExact && rows.Contains('3', StringComparison.Ordinal), summary.ResponseMaxMs is not null);
    }

    [Fact]
    public void Rates_of_runs_side_by_side_add_up_and_of_runs_one_after_another_do_not()
    {
        SessionRecord[] sessions = [.. Enumerable.Repeat(RandomLoad.Of(1, 1, 2, 3, FailureKind.None), 100)];
        LoadSample first = RandomLoad.Row(sessions, runId: "a");
        LoadSample beside = RandomLoad.Row(sessions, runId: "b");
        LoadSample later = RandomLoad.Row(sessions, runId: "b", start: DateTimeOffset.UnixEpoch.AddHours(1));

        Assert.Equal((2, 1.0, 200.0, 200.0), Rates(LoadSummary.Of(first, beside)));
        Assert.Equal((2, 2.0, 100.0, 100.0), Rates(LoadSummary.Of(first, later)));
    }

    [Fact]
    public void Rates_are_over_the_time_in_which_connections_fell_due()
    {
        // Half a second of arrivals, and 2.5 s in which they are held.
        SessionRecord[] sessions = [.. Enumerable.Repeat(RandomLoad.Of(1, 1, 2, 3, FailureKind.None), 100)];
        var arrivalsEnd = TimeSpan.FromSeconds(0.5);
        LoadSample[] rows = [RandomLoad.Row(sessions, second: 1, arrivalsEnd: arrivalsEnd),
            RandomLoad.Row([], second: 2, arrivalsEnd: arrivalsEnd), RandomLoad.Row([], second: 3, arrivalsEnd: arrivalsEnd)];
        Assert.Equal([200.0, null, null], rows.Select(row => row.TargetCps));
        foreach (LoadSummary summary in new[] { LoadSummary.Of(rows), LoadSummary.Of([.. rows.Select(AsText)]),
            LoadSummary.Of(LoadSample.Merge(rows)) })
            Assert.Equal((200.0, 200.0, 3.0), (summary.TargetCps, summary.Cps, summary.Seconds));
    }

    [Theory]
    [InlineData(0.001, 1, null)]
    [InlineData(0.5, 9, null)]
    [InlineData(0.5, 10, 20.0)]
    [InlineData(1, 1, 1.0)]
    public void A_rate_that_a_few_connections_in_no_time_would_give_is_none(double seconds, int connections, double? rate)
    {
        var recorder = new IntervalRecorder();
        recorder.Counters.Due = recorder.Counters.Started = recorder.Counters.Succeeded = connections;
        var span = new SampleSpan(TimeSpan.Zero, TimeSpan.FromSeconds(seconds), DateTimeOffset.UnixEpoch.AddSeconds(seconds));
        LoadSummary summary = LoadSummary.Of(new LoadSample(span, hasSchedule: true, recorder));
        Assert.Equal((rate, rate), (summary.Cps, summary.TargetCps));
        Assert.Contains(
            SummaryText.Of(summary), line => line.StartsWith(rate is null ? "Rate: too few" : "Rate: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Books_balance_and_open_is_what_the_last_rows_have()
    {
        var session = RandomLoad.Of(1, 1, 2, 3, FailureKind.None);
        LoadSummary summary = LoadSummary.Of(
            RandomLoad.Row([session], second: 2, runId: "a", open: 0),
            RandomLoad.Row([session], second: 1, runId: "a", open: 7),
            RandomLoad.Row([session], second: 1, runId: "b", open: 0));
        Assert.Equal((3, 3, 0, 0), (summary.Started, summary.Succeeded, summary.Open, summary.Unaccounted));
    }

    [Fact]
    public void Missing_rows_are_said()
    {
        LoadSummary summary = LoadSummary.Of(RandomLoad.Row([], open: 3));
        Assert.Equal(3, summary.Unaccounted);
        Assert.Contains(summary.Evidence, text => text.StartsWith("Rows are missing", StringComparison.Ordinal));
    }

    [Fact]
    public void Failures_are_counted_by_kind_and_by_fault()
    {
        LoadSummary summary = LoadSummary.Of(
            RandomLoad.Row(Faults.AllKinds.SelectMany(kind => Enumerable.Repeat(RandomLoad.Of(1, 1, 0, 2, kind), (int)kind))));
        Assert.All(Faults.AllKinds, kind => Assert.Equal((long)kind, typeof(LoadSummary).GetProperty(kind.ToString())!.GetValue(summary)));
        Assert.Equal(
            summary.Failed,
            summary.FailedByServer + summary.FailedByServerOrPath + summary.FailedByPath + summary.FailedByConfiguration
                + summary.FailedByThisHost);
        Assert.Equal(100, summary.FailureRatePercent);
    }

    [Fact]
    public void Nothing_cannot_be_added_up() => Assert.Throws<ArgumentException>(() => LoadSummary.Of(Array.Empty<LoadSample>()));

    private static (int Runs, double Seconds, double? TargetCps, double? Cps) Rates(LoadSummary summary) =>
        (summary.Runs, summary.Seconds, summary.TargetCps, summary.Cps);

    private static void AssertSame(LoadSummary expected, LoadSummary actual)
    {
        foreach (var property in typeof(LoadSummary).GetProperties().Where(property => !s_split.Contains(property.Name)))
            Assert.Equal(property.GetValue(expected), property.GetValue(actual));
        foreach (double percent in (double[])[0, 0.1, 33.3, 99.99, 100])
            Assert.Equal(expected.GetResponsePercentileMs(percent), actual.GetResponsePercentileMs(percent));
    }

    private static LoadSample AsText(LoadSample sample) => AsText(sample, _ => true);

    /// <summary>What Export-Csv and Import-Csv make of a row.</summary>
    private static LoadSample AsText(LoadSample sample, Func<string, bool> has)
    {
        return new LoadRowReader(column => has(column) ? Convert.ToString(typeof(LoadSample).GetProperty(column)!.GetValue(sample),
            CultureInfo.InvariantCulture) : null).Read(previous: null);
    }
}
