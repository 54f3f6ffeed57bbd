using System.Globalization;
using System.Text.RegularExpressions;
using RedisLoad.Failures;
using RedisLoad.Results;
using RedisLoad.Rows;

namespace RedisLoad.Tests.Results;

public class RunFindingsTests
{
    private const long Microsecond = 1_000;
    private const long Millisecond = 1_000_000;

    [Fact]
    public void A_run_as_it_was_asked_for_has_none() => Assert.Empty(RunFindings.Of(Run(lag: 100 * Microsecond)));

    [Theory]
    [InlineData("an overflow", 1, true, 3L, 5L, null, 2L)]
    [InlineData("none", 0, false, 3L, 0L, 0L, 0L)]
    [InlineData("no figures", 0, false, null, null, null, null)]
    [InlineData("overflows of a host without the server", 0, false, null, 5L, null, 7L)]
    public void An_accept_queue_that_overflows_is_the_servers(
        string what, int findings, bool isNamed, long? queue, long? overflows, long? laterQueue, long? laterOverflows)
    {
        LoadSample first = RandomLoad.Row([]).With(new WatchedFigures(queue, overflows, null, null));
        LoadSample second = RandomLoad.Row([], second: 2).With(new WatchedFigures(laterQueue, laterOverflows, null, null));
        var total = new WatchedTotal();
        total.Add(first);
        total.Add(second);
        foreach (LoadSummary run in new[] { LoadSummary.Of(first, second), LoadSummary.Of(total.AddTo(LoadSample.Merge(first, second))) })
        {
            string[] found = [.. RunFindings.Of(run).Where(text => text.StartsWith("The server's accept queue", StringComparison.Ordinal))];
            Assert.True(findings == found.Length, what);
            Assert.Equal(isNamed, found.Any(text => text.Contains("5 times (ListenOverflows)", StringComparison.Ordinal)));
        }
    }

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
        Assert.Equal(
            isBottleneck, RunFindings.Of(ToSummary(recorder)).Any(finding => finding.Contains("over 1 ms late", StringComparison.Ordinal)));
    }

    [Fact]
    public void In_a_burst_being_late_says_nothing()
    {
        var recorder = new IntervalRecorder();
        for (int i = 0; i < 2000; i++)
            recorder.RecordStart(i * 10 * Microsecond);
        Assert.DoesNotContain(
            RunFindings.Of(ToSummary(recorder, gapSeconds: 5)), finding => finding.Contains("bottleneck", StringComparison.Ordinal));
        Assert.Contains(RunFindings.Of(ToSummary(recorder)), finding => finding.Contains("bottleneck", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(800, false)]
    [InlineData(801, true)]
    public void Threads_without_time_left_are_a_bottleneck(long cpuMilliseconds, bool isBottleneck)
    {
        var recorder = new IntervalRecorder();
        recorder.Counters.CpuNanoseconds = cpuMilliseconds * Millisecond;
        Assert.Equal(isBottleneck, RunFindings.Of(ToSummary(recorder))
            .Any(finding => finding.Contains("bottleneck: CPU per load thread 80.1 % (limit 80 %)", StringComparison.Ordinal)));
    }

    [Fact]
    public void Without_a_schedule_the_load_generator_may_be_the_limit()
    {
        var recorder = new IntervalRecorder();
        Record(recorder, FailureKind.None);
        recorder.Counters.CpuNanoseconds = 950 * Millisecond;
        Assert.Contains(
            "CPU per load thread 95 % (limit 80 %). The server may accept more",
            Assert.Single(RunFindings.Of(ToSummary(recorder, hasSchedule: false))), StringComparison.Ordinal);
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
        Assert.Equal(
            isFound,
            RunFindings.Of(ToSummary(recorder)).Any(finding => finding.Contains($"not at the server: 1 {kind}", StringComparison.Ordinal)));
    }

    [Fact]
    public void Requests_of_clients_that_failed_or_waited_are_said()
    {
        var recorder = new IntervalRecorder();
        recorder.RecordSteadyReply(Millisecond);
        recorder.Counters.SteadyFailed = 2;
        recorder.Counters.SteadyWaited = 1;
        recorder.Counters.Gauges.ClientsConnected = 5;
        Assert.Contains("Of 3 requests of the clients, 2 failed and 1 waited for a connection.", RunFindings.Of(ToSummary(recorder)));
    }

    [Theory]
    [InlineData(1, 0, 1, "100 connections took 1 retry; 1 of the 100 that succeeded did so only by a retry.")]
    [InlineData(7, 2, 6, "100 connections took 7 retries (2 after a timeout); 6 of the 100 that succeeded did so only by a retry.")]
    [InlineData(3, 0, 0, "100 connections took 3 retries; none succeeded by a retry.")]
    public void Connections_that_got_through_by_a_retry_are_said(int retries, int timeouts, int succeeded, string expected)
    {
        var recorder = new IntervalRecorder();
        for (int i = 0; i < 100; i++)
            Record(recorder, FailureKind.None);
        for (int i = 0; i < retries; i++)
            recorder.RecordRetry(i < timeouts ? FailureKind.ConnectTimeout : FailureKind.Refused);
        recorder.Counters.SucceededByRetry = succeeded;
        LoadSummary summary = ToSummary(recorder);
        Assert.Equal(expected, Assert.Single(RunFindings.Of(summary)));
        Assert.Equal(Verdict.Valid, summary.Verdict);
    }

    [Fact]
    public void Dropped_connections_are_said()
    {
        var recorder = new IntervalRecorder();
        recorder.RecordDrop();
        for (int i = 0; i < 99; i++)
            Record(recorder, FailureKind.None);
        Assert.Contains(
            "1 of 100 due connections (1.0 %) were dropped", Assert.Single(RunFindings.Of(ToSummary(recorder))), StringComparison.Ordinal);
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
            RandomLoad.Record(
                recorder,
                RandomLoad.Of(1, started, started + 1, started + (long)((isSlow ? slowMs : quickMs) * Millisecond), FailureKind.None));
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
    public void Nothing_measured_is_no_verdict_on_anybody() =>
        Assert.Equal(Verdict.NothingMeasured, ToSummary(new IntervalRecorder()).Verdict);

    [Fact]
    public void A_valid_run_says_what_that_rests_on() =>
        Assert.Contains("The load generator kept up: schedule lag p99 0 ms (limit 1 ms), 0 % of the connections started over 1 ms late (limit 5 %), CPU", Assert.Single(Connections(1000, 0, FailureKind.None).Evidence), StringComparison.Ordinal);

    [Fact]
    public void What_was_not_started_is_the_load_generators()
    {
        var recorder = new IntervalRecorder();
        for (int i = 0; i < 90; i++)
            Record(recorder, FailureKind.None);
        recorder.Counters.NotStarted = 10;
        LoadSummary run = ToSummary(recorder);
        Assert.Equal(Verdict.GeneratorBottleneck, run.Verdict);
        Assert.Contains("10 of 100 due connections were not started", Assert.Single(run.Evidence), StringComparison.Ordinal);
    }

    [Theory]
    // Nobody is thought to stand still for a moment, nor for a small part of a long run.
    [InlineData(90, 1, null, Verdict.Valid)]
    [InlineData(110, 1, null, Verdict.GeneratorBottleneck)]
    [InlineData(500, 60, null, Verdict.Valid)]
    [InlineData(700, 60, null, Verdict.GeneratorBottleneck)]
    // A burst may be in it whole.
    [InlineData(500, 60, 5.0, Verdict.GeneratorBottleneck)]
    public void A_pause_of_the_load_generators_own_loop_is_a_bottleneck_in_every_shape(
        long pauseMs, double seconds, double? gapSeconds, Verdict expected)
    {
        foreach (bool hasSchedule in (bool[])[true, false])
        {
            var recorder = new IntervalRecorder();
            for (int i = 0; i < 200; i++)
                Record(recorder, FailureKind.None);
            recorder.Counters.LongestPause = pauseMs * Millisecond;
            LoadSummary run = ToSummary(recorder, hasSchedule, gapSeconds, seconds);
            Assert.Equal(expected, run.Verdict);
            Assert.Equal(expected != Verdict.Valid, run.Evidence.Any(text => text.Contains($"bottleneck: longest pause of the load generator {pauseMs} ms", StringComparison.Ordinal)));
        }
    }

    [Theory]
    // The service times are no longer than the load generator's own pause: they are its own.
    [InlineData(1000, 1000, FailureKind.None, Verdict.GeneratorBottleneck)]
    [InlineData(1000, 1000, FailureKind.ReplyTimeout, Verdict.GeneratorBottleneck)]
    // They are much longer.
    [InlineData(150, 1000, FailureKind.None, Verdict.ServerSlow)]
    // There was none to speak of.
    [InlineData(20, 1000, FailureKind.None, Verdict.ServerSlow)]
    [InlineData(20, 1000, FailureKind.ReplyTimeout, Verdict.ServerSlow)]
    public void Who_paused_is_told_from_who_did_not(long pauseMs, long slowMs, FailureKind outcome, Verdict expected)
    {
        var recorder = new IntervalRecorder();
        for (int i = 0; i < 1000; i++)
        {
            bool isSlow = i % 50 == 0;
            recorder.RecordStart(0);
            RandomLoad.Record(
                recorder,
                RandomLoad.Of(1, 1, 2, 1 + (isSlow ? slowMs * Millisecond : Millisecond / 10), isSlow ? outcome : FailureKind.None));
        }
        recorder.Counters.LongestPause = pauseMs * Millisecond;
        LoadSummary run = ToSummary(recorder, seconds: 10);
        Assert.Equal(expected, run.Verdict);
        Assert.DoesNotContain(
            run.Evidence, text => expected == Verdict.GeneratorBottleneck && text.Contains("stalled", StringComparison.Ordinal));
    }

    [Fact]
    public void Connections_that_take_the_processor_to_open_are_short_of_ports()
    {
        var recorder = new IntervalRecorder();
        for (int i = 0; i < 1000; i++)
            Record(recorder, FailureKind.None);
        for (int i = 0; i < 20; i++)
            recorder.RecordStartCpu(2 * Millisecond);
        LoadSummary run = ToSummary(recorder);
        Assert.Equal(Verdict.GeneratorBottleneck, run.Verdict);
        Assert.Contains(
            "2 ms of CPU to open a connection (limit 0.2 ms). The kernel took long to find a free local port", Assert.Single(run.Evidence),
            StringComparison.Ordinal);
    }

    [Theory]
    // Nearly all that was open was held.
    [InlineData(100, 98, 100, null, 0.1, "were being held")]
    [InlineData(100, 60, 100, null, 0.1, null)]
    // A burst of 1,000, and room for 100.
    [InlineData(0, 0, 100, 1.0, 0.1, "a burst of 1,000 exceeds -MaxOpen 100")]
    [InlineData(0, 0, 2000, 1.0, 0.1, null)]
    // 1,000 a second that take 300 ms each, all of them: a server that is far away.
    [InlineData(100, 0, 100, null, 300, "so 1,000/s keep 300 open at once, and the limit is 100")]
    [InlineData(400, 0, 400, null, 300, null)]
    // Rows that do not say how many may be open.
    [InlineData(100, 0, null, null, 300, null)]
    public void A_limit_that_was_too_low_from_the_beginning_is_no_slowness_of_the_server(
        long open, long held, int? maxOpen, double? gapSeconds, double serviceMs, string? reason)
    {
        var recorder = new IntervalRecorder();
        for (int i = 0; i < 600; i++)
        {
            recorder.RecordStart(0);
            RandomLoad.Record(recorder, RandomLoad.Of(1, 1, 2, 1 + (long)(serviceMs * Millisecond), FailureKind.None));
        }
        recorder.Counters.Dropped = 400;
        recorder.Counters.Due = 1000;
        recorder.Counters.Gauges = new IntervalGauges { Open = open, Held = held };
        var span = new SampleSpan(TimeSpan.Zero, TimeSpan.FromSeconds(1), DateTimeOffset.UnixEpoch);
        LoadSummary run = LoadSummary.Of(new LoadSample(span, hasSchedule: true, recorder) { GapSeconds = gapSeconds, MaxOpen = maxOpen });
        Assert.Equal(reason is null ? Verdict.ServerSlow : Verdict.PlanLimited, run.Verdict);
        Assert.Contains(reason ?? "the server did not keep up", run.Evidence[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_evidence_never_contradicts_itself()
    {
        int bottlenecks = 0;
        foreach (bool hasSchedule in (bool[])[true, false])
        foreach (double? gapSeconds in (double?[])(hasSchedule ? [null, 0.25] : [null]))
        foreach (int connections in (int[])[8, 100, 1000])
        foreach (int lateOf1000 in (int[])[0, 30, 375])
        foreach (long lagMs in (long[])[2, 900])
        foreach (long? cpuMs in (long?[])[null, 500, 950])
        foreach (long? pauseMs in (long?[])[null, 2834])
        foreach (long connectCpuUs in (long[])[0, 2000])
        foreach (long notStarted in (long[])[0, 500])
        foreach (long serviceMs in (long[])[1, 5000])
            bottlenecks += AssertConsistent(
                Combine(hasSchedule, gapSeconds, connections, lateOf1000, lagMs, cpuMs, pauseMs, connectCpuUs, notStarted, serviceMs));
        Assert.NotEqual(0, bottlenecks);
    }

    private static readonly IntervalRecorder s_combined = new();

    private static LoadSummary Combine(
        bool hasSchedule, double? gapSeconds, int connections, int lateOf1000, long lagMs, long? cpuMs, long? pauseMs, long connectCpuUs,
        long notStarted, long serviceMs)
    {
        IntervalRecorder recorder = s_combined;
        recorder.Reset();
        for (int i = 0; i < connections; i++)
        {
            long lag = i * 1000 < lateOf1000 * connections ? lagMs * Millisecond : 0;
            if (hasSchedule)
                recorder.RecordStart(lag);
            else
                recorder.RecordStart();
            RandomLoad.Record(
                recorder, RandomLoad.Of(1, 1 + lag, 2 + lag, 1 + lag + (i % 50 == 0 ? serviceMs : 1) * Millisecond, FailureKind.None));
        }
        for (int i = 0; i < 20 && connectCpuUs > 0; i++)
            recorder.RecordStartCpu(connectCpuUs * Microsecond);
        recorder.Counters.NotStarted = hasSchedule ? notStarted : 0;
        recorder.Counters.LongestPause = pauseMs * Millisecond;
        recorder.Counters.CpuNanoseconds = (cpuMs ?? 0) * Millisecond;
        return ToSummary(recorder, hasSchedule, gapSeconds, capacityMs: cpuMs is null ? 0 : 1000);
    }

    /// <returns>1 for a bottleneck.</returns>
    private static int AssertConsistent(LoadSummary run)
    {
        string evidence = string.Join("\n", run.Evidence);
        string[] kept = [.. FiguresOf(evidence, "The load generator kept up: ")];
        string[] past = [.. FiguresOf(evidence, "The load generator was a bottleneck: ")];
        Assert.All(kept, figure => Assert.True(IsWithin(figure), evidence));
        Assert.All(past, figure => Assert.False(IsWithin(figure), evidence));
        Assert.True(kept.Length == 0 || past.Length == 0, evidence);
        Assert.Equal(kept.Concat(past).Count(), kept.Concat(past).Select(figure => figure.Split('(')[1]).Distinct().Count());
        Assert.Equal(run.Verdict == Verdict.Valid, evidence.StartsWith("The load generator kept up", StringComparison.Ordinal)
            || evidence.StartsWith("The rows do not show", StringComparison.Ordinal));
        Assert.False(run.Verdict == Verdict.GeneratorBottleneck && (past.Length == 0 && run.NotStarted == 0
            || evidence.Contains("stalled", StringComparison.Ordinal)), evidence);
        return run.Verdict == Verdict.GeneratorBottleneck ? 1 : 0;
    }

    /// <summary>The figures with a limit, of the sentence that begins so.</summary>
    private static IEnumerable<string> FiguresOf(string evidence, string beginning)
    {
        string? sentence = evidence.Split('\n').FirstOrDefault(text => text.StartsWith(beginning, StringComparison.Ordinal));
        return sentence is null ? [] : Regex.Matches(sentence, @"[^,:]*\(limit [^)]*\)").Select(match => match.Value);
    }

    /// <summary>Whether the last number before the limit is not more than the limit.</summary>
    private static bool IsWithin(string figure)
    {
        string[] parts = figure.Split("(limit ");
        double value = Regex.Matches(parts[0], @"\d+(\.\d+)?(?= (ms|%))")
            .Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture)).First();
        return value <= double.Parse(Regex.Match(parts[1], @"[\d.]+").Value, CultureInfo.InvariantCulture);
    }

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

    private static LoadSummary ToSummary(
        IntervalRecorder recorder, bool hasSchedule = true, double? gapSeconds = null, double seconds = 1, long capacityMs = 1000)
    {
        recorder.Counters.Due = recorder.Counters.Started + recorder.Counters.Dropped + recorder.Counters.NotStarted;
        recorder.Counters.Gauges.Open = recorder.Counters.Started - recorder.Counters.Succeeded - recorder.Counters.Failures.Total();
        recorder.Counters.CpuCapacityNanoseconds = capacityMs * Millisecond;
        return LoadSummary.Of(new LoadSample(new SampleSpan(TimeSpan.Zero, TimeSpan.FromSeconds(seconds), DateTimeOffset.UnixEpoch),
            hasSchedule, recorder) { GapSeconds = gapSeconds });
    }
}
