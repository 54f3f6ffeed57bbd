using RedisLoad.Failures;
using RedisLoad.Load;
using RedisLoad.Metrics;
using RedisLoad.Transport;

namespace RedisLoad.Tests.Load;

public class RunFindingsTests
{
    private const long Microsecond = 1_000;
    private const long Millisecond = 1_000_000;

    [Fact]
    public void A_run_as_it_was_asked_for_has_none() => Assert.Empty(RunFindings.Of(Sample(lag: 100 * Microsecond)));

    [Theory]
    [InlineData(900, false)]
    [InlineData(1_100, true)]
    public void Lag_over_a_millisecond_is_a_bottleneck(long lagMicroseconds, bool isBottleneck)
    {
        LoadSample sample = Sample(lag: lagMicroseconds * Microsecond);
        Assert.Equal(isBottleneck, RunFindings.Of(sample).Any(finding => finding.Contains("schedule lag p99", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(6, true)]
    public void More_than_a_twentieth_late_is_a_bottleneck(int lateOfHundred, bool isBottleneck)
    {
        var recorder = new IntervalRecorder();
        for (int i = 0; i < 100; i++)
            recorder.RecordStart(i < lateOfHundred ? 2 * Millisecond : 0);
        Assert.Equal(isBottleneck, RunFindings.Of(ToSample(recorder)).Any(finding => finding.Contains("over 1 ms late", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(800, false)]
    [InlineData(801, true)]
    public void Threads_without_time_left_are_a_bottleneck(long cpuMilliseconds, bool isBottleneck)
    {
        var recorder = new IntervalRecorder();
        recorder.Counters.CpuNanoseconds = cpuMilliseconds * Millisecond;
        Assert.Equal(isBottleneck, RunFindings.Of(ToSample(recorder)).Any(finding => finding.Contains("of their processors", StringComparison.Ordinal)));
    }

    [Fact]
    public void Without_a_schedule_the_load_generator_may_be_the_limit()
    {
        var recorder = new IntervalRecorder();
        recorder.Counters.CpuNanoseconds = 950 * Millisecond;
        Assert.Contains("95 % of their processors (limit 80 %). The server may take more", Assert.Single(RunFindings.Of(ToSample(recorder, scheduled: null))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FailureKind.PortsExhausted, true)]
    [InlineData(FailureKind.FileLimit, true)]
    [InlineData(FailureKind.NoMemory, true)]
    [InlineData(FailureKind.Refused, false)]
    [InlineData(FailureKind.ReplyTimeout, false)]
    public void A_failure_of_this_host_makes_the_run_worthless(FailureKind kind, bool isFound)
    {
        var recorder = new IntervalRecorder();
        recorder.RecordStart(0);
        recorder.RecordEnd(new SessionRecord { Due = 1, Started = 1, Ended = 2, Failure = kind });
        Assert.Equal(isFound, RunFindings.Of(ToSample(recorder)).Any(finding => finding.Contains($"not at the server: 1 {kind}", StringComparison.Ordinal)));
    }

    [Fact]
    public void Dropped_connections_are_said()
    {
        var recorder = new IntervalRecorder();
        recorder.RecordDrop();
        Assert.Contains("1 of 100 due connections (1.0 %) were dropped", Assert.Single(RunFindings.Of(ToSample(recorder))), StringComparison.Ordinal);
    }

    [Fact]
    public void Times_past_the_range_are_said()
    {
        var recorder = new IntervalRecorder();
        recorder.RecordAnswer(new SessionRecord { Connected = 1, Answered = 121_000 * Millisecond });
        Assert.Contains("2 times were longer than 120 s", Assert.Single(RunFindings.Of(ToSample(recorder))), StringComparison.Ordinal);
    }

    [Fact]
    public void The_lag_of_a_few_connections_is_no_finding()
    {
        var recorder = new IntervalRecorder();
        for (int i = 0; i < 999; i++)
            recorder.RecordStart(i < 20 ? 2 * Millisecond : 0);
        Assert.Empty(RunFindings.Of(ToSample(recorder)));
    }

    [Fact]
    public void One_late_of_a_handful_is_no_finding()
    {
        var recorder = new IntervalRecorder();
        for (int i = 0; i < 5; i++)
            recorder.RecordStart(i == 0 ? 2 * Millisecond : 0);
        Assert.Empty(RunFindings.Of(ToSample(recorder)));
    }

    [Fact]
    public void Failures_of_the_server_are_said_by_kind()
    {
        var recorder = new IntervalRecorder();
        foreach (FailureKind kind in (FailureKind[])[FailureKind.Refused, FailureKind.Refused, FailureKind.Reset])
        {
            recorder.RecordStart(0);
            recorder.RecordEnd(new SessionRecord { Due = 1, Started = 1, Ended = 2, Failure = kind });
        }
        Assert.Equal("3 of 3 connections failed: 2 Refused, 1 Reset.", Assert.Single(RunFindings.Of(ToSample(recorder))));
    }

    /// <summary>A thousand connections, twenty of which were started so late: enough for the p99, too few for another finding.</summary>
    private static LoadSample Sample(long lag)
    {
        var recorder = new IntervalRecorder();
        for (int i = 0; i < 1000; i++)
            recorder.RecordStart(i < 20 ? lag : 0);
        return ToSample(recorder);
    }

    private static LoadSample ToSample(IntervalRecorder recorder, long? scheduled = 100)
    {
        recorder.Counters.CpuCapacityNanoseconds = 1_000 * Millisecond;
        return new LoadSample(new SampleSpan(TimeSpan.Zero, TimeSpan.FromSeconds(1), DateTimeOffset.UnixEpoch), scheduled, recorder);
    }
}
