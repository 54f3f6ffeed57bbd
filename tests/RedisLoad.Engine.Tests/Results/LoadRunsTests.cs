using RedisLoad.Load;
using RedisLoad.Results;

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
        Assert.Equal(TimeSpan.FromSeconds(5), LoadRuns.Covered([[Row("a", 1), Row("a", 2)], [Row("b", 2), Row("b", 3)], [Row("c", 11), Row("c", 12)]]));

    [Fact]
    public void Gaps_of_rounding_are_bridged() =>
        Assert.Equal(TimeSpan.FromSeconds(1), LoadRuns.Covered([[Row("a", 0.333, 0.333), Row("a", 0.667, 0.333), Row("a", 1, 0.333)]]));

    [Fact]
    public void Timestamps_cut_to_seconds_do_no_harm_within_a_run()
    {
        LoadSample[] run = [.. Enumerable.Range(1, 8).Select(i => Row("a", i * 0.25, 0.25, s_noon.AddSeconds(Math.Floor(0.9 + i * 0.25))))];
        Assert.Equal(TimeSpan.FromSeconds(2), LoadRuns.Covered([run]));
    }

    private static LoadSample Row(string? runId, double elapsed, double interval = 1, DateTimeOffset? timestamp = null) => new()
    {
        RunId = runId,
        Timestamp = timestamp ?? s_noon.AddSeconds(elapsed),
        ElapsedSeconds = elapsed,
        IntervalSeconds = interval,
    };

    private static string Describe(IReadOnlyList<LoadSample> run) => string.Join(",", run.Select(row => $"{row.RunId} {row.ElapsedSeconds}"));
}
