using RedisLoad.Plan;
using RedisLoad.Results;
using RedisLoad.Rows;
using RedisLoad.Run;
using RedisLoad.Session;
using RedisLoad.Tests.Results;

namespace RedisLoad.Tests.Run;

public class GeneratorRowMergerTests
{
    private static readonly DateTimeOffset s_start = new(2026, 11, 25, 21, 30, 0, TimeSpan.Zero);

    private readonly Random _random = new(1);
    private readonly IntervalRecorder _pooled = new();
    private long _started;

    /// <summary>What the load generators do, in order: <c>a1</c> is a row of the first that goes on to second 1, <c>a!</c> that it is done,
    /// <c>a?</c> that it is lost. And the merged rows that come of it: where they end, and of how many load generators they are.</summary>
    [Theory]
    [InlineData("a1 b1 a2 b2 a! b!", "1:2 2:2")]
    [InlineData("a1 a2 a3 b1 b2 b3 a! b!", "1:2 2:2 3:2")]
    [InlineData("a1 b1 a? b2 b3 b!", "1:2 2:1 3:1")]
    [InlineData("b1 b2 a? b3 b!", "1:1 2:1 3:1")]
    [InlineData("a1 b1 a2 a? b2 b3 b!", "1:2 2:2 3:1")]
    [InlineData("a1 b1 a2 b? a3 a!", "1:2 2:1 3:1")]
    [InlineData("a1 b1 a2 b2.001 a! b!", "1:2 2.001:2")]
    [InlineData("a1 a2 a! b1 b2 b3 b3.4 b!", "1:2 2:2 3:2 3.4:2")]
    [InlineData("a1 a2.3 a! b1 b2 b3 b!", "1:2 3:2")]
    [InlineData("a1 b1 a4 b2 b3 b4 a! b!", "1:2 4:2")]
    [InlineData("a1 b1 b! a2 a3 a!", "1:2 2:2 3:2")]
    [InlineData("a1 b1 a2 a! b?", "1:2 2:1")]
    [InlineData("a? b?", "")]
    [InlineData("a1 b? a? a2", "1:1")]
    public void Rows_are_merged_by_the_interval_of_the_run(string events, string expected)
    {
        GeneratorRowMerger run = Begin(2);
        var ends = new double[2];
        var merged = new List<LoadSample>();
        foreach (string what in events.Split(' '))
        {
            int generator = what[0] - 'a';
            if (what[1] is '!' or '?')
            {
                merged.AddRange(run.End(generator, isLost: what[1] == '?'));
                continue;
            }
            double end = double.Parse(what[1..], System.Globalization.CultureInfo.InvariantCulture);
            merged.AddRange(run.Add(generator, Row(ends[generator], end, open: 0), TimeSpan.FromSeconds(end)));
            ends[generator] = end;
        }
        Assert.True(run.IsOver);
        Assert.Equal(
            expected, string.Join(' ', merged.Select(row => FormattableString.Invariant($"{row.ElapsedSeconds}:{row.Generators}"))));
        Assert.All(merged, row => Assert.Equal(2, row.Generators + row.GeneratorsMissing));
        if (merged.Count > 0)
        {
            LoadSample total = LoadSample.Merge([.. merged]);
            Assert.Equal(merged.Max(row => row.GeneratorsMissing), total.GeneratorsMissing);
            Assert.Equal(2, total.Generators + total.GeneratorsMissing);
        }
        Assert.All(merged, row => Assert.Equal(Math.Round((row.Timestamp - s_start).TotalSeconds, 3), row.ElapsedSeconds));
        double[] ordered = [0, .. merged.Select(row => row.ElapsedSeconds)];
        Assert.Equal(
            ordered.Zip(ordered.Skip(1), (before, after) => Math.Round(after - before, 3)), merged.Select(row => row.IntervalSeconds));
    }

    [Fact]
    public void Percentiles_are_those_of_all_histograms_together_and_counts_add_up()
    {
        GeneratorRowMerger run = Begin(3);
        List<LoadSample> merged = [];
        for (int second = 1; second <= 5; second++)
        {
            for (int generator = 0; generator < 3; generator++)
                merged.AddRange(run.Add(generator, Row(second - 1, second, open: 0), TimeSpan.FromSeconds(second)));
        }
        for (int generator = 0; generator < 3; generator++)
            merged.AddRange(run.End(generator, isLost: false));

        LoadSummary summary = LoadSummary.Of(merged);
        Assert.Equal(5, merged.Count);
        Assert.Equal((_started, _started), (summary.Due, summary.Started));
        foreach (double percent in new[] { 0, 50, 90, 99, 99.9, 100 })
            Assert.Equal(_pooled.Response.PercentileMs(percent), summary.GetResponsePercentileMs(percent));
        Assert.Equal((3, 1, 0), (summary.Generators, summary.Runs, summary.Unaccounted));
    }

