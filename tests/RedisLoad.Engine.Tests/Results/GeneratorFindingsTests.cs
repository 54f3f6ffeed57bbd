using RedisLoad.Failures;
using RedisLoad.Results;
using RedisLoad.Rows;

namespace RedisLoad.Tests.Results;

/// <summary>Loads that several load generators shared, some of which did not do as well as the others.</summary>
public class GeneratorFindingsTests
{
    private const long Millisecond = 1_000_000;

    /// <summary>What was wrong with each load generator, the verdict of all, and what is said of it first.</summary>
    [Theory]
    [InlineData("", "", Verdict.Valid, "Each of 2 load generators kept up; as a whole: schedule lag p99 0 ms (limit 1 ms), ")]
    [InlineData("", "lag", Verdict.GeneratorBottleneck, "b was a bottleneck: schedule lag p99 12.007 ms (limit 1 ms). Response times ")]
    [InlineData("lag", "lag", Verdict.GeneratorBottleneck,
        "a was a bottleneck: schedule lag p99 12.007 ms (limit 1 ms). b was a bottleneck: schedule lag p99 12.007 ms (limit 1 ms). Response times ")]
    [InlineData("", "cpu", Verdict.GeneratorBottleneck, "b was a bottleneck: CPU per load thread 90 % (limit 80 %). ")]
    [InlineData("pause", "", Verdict.GeneratorBottleneck, "a was a bottleneck: longest pause of the load generator 300 ms (limit 100 ms). ")]
    [InlineData("", "undone", Verdict.GeneratorBottleneck, "b was a bottleneck: 5 of 1,005 due connections were not started. ")]
    [InlineData("", "ports", Verdict.HostLimited, "Connections failed on b, not at the server: 1 PortsExhausted. ")]
    [InlineData("ports", "ports", Verdict.HostLimited, "Connections failed on a, b, not at the server: 2 PortsExhausted. ")]
    [InlineData("", "slow", Verdict.Valid, "Each of 2 load generators kept up; as a whole: ")]
    [InlineData("slow", "slow", Verdict.ServerSlow, "The server stalled or fell behind: ")]
    [InlineData("slow", "lag", Verdict.GeneratorBottleneck, "b was a bottleneck: ")]
    [InlineData("", "late stall", Verdict.Valid, "The 2 load generators kept up as a whole: ")]
    [InlineData("late stall", "late stall", Verdict.ServerSlow, "The server stalled or fell behind: ")]
    [InlineData("late stall", "lag", Verdict.GeneratorBottleneck, "b was a bottleneck: schedule lag p99 12.007 ms (limit 1 ms). Response times ")]
    [InlineData("refused", "lag", Verdict.GeneratorBottleneck, "b was a bottleneck: ")]
    [InlineData("refused", "refused", Verdict.ServerFailing, "20 of 2,000 connections failed: 20 Refused.")]
    public void The_one_at_fault_is_named(string a, string b, Verdict expected, string evidence)
    {
        LoadSummary summary = LoadSummary.Of(Row("a", a), Row("b", b));
        Assert.Equal(expected, summary.Verdict);
        Assert.StartsWith(evidence, summary.Evidence[0], StringComparison.Ordinal);
    }

    /// <summary>However many others there are, and though the p99 of all is within the limit.</summary>
    [Theory]
    [InlineData(1, 49, "g1 was a bottleneck: schedule lag p99 12.007 ms (limit 1 ms). Response times include ")]
    [InlineData(3, 47, " g3 was a bottleneck: schedule lag p99 12.007 ms (limit 1 ms). Response times include ")]
    [InlineData(4, 46, " g3 was a bottleneck: schedule lag p99 12.007 ms (limit 1 ms). So was 1 other load generator. Response times include ")]
    [InlineData(50, 0, " g3 was a bottleneck: schedule lag p99 12.007 ms (limit 1 ms). So were 47 other load generators. Response times include ")]
    public void One_of_many_is_named_and_many_are_counted(int slow, int quick, string expected)
    {
        LoadSummary summary = LoadSummary.Of([.. Enumerable.Range(1, slow + quick).Select(i => Row($"g{i}", i <= slow ? "lag" : ""))]);
        Assert.Equal(slow < 10, summary.LagP99Ms < 1);
        Assert.Equal(Verdict.GeneratorBottleneck, summary.Verdict);
        Assert.Contains(expected, Assert.Single(summary.Evidence), StringComparison.Ordinal);
        Assert.Equal(slow, summary.GetGenerators().Count(part => part.Verdict == Verdict.GeneratorBottleneck));
        Assert.Equal(quick, summary.GetGenerators().Count(part => part.Verdict == Verdict.Valid));
    }

