using RedisLoad.Failures;
using RedisLoad.Load;
using RedisLoad.Metrics;
using RedisLoad.Results;

namespace RedisLoad.Tests.Results;

public class RunFindingsTests
{
    private const long Microsecond = 1_000;
    private const long Millisecond = 1_000_000;

    [Fact]
    public void A_run_as_it_was_asked_for_has_none() => Assert.Empty(RunFindings.Of(Run(lag: 100 * Microsecond)));

    [Theory]
    [InlineData(900, false)]
    [InlineData(1_100, true)]
    public void Lag_over_a_millisecond_is_a_bottleneck(long lagMicroseconds, bool isBottleneck)
    {
        LoadSummary run = Run(lag: lagMicroseconds * Microsecond);
        Assert.Equal(isBottleneck, RunFindings.Of(run).Any(finding => finding.Contains("schedule lag p99", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(6, true)]
    public void More_than_a_twentieth_late_is_a_bottleneck(int lateOfHundred, bool isBottleneck)
    {
        var recorder = new IntervalRecorder();
        for (int i = 0; i < 100; i++)
            recorder.RecordStart(i < lateOfHundred ? 2 * Millisecond : 0);
        Assert.Equal(isBottleneck, RunFindings.Of(ToSummary(recorder)).Any(finding => finding.Contains("over 1 ms late", StringComparison.Ordinal)));
    }

    [Fact]
    public void In_a_burst_being_late_says_nothing()
    {
        var recorder = new IntervalRecorder();
        for (int i = 0; i < 2000; i++)
            recorder.RecordStart(i * 10 * Microsecond);
        Assert.DoesNotContain(RunFindings.Of(ToSummary(recorder, gapSeconds: 5)), finding => finding.Contains("bottleneck", StringComparison.Ordinal));
        Assert.Contains(RunFindings.Of(ToSummary(recorder)), finding => finding.Contains("bottleneck", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(800, false)]
    [InlineData(801, true)]
    public void Threads_without_time_left_are_a_bottleneck(long cpuMilliseconds, bool isBottleneck)
    {
        var recorder = new IntervalRecorder();
        recorder.Counters.CpuNanoseconds = cpuMilliseconds * Millisecond;
        Assert.Equal(isBottleneck, RunFindings.Of(ToSummary(recorder)).Any(finding => finding.Contains("of their processors", StringComparison.Ordinal)));
    }

    [Fact]
    public void Without_a_schedule_the_load_generator_may_be_the_limit()
    {
        var recorder = new IntervalRecorder();
        Record(recorder, FailureKind.None);
        recorder.Counters.CpuNanoseconds = 950 * Millisecond;
        Assert.Contains("95 % of their processors (limit 80 %). The server may take more", Assert.Single(RunFindings.Of(ToSummary(recorder, hasSchedule: false))), StringComparison.Ordinal);
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
        Record(recorder, kind);
        Assert.Equal(isFound, RunFindings.Of(ToSummary(recorder)).Any(finding => finding.Contains($"not at the server: 1 {kind}", StringComparison.Ordinal)));
    }

    [Fact]
    public void Requests_of_steady_connections_that_failed_are_said()
    {
        var recorder = new IntervalRecorder();
        recorder.RecordSteadyReply(Millisecond);
        recorder.Counters.SteadyFailed = 2;
        Assert.Contains("2 of 3 requests of the steady connections were not answered.", RunFindings.Of(ToSummary(recorder)));
    }

    [Fact]
    public void Dropped_connections_are_said()
    {
        var recorder = new IntervalRecorder();
        recorder.RecordDrop();
        for (int i = 0; i < 99; i++)
            Record(recorder, FailureKind.None);
        Assert.Contains("1 of 100 due connections (1.0 %) were dropped", Assert.Single(RunFindings.Of(ToSummary(recorder))), StringComparison.Ordinal);
    }

    [Fact]
    public void Times_past_the_range_are_said()
    {
        var recorder = new IntervalRecorder();
        recorder.RecordStart(0);
        RandomLoad.Record(recorder, RandomLoad.Of(due: 0, started: 0, connected: 1, ended: 121_000 * Millisecond, FailureKind.None));
        Assert.Contains("2 times were longer than 120 s", Assert.Single(RunFindings.Of(ToSummary(recorder))), StringComparison.Ordinal);
    }

    [Fact]
    public void The_lag_of_a_few_connections_is_no_finding()
    {
        var recorder = new IntervalRecorder();
        for (int i = 0; i < 999; i++)
            recorder.RecordStart(i < 20 ? 2 * Millisecond : 0);
        Assert.DoesNotContain(RunFindings.Of(ToSummary(recorder)), finding => finding.Contains("bottleneck", StringComparison.Ordinal));
    }

    [Fact]
    public void One_late_of_a_handful_is_no_finding()
    {
        var recorder = new IntervalRecorder();
        for (int i = 0; i < 5; i++)
            recorder.RecordStart(i == 0 ? 2 * Millisecond : 0);
        Assert.DoesNotContain(RunFindings.Of(ToSummary(recorder)), finding => finding.Contains("bottleneck", StringComparison.Ordinal));
    }

    [Fact]
    public void Failures_of_the_server_are_said_by_kind()
    {
        var recorder = new IntervalRecorder();
        foreach (FailureKind kind in (FailureKind[])[FailureKind.Refused, FailureKind.Refused, FailureKind.Reset])
        {
            Record(recorder, kind);
        }
        Assert.Equal("3 of 3 connections failed: 2 Refused, 1 Reset.", Assert.Single(RunFindings.Of(ToSummary(recorder))));
    }

    [Theory]
    [InlineData(FailureKind.Refused, Verdict.ServerFailing)]
    [InlineData(FailureKind.Reset, Verdict.ServerFailing)]
    [InlineData(FailureKind.ClosedByServer, Verdict.ServerFailing)]
    [InlineData(FailureKind.MaxClients, Verdict.ServerFailing)]
    [InlineData(FailureKind.ErrorReply, Verdict.ServerFailing)]
    [InlineData(FailureKind.WrongReply, Verdict.ServerFailing)]
    [InlineData(FailureKind.ConnectTimeout, Verdict.ServerSlow)]
    [InlineData(FailureKind.ReplyTimeout, Verdict.ServerSlow)]
    [InlineData(FailureKind.AuthRequired, Verdict.AccessDenied)]
    [InlineData(FailureKind.AuthFailed, Verdict.AccessDenied)]
    [InlineData(FailureKind.Unreachable, Verdict.PathFailing)]
    [InlineData(FailureKind.PortsExhausted, Verdict.HostLimited)]
    [InlineData(FailureKind.FileLimit, Verdict.HostLimited)]
    [InlineData(FailureKind.NoMemory, Verdict.HostLimited)]
    public void Failures_decide_the_verdict_by_their_kind(FailureKind kind, Verdict expected) =>
        Assert.Equal(expected, Connections(ok: 998, failed: 2, kind).Verdict);

    [Theory]
    [InlineData(1, Verdict.Valid)]
    [InlineData(2, Verdict.ServerFailing)]
    public void One_failure_in_a_thousand_does_not_decide_it(int failed, Verdict expected) =>
        Assert.Equal(expected, Connections(ok: 1000 - failed, failed, FailureKind.Reset).Verdict);

    [Theory]
    [InlineData(0.1, 90, 0, Verdict.Valid)]
    [InlineData(0.1, 110, 0, Verdict.ServerSlow)]
    // The quickest took long too: the server is far away.
    [InlineData(60, 300, 0, Verdict.Valid)]
    [InlineData(60, 700, 0, Verdict.ServerSlow)]
    // A lag that the wait dwarfs, and one that it does not.
    [InlineData(0.1, 900, 5, Verdict.ServerSlow)]
    [InlineData(0.1, 900, 300, Verdict.GeneratorBottleneck)]
    public void One_in_a_hundred_that_wait_for_the_server_decide_it(double quickMs, double slowMs, double lagMs, Verdict expected)
    {
        var recorder = new IntervalRecorder();
        for (int i = 0; i < 2000; i++)
        {
            bool isSlow = i % 50 == 0;
            long started = 1 + (isSlow ? (long)(lagMs * Millisecond) : 0);
            recorder.RecordStart(started - 1);
            RandomLoad.Record(recorder, RandomLoad.Of(1, started, started + 1, started + (long)((isSlow ? slowMs : quickMs) * Millisecond), FailureKind.None));
        }
        Assert.Equal(expected, ToSummary(recorder).Verdict);
    }

    [Fact]
    public void Dropped_connections_are_the_servers_unless_the_load_generator_is_short_of_processor_time()
    {
        var recorder = new IntervalRecorder();
        Record(recorder, FailureKind.None);
        recorder.RecordDrop();
        Assert.Equal(Verdict.ServerSlow, ToSummary(recorder).Verdict);
        recorder.Counters.CpuNanoseconds = 900 * Millisecond;
        Assert.Equal(Verdict.GeneratorBottleneck, ToSummary(recorder).Verdict);
    }

    [Theory]
    [InlineData(15, 20, FailureKind.Refused, Verdict.ServerFailing)]
    [InlineData(60, 900, FailureKind.Refused, Verdict.ServerFailing)]
    [InlineData(60, 30, FailureKind.Refused, Verdict.GeneratorBottleneck)]
    [InlineData(15, 500, FailureKind.ReplyTimeout, Verdict.ServerSlow)]
    [InlineData(15, 100, FailureKind.ReplyTimeout, Verdict.GeneratorBottleneck)]
    [InlineData(60, 900, FailureKind.ReplyTimeout, Verdict.GeneratorBottleneck)]
    public void Failures_weigh_more_than_a_few_late_starts(int late, int failed, FailureKind kind, Verdict expected)
    {
        var recorder = new IntervalRecorder();
        for (int i = 0; i < 1000; i++)
            Record(recorder, i < failed ? kind : FailureKind.None, i < late ? 2 * Millisecond : 0);
        Assert.Equal(expected, ToSummary(recorder).Verdict);
    }

    [Fact]
    public void Nothing_measured_is_no_verdict_on_anybody() => Assert.Equal(Verdict.NothingMeasured, ToSummary(new IntervalRecorder()).Verdict);

    [Fact]
    public void A_valid_run_says_what_that_rests_on() =>
        Assert.Contains("The load generator kept up: 0 % of the connections started over 1 ms late (limit 5 %), schedule lag p99 0 ms", Assert.Single(Connections(1000, 0, FailureKind.None).Evidence), StringComparison.Ordinal);

    private static LoadSummary Connections(int ok, int failed, FailureKind kind)
    {
        var recorder = new IntervalRecorder();
        for (int i = 0; i < ok + failed; i++)
            Record(recorder, i < ok ? FailureKind.None : kind);
        return ToSummary(recorder);
    }

    private static void Record(IntervalRecorder recorder, FailureKind outcome, long lag = 0)
    {
        long started = 1 + lag;
        recorder.RecordStart(lag);
        RandomLoad.Record(recorder, RandomLoad.Of(1, started, outcome == FailureKind.None ? started : 0, started + 1, outcome));
    }

    /// <summary>A thousand connections, twenty of which were started so late: enough for the p99, too few for another finding.</summary>
    private static LoadSummary Run(long lag)
    {
        var recorder = new IntervalRecorder();
        for (int i = 0; i < 1000; i++)
            Record(recorder, FailureKind.None, i < 20 ? lag : 0);
        return ToSummary(recorder);
    }

    private static LoadSummary ToSummary(IntervalRecorder recorder, bool hasSchedule = true, double? gapSeconds = null)
    {
        recorder.Counters.Due = recorder.Counters.Started + recorder.Counters.Dropped + recorder.Counters.NotStarted;
        recorder.Counters.Gauges.Open = recorder.Counters.Started - recorder.Counters.Succeeded - recorder.Counters.Failures.Total();
        recorder.Counters.CpuCapacityNanoseconds = 1_000 * Millisecond;
        return LoadSummary.Of(new LoadSample(new SampleSpan(TimeSpan.Zero, TimeSpan.FromSeconds(1), DateTimeOffset.UnixEpoch), hasSchedule, recorder) { GapSeconds = gapSeconds });
    }
}