    [Fact]
    public void What_a_lost_one_had_open_stays_open_so_that_the_books_balance()
    {
        GeneratorRowMerger run = Begin(2);
        List<LoadSample> merged =
        [
            .. run.Add(0, Row(0, 1, open: 7), TimeSpan.FromSeconds(1)),
            .. run.Add(1, Row(0, 1, open: 2), TimeSpan.FromSeconds(1)),
            .. run.End(0, isLost: true),
            .. run.Add(1, Row(1, 2, open: 0, openBefore: 2), TimeSpan.FromSeconds(2)),
            .. run.End(1, isLost: false),
        ];
        Assert.Equal([9L, 7L], merged.Select(row => row.Open));
        LoadSample? before = null;
        foreach (LoadSample row in merged)
        {
            RowBooks.Check(row, before, _ => null);
            before = row;
        }
        LoadSummary summary = LoadSummary.Of(merged);
        Assert.Equal(0, summary.Unaccounted);
        Assert.Equal(Verdict.PartMissing, summary.Verdict);
        Assert.Contains("1 of 2 load generators did not report to the end", summary.Evidence[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_load_that_has_lost_all_its_load_generators_is_not_whole_although_no_row_says_so()
    {
        GeneratorRowMerger run = Begin(2);
        run.Add(0, Row(0, 1, open: 7), TimeSpan.FromSeconds(1));
        LoadSample last = Assert.Single(run.Add(1, Row(0, 1, open: 2), TimeSpan.FromSeconds(1)));
        run.End(0, isLost: true);
        Assert.False(run.AreAllLost);
        Assert.Empty(run.End(1, isLost: true));
        Assert.True(run.AreAllLost);
        Assert.Equal(0, last.GeneratorsMissing);
        LoadSummary summary = LoadSummary.Of(run.Total!);
        Assert.Equal(Verdict.PartMissing, summary.Verdict);
        Assert.Contains("2 of 2 load generators did not report to the end", summary.Evidence[0], StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_is_silent_is_noticed_by_the_time_that_passes()
    {
        GeneratorRowMerger run = Begin(3);
        Assert.Empty(run.SilentAt(TimeSpan.FromSeconds(7)));
        for (int second = 1; second <= 10; second++)
        {
            run.Add(0, Row(second - 1, second, open: 0), TimeSpan.FromSeconds(second));
            if (second <= 3)
                run.Add(1, Row(second - 1, second, open: 0), TimeSpan.FromSeconds(second));
        }
        run.End(2, isLost: false);
        Assert.Empty(run.SilentAt(TimeSpan.FromSeconds(10)));
        Assert.Equal([1], run.SilentAt(TimeSpan.FromSeconds(10.1)));
        run.End(1, isLost: true);
        Assert.Empty(run.SilentAt(TimeSpan.FromSeconds(10.1)));
    }

    [Fact]
    public void What_hosts_see_is_added_up_and_the_servers_own_count_is_not()
    {
        GeneratorRowMerger run = Begin(3);
        LoadSample Seen(double from, double to, WatchedFigures watched) => Row(from, to, open: 0).With(watched);
        run.Add(0, Seen(0, 1, new WatchedFigures(3, 2, 10, 300)), TimeSpan.FromSeconds(1));
        run.Add(0, Seen(1, 2, new WatchedFigures(9, 0, 20, 100)), TimeSpan.FromSeconds(2));
        run.Add(1, Seen(0, 2, new WatchedFigures(null, 5, 7, 201)), TimeSpan.FromSeconds(2));
        // The second of a host does not watch.
        LoadSample merged = Assert.Single(run.Add(2, Row(0, 2, open: 0), TimeSpan.FromSeconds(2)));
        Assert.Equal(new WatchedFigures(9, 7, 27, 200), merged.Watched);
    }

    [Fact]
    public void What_nobody_watches_is_unknown()
    {
        GeneratorRowMerger run = Begin(1);
        Assert.Equal(default, Assert.Single(run.Add(0, Row(0, 1, open: 0), TimeSpan.FromSeconds(1))).Watched);
    }

    [Fact]
    public void In_the_warm_up_nobody_has_anything_to_say()
    {
        var run = new GeneratorRowMerger(new LoadPlan { Schedule = new() { WarmUp = TimeSpan.FromSeconds(60) } }, s_start, ["one"]);
        Assert.Empty(run.SilentAt(TimeSpan.FromSeconds(67)));
        Assert.Equal([0], run.SilentAt(TimeSpan.FromSeconds(67.1)));
    }

    [Fact]
    public void Rows_of_each_beside_their_sum_count_once()
    {
        GeneratorRowMerger run = Begin(2);
        LoadSample one = run.Identify(0, Row(0, 1, open: 0));
        LoadSample two = run.Identify(1, Row(0, 1, open: 0));
        IEnumerable<LoadSample> merged = [.. run.Add(0, one, TimeSpan.FromSeconds(1)), .. run.Add(1, two, TimeSpan.FromSeconds(1))];
        LoadSummary summary = LoadSummary.Of([one, two, .. merged]);
        Assert.Equal((_started, 2, 1), (summary.Started, summary.Generators, summary.Rows));
        Assert.Equal(["host", "host 2"], [one.Generator, two.Generator]);
        Assert.Equal(s_start.AddSeconds(1), two.Timestamp);
    }

    private static GeneratorRowMerger Begin(int generators) =>
        new(new LoadPlan(), s_start, [.. Enumerable.Range(1, generators).Select(number => number == 1 ? "host" : $"host {number}")]);

    /// <summary>A row of one load generator, whose clock is hours away.</summary>
    private LoadSample Row(double from, double to, long open, long openBefore = 0)
    {
        SessionRecord[] sessions = [.. Enumerable.Range(0, 50).Select(_ => RandomLoad.Session(_random))];
        foreach (SessionRecord session in sessions)
            RandomLoad.Record(_pooled, session);
        var recorder = new IntervalRecorder();
        foreach (SessionRecord session in sessions.Skip((int)openBefore))
            recorder.RecordStart(0);
        for (long i = 0; i < open; i++)
            recorder.RecordStart(0);
        foreach (SessionRecord session in sessions)
            RandomLoad.Record(recorder, session);
        recorder.Counters.Due = recorder.Counters.Started;
        recorder.Counters.Gauges.Open = open;
        _started += recorder.Counters.Started;
        var span = new SampleSpan(TimeSpan.FromSeconds(from), TimeSpan.FromSeconds(to), DateTimeOffset.UnixEpoch);
        return new LoadSample(span, hasSchedule: true, recorder);
    }
}