    [Theory]
    [InlineData("", "The 3 load generators kept up as a whole (Start-RedisLoad -PerGenerator shows each): ")]
    [InlineData("lag", "At least one of 3 load generators (Start-RedisLoad -PerGenerator shows which) was a bottleneck: schedule lag p99 ")]
    [InlineData("ports", "Connections failed on a load host, not at the server: 1 PortsExhausted. ")]
    public void Of_merged_rows_alone_nothing_is_said_of_each(string what, string expected)
    {
        LoadSummary summary = LoadSummary.Of(Row(null, what, generators: 3));
        Assert.Empty(summary.GetGenerators());
        Assert.StartsWith(expected, summary.Evidence[0], StringComparison.Ordinal);
    }

    /// <summary>As in most of the figures: 900 connections are too few for a p99, 1,800 are not.</summary>
    [Fact]
    public void What_only_all_of_them_together_show_is_said_of_no_one()
    {
        LoadSummary summary = LoadSummary.Of(Row("a", "lag", connections: 900), Row("b", "lag", connections: 900));
        Assert.StartsWith(
            "At least one of 2 load generators was a bottleneck: schedule lag p99 12.007 ms", summary.Evidence[0], StringComparison.Ordinal);
        Assert.All(summary.GetGenerators(), part => Assert.Equal(Verdict.Valid, part.Verdict));
    }

    [Fact]
    public void What_only_one_of_them_saw_is_said()
    {
        LoadSummary summary = LoadSummary.Of(
            [.. Enumerable.Range(1, 9).Select(i => Row($"g{i}", i is 4 ? "slow" : i is 5 ? "refused" : ""))]);
        Assert.Equal(Verdict.ServerFailing, summary.Verdict);
        Assert.StartsWith("The verdict of g4 alone is ServerSlow: The server stalled", summary.Evidence[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("g5", string.Join(' ', summary.Evidence), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "b", true)]
    [InlineData("a", null, true)]
    [InlineData(null, null, false)]
    public void Connections_count_once_where_the_rows_of_each_are_beside_those_of_all(string? first, string? second, bool isSum)
    {
        LoadSample[] rows = isSum
            ? [Row("a", ""), Row("b", "lag"), Row(null, "", generators: 2, connections: 2000)]
            : [Row(null, "", generators: 2, connections: 2000)];
        LoadSummary summary = LoadSummary.Of(
            [.. rows.Where(row => row.Generator is null || row.Generator == first || row.Generator == second)]);
        Assert.Equal((2000, 1, 1), (summary.Due, summary.Rows, summary.Runs));
        Assert.Equal(2, summary.Generators);
    }

    /// <summary>A row of a second in which something went wrong: twenty in a thousand were late, or slow, or the like.</summary>
    private static LoadSample Row(string? generator, string wrong, int generators = 1, int connections = 1000)
    {
        var recorder = new IntervalRecorder();
        for (int i = 0; i < connections; i++)
        {
            bool isOneOfThem = i % 50 == 0;
            long lag = isOneOfThem && wrong == "lag" ? 12 * Millisecond : isOneOfThem && wrong == "late stall" ? 2 * Millisecond : 0;
            long service = isOneOfThem && wrong is "slow" ? 210 * Millisecond : isOneOfThem && wrong is "late stall" ? 900 * Millisecond : Millisecond;
            // What one of nine saw is not in the p99 of all.
            FailureKind failure = i % 100 == 1 && wrong == "refused" ? FailureKind.Refused
                : i == 1 && wrong == "ports" ? FailureKind.PortsExhausted
                : FailureKind.None;
            recorder.RecordStart(lag);
            RandomLoad.Record(recorder, RandomLoad.Of(1, 1 + lag, failure == FailureKind.None ? 2 + lag : 0, 1 + lag + service, failure));
        }
        recorder.Counters.NotStarted = wrong == "undone" ? 5 : 0;
        recorder.Counters.LongestPause = wrong == "pause" ? 300 * Millisecond : Millisecond;
        recorder.Counters.CpuNanoseconds = (wrong == "cpu" ? 900 : 100) * Millisecond;
        recorder.Counters.CpuCapacityNanoseconds = 1000 * Millisecond;
        recorder.Counters.Due = recorder.Counters.Started + recorder.Counters.NotStarted;
        var span = new SampleSpan(TimeSpan.Zero, TimeSpan.FromSeconds(1), DateTimeOffset.UnixEpoch.AddSeconds(1));
        return new LoadSample(span, hasSchedule: true, recorder) { RunId = "run", Generator = generator, Generators = generators };
    }
}
