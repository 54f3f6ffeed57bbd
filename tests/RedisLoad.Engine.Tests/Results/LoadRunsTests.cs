using RedisLoad.Results;
using RedisLoad.Rows;

namespace RedisLoad.Tests.Results;

public class LoadRunsTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Rows_are_told_apart_by_the_mark_of_their_run_in_any_order()
    {
        var runs = LoadRuns.Split([Row("a", 2), Row("b", 1), Row("a", 1), Row("b", 2)]);
        Assert.Equal(["a 1,a 2", "b 1,b 2"], runs.Select(Describe));
    }

    [Fact]
    public void Without_a_mark_a_run_begins_where_time_does_not_go_on()
    {
        var runs = LoadRuns.Split([Row(null, 1), Row(null, 2), Row(null, 1), Row(null, 3), Row(null, 3)]);
        Assert.Equal([" 1, 2", " 1, 3", " 3"], runs.Select(Describe));
    }

    [Fact]
    public void Time_is_covered_once() =>
        Assert.Equal(
            TimeSpan.FromSeconds(5),
            LoadRuns.Covered([[Row("a", 1), Row("a", 2)], [Row("b", 2), Row("b", 3)], [Row("c", 11), Row("c", 12)]]));

    [Fact]
    public void Gaps_of_rounding_are_bridged() =>
        Assert.Equal(TimeSpan.FromSeconds(1), LoadRuns.Covered([[Row("a", 0.333, 0.333), Row("a", 0.667, 0.333), Row("a", 1, 0.333)]]));

    [Fact]
    public void Timestamps_cut_to_seconds_do_no_harm_within_a_run()
    {
        LoadSample[] run = [.. Enumerable.Range(1, 8).Select(i => Row("a", i * 0.25, 0.25, s_noon.AddSeconds(Math.Floor(0.9 + i * 0.25))))];
        Assert.Equal(TimeSpan.FromSeconds(2), LoadRuns.Covered([run]));
    }

    [Theory]
    // Two hosts that ran at once, whatever their clocks say.
    [InlineData("one", "two", 0, 20, 0)]
    [InlineData("one", "two", 10, 20, 10)]
    [InlineData("one", "two", 240, 20, 240)]
    // One host has one clock: runs that follow each other do.
    [InlineData("one", "one", 0, 20, 0)]
    [InlineData("one", "one", 10, 30, 0)]
    [InlineData("one", "one", 240, 40, 0)]
    [InlineData(null, null, 240, 40, 0)]
    public void Runs_of_several_hosts_go_by_the_interval_and_not_by_their_clocks(
        string? first, string? second, double apart, double covered, double spread)
    {
        LoadSample[] rows = [.. RunOf("a", first, 0), .. RunOf("b", second, apart)];
        IReadOnlyList<IReadOnlyList<LoadSample>> runs = LoadRuns.Split(rows);
        Assert.Equal((covered, spread), (LoadRuns.Covered(runs).TotalSeconds, LoadRuns.SpreadOf(runs).TotalSeconds));
    }

    [Fact]
    public void Runs_that_follow_each_other_on_several_hosts_are_put_side_by_side_one_by_one()
    {
        LoadSample[] rows = [.. RunOf("a", "one", 0), .. RunOf("b", "one", 100), .. RunOf("c", "two", 500), .. RunOf("d", "two", 600)];
        Assert.Equal(40, LoadRuns.Covered(LoadRuns.Split(rows)).TotalSeconds);
    }

    [Theory]
    [InlineData(1, 1)]
    // The sum of some, beside one of them.
    [InlineData(3, 3)]
    [InlineData(2.5, 1)]
    public void Rows_that_were_given_twice_are_refused(double elapsed, double interval)
    {
        LoadSample[] rows = [Row("a", 1), Row("a", 2), Row("a", 3), Row("a", elapsed, interval)];
        Assert.Contains(
            "run a cover the same time", Assert.Throws<LoadRowException>(() => LoadRuns.Split(rows)).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<LoadSample> RunOf(string runId, string? generator, double startsAfter) =>
        Enumerable.Range(1, 20).Select(second =>
    {
        LoadSample row = Row(runId, second, timestamp: s_noon.AddSeconds(startsAfter + second));
        row.Generator = generator;
        return row;
    });

    private static LoadSample Row(string? runId, double elapsed, double interval = 1, DateTimeOffset? timestamp = null) => new()
    {
        RunId = runId,
        Timestamp = timestamp ?? s_noon.AddSeconds(elapsed),
        ElapsedSeconds = elapsed,
        IntervalSeconds = interval,
    };

    private static string Describe(IReadOnlyList<LoadSample> run) =>
        string.Join(",", run.Select(row => $"{row.RunId} {row.ElapsedSeconds}"));
}
