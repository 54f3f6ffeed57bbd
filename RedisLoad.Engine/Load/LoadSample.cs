using RedisLoad.Failures;
using RedisLoad.Metrics;
using RedisLoad.Watch;

namespace RedisLoad.Load;

/// <summary>What one interval of a load run brought: one row. Times are milliseconds, null where there is nothing to time.</summary>
/// <remarks>
/// A row covers a span of real time, and everything is counted in the row in which it happened. The books balance in every row:
/// <c>Due + Overdue before = Started + Dropped + NotStarted + Overdue</c>, and over the rows so far <c>Started = Succeeded + Failed + Open</c>.
/// The last row waits for what is still open.
/// </remarks>
public sealed class LoadSample
{
    /// <summary>Of so many calls that start a connection, the time of one is taken: reading the clock is not free.</summary>
    internal const int StartsPerTimedCall = 16;

    private readonly IntervalCounters _counters;
    private readonly EncodedHistograms _histograms;
    private ConnectionSnapshot? _snapshot;
    private bool _showsHistograms;

    /// <param name="span">The time it covers.</param>
    /// <param name="hasSchedule">Whether a schedule asked for them.</param>
    /// <param name="recorder">What was counted and timed.</param>
    internal LoadSample(SampleSpan span, bool hasSchedule, IntervalRecorder recorder)
    {
        Span = span;
        HasSchedule = hasSchedule;
        _counters = recorder.Counters;
        _histograms = new EncodedHistograms(recorder);

        ResponseP50Ms = recorder.Response.PercentileMs(50);
        ResponseP90Ms = recorder.Response.PercentileMs(90);
        ResponseP99Ms = recorder.Response.PercentileMs(99);
        ResponseP999Ms = recorder.Response.PercentileMs(99.9);
        ResponseMaxMs = recorder.Response.MaxMs;
        ConnectP50Ms = recorder.Connect.PercentileMs(50);
        ConnectP99Ms = recorder.Connect.PercentileMs(99);
        TlsHandshakeP50Ms = recorder.TlsHandshake.PercentileMs(50);
        TlsHandshakeP99Ms = recorder.TlsHandshake.PercentileMs(99);
        ServiceP50Ms = recorder.Service.PercentileMs(50);
        ServiceP99Ms = recorder.Service.PercentileMs(99);
        LagP99Ms = recorder.Lag.PercentileMs(99);
        LagMaxMs = recorder.Lag.MaxMs;
        SteadyP50Ms = recorder.SteadyResponse.PercentileMs(50);
        SteadyP99Ms = recorder.SteadyResponse.PercentileMs(99);
        SteadyMaxMs = recorder.SteadyResponse.MaxMs;
    }

    /// <summary>When the interval ended.</summary>
    public DateTimeOffset Timestamp => Span.EndTime;

    /// <summary>The interval's end, in seconds since the end of the warm-up.</summary>
    public double ElapsedSeconds => Math.Round(Span.End.TotalSeconds, 3);

    /// <summary>How long the interval was, in seconds of real time: longer than -Interval in the last row, which waits for replies, and where a slow pipeline had rows merged.</summary>
    public double IntervalSeconds => Math.Round(Span.Length.TotalSeconds, 3);

    /// <summary>How many of these seconds lie in the hold (-HoldTime) after the last connection was due: the rates of a summary leave them out.</summary>
    public double HoldSeconds => Math.Round(Span.Hold.TotalSeconds, 3);

    /// <summary>Which run the row is of: a mark that no other run has. Null in rows of several runs that were added up.</summary>
    public string? RunId { get; internal init; }

    /// <summary>Name of the host that the load came from. Null in rows of several hosts that were added up.</summary>
    public string? Generator { get; internal init; }

    /// <summary>The server that the row is about, where each has its own (-PerTarget); null for all of them.</summary>
    public string? Target { get; internal init; }

    /// <summary>Connections a second that the schedule asked for, while it did; null without a schedule, and after its end.</summary>
    public double? TargetCps => HasSchedule && Span.Tail < Span.Length ? Math.Round(Due / (Span.Length - Span.Tail).TotalSeconds, 1) : null;

    /// <summary>The time from one burst to the next, where connections come in bursts (-Gap); null where they are spread. Those of a burst are all due at once, and its lag says
    /// how long the load generator took to start them.</summary>
    public double? GapSeconds { get; internal init; }

    /// <summary>Connections that fell due; without a schedule, those that were started.</summary>
    public long Due => _counters.Due;

    /// <summary>Connections that were started, on time or late.</summary>
    public long Started => _counters.Started;

    /// <summary>Connections that were not started, because MaxOpen were open.</summary>
    public long Dropped => _counters.Dropped;

    /// <summary>Connections that the run ended without starting: the load generator was too far behind. They are in the last row.</summary>
    public long NotStarted => _counters.NotStarted;

    /// <summary>Connections that were due when the interval ended, and not started yet: how far the load generator was behind.</summary>
    public long Overdue => _counters.Gauges.Overdue;

    /// <summary>Connections that were started more than 1 ms after they were due.</summary>
    public long Late => _counters.Late;

    /// <summary>Connections that got every reply, and were closed as planned.</summary>
    public long Succeeded => _counters.Succeeded;

    /// <summary>Connections that did not.</summary>
    public long Failed => _counters.Failures.Total();

    /// <summary>Connections under way when the interval ended.</summary>
    public long Open => _counters.Gauges.Open;

    /// <summary>Those of them that had every reply, and were held open.</summary>
    public long Held => _counters.Gauges.Held;

    /// <summary>Connections of a pool that were kept and idle when the interval ended; in rows of one target, those of all are with the first.</summary>
    public long Pooled => _counters.Gauges.Pooled;

    /// <summary>Of those that ended, connections that were kept ones of a pool.</summary>
    public long Reused => _counters.Reused;

    /// <summary>Connections that succeeded, a second.</summary>
    public double Cps => PerSecond(Succeeded);

    /// <summary>Half of the connections with every reply took at most this long, from due to the last reply.</summary>
    public double? ResponseP50Ms { get; }

    /// <summary>90 % of the connections with every reply took at most this long, from due to the last reply.</summary>
    public double? ResponseP90Ms { get; }

    /// <summary>99 % of the connections with every reply took at most this long, from due to the last reply.</summary>
    public double? ResponseP99Ms { get; }

    /// <summary>99.9 % of the connections with every reply took at most this long, from due to the last reply.</summary>
    public double? ResponseP999Ms { get; }

    /// <summary>The longest that a connection with every reply took, from due to the last reply.</summary>
    public double? ResponseMaxMs { get; }

    /// <summary>Half of the connections were established in at most this long, from the call of connect.</summary>
    public double? ConnectP50Ms { get; }

    /// <summary>99 % of the connections were established in at most this long, from the call of connect.</summary>
    public double? ConnectP99Ms { get; }

    /// <summary>Half of the TLS handshakes took at most this long, from the established connection; null without TLS.</summary>
    public double? TlsHandshakeP50Ms { get; }

    /// <summary>99 % of the TLS handshakes took at most this long, from the established connection; null without TLS.</summary>
    public double? TlsHandshakeP99Ms { get; }

    /// <summary>Half of the connections with every reply took at most this long, from the call of connect to the last reply.</summary>
    public double? ServiceP50Ms { get; }

    /// <summary>99 % of the connections with every reply took at most this long, from the call of connect to the last reply.</summary>
    public double? ServiceP99Ms { get; }

    /// <summary>99 % of the connections were started at most this long after they were due.</summary>
    public double? LagP99Ms { get; }

    /// <summary>The longest that a connection was started after it was due.</summary>
    public double? LagMaxMs { get; }

    /// <summary>The longest that the load generator's own loop stood still in the interval, in milliseconds, in whatever shape of load: the time between two of its turns, without the
    /// waits that it meant to make. A pause that lasts over several rows is in each of them, whole.</summary>
    public double? GeneratorPauseMaxMs => ToMilliseconds(_counters.LongestPause, digits: 3);

    /// <summary>Mean time of the system calls that start a connection (socket, bind, connect; on loopback the first send), in milliseconds: where local ports are scarce, the kernel's
    /// search for a free one. Every 16th is timed; null where none was.</summary>
    public double? StartCallMs => _counters.StartCalls == 0 ? null : ToMilliseconds(_counters.StartCallNanoseconds / _counters.StartCalls, digits: 3);

    /// <summary>Steady connections (-Steady) that were there when the interval ended.</summary>
    public long SteadyOpen => _counters.Gauges.SteadyOpen;

    /// <summary>Requests of the steady connections that were answered.</summary>
    public long SteadyRequests => _counters.SteadyRequests;

    /// <summary>Requests of the steady connections that were not answered, or wrongly, or in no time.</summary>
    public long SteadyFailed => _counters.SteadyFailed;

    /// <summary>Half of the steady connections' requests took at most this long, from due to the reply.</summary>
    public double? SteadyP50Ms { get; }

    /// <summary>99 % of the steady connections' requests took at most this long, from due to the reply.</summary>
    public double? SteadyP99Ms { get; }

    /// <summary>The longest that a request of a steady connection took, from due to the reply.</summary>
    public double? SteadyMaxMs { get; }

    /// <summary>Failures: nobody listened at the port.</summary>
    public long Refused => _counters.Failures.Of(FailureKind.Refused);

    /// <summary>Failures: the connection was reset before its last reply.</summary>
    public long Reset => _counters.Failures.Of(FailureKind.Reset);

    /// <summary>Failures: no SYN-ACK came in time.</summary>
    public long ConnectTimeout => _counters.Failures.Of(FailureKind.ConnectTimeout);

    /// <summary>Failures: a reply did not come in time.</summary>
    public long ReplyTimeout => _counters.Failures.Of(FailureKind.ReplyTimeout);

    /// <summary>Failures: the server closed the connection before its last reply.</summary>
    public long ClosedByServer => _counters.Failures.Of(FailureKind.ClosedByServer);

    /// <summary>Failures: the TLS handshake did not succeed.</summary>
    public long TlsFailed => _counters.Failures.Of(FailureKind.TlsFailed);

    /// <summary>Failures: the server had as many clients as its maxclients lets it have.</summary>
    public long MaxClients => _counters.Failures.Of(FailureKind.MaxClients);

    /// <summary>Failures: the server wants a password and got none.</summary>
    public long AuthRequired => _counters.Failures.Of(FailureKind.AuthRequired);

    /// <summary>Failures: the server does not take the user and password, or does not let the user do this.</summary>
    public long AuthFailed => _counters.Failures.Of(FailureKind.AuthFailed);

    /// <summary>Failures: any other error reply.</summary>
    public long ErrorReply => _counters.Failures.Of(FailureKind.ErrorReply);

    /// <summary>Failures: a reply that was not the expected one, or was none.</summary>
    public long WrongReply => _counters.Failures.Of(FailureKind.WrongReply);

    /// <summary>Failures: no route to the server.</summary>
    public long Unreachable => _counters.Failures.Of(FailureKind.Unreachable);

    /// <summary>Failures of this host: no local port was left.</summary>
    public long PortsExhausted => _counters.Failures.Of(FailureKind.PortsExhausted);

    /// <summary>Failures of this host: no file could be opened.</summary>
    public long FileLimit => _counters.Failures.Of(FailureKind.FileLimit);

    /// <summary>Failures of this host: no memory for sockets.</summary>
    public long NoMemory => _counters.Failures.Of(FailureKind.NoMemory);

    /// <summary>Times longer than 120 s, which count as 120 s in the figures above.</summary>
    public long OutOfRange => _counters.OutOfRange;

    /// <summary>What a watch saw when the row came: connections that waited to be accepted, where the server is on this host. This and the next three are null without a watch, and in rows that were added up.</summary>
    public long? AcceptQueue => _snapshot?.AcceptQueue;

    /// <summary>What a watch saw: connections not taken since the row before, because an accept queue of this host was full.</summary>
    public long? ListenOverflows => _snapshot?.ListenOverflows;

    /// <summary>What a watch saw: sockets of this host in TIME_WAIT, to and from the server's port.</summary>
    public int? TimeWait => _snapshot?.TimeWait;

    /// <summary>What a watch saw: connections a second that the server took, by its own count.</summary>
    public double? ServerCps => _snapshot?.ServerConnectionsPerSecond;

    /// <summary>Processor time of the load's threads, user and system, in milliseconds.</summary>
    public double CpuMs => Math.Round(_counters.CpuNanoseconds / 1e6, 1);

    /// <summary>Processor time of the load's threads, in percent of what that many processors have: near 100 they can do no more.</summary>
    public double? CpuPercent => _counters.CpuCapacityNanoseconds == 0 ? null : Math.Round(100.0 * _counters.CpuNanoseconds / _counters.CpuCapacityNanoseconds, 1);

    /// <summary>Every response time of the interval: an HdrHistogram of microseconds (V2, compressed) as base64. This and the next five are null
    /// but with <c>-IncludeHistogram</c>: rows that come back from a file or another host are added up exactly then.</summary>
    public string? ResponseHistogram => _showsHistograms ? Convert.ToBase64String(_histograms.Response) : null;

    /// <summary>Every service time of the interval.</summary>
    public string? ServiceHistogram => _showsHistograms ? Convert.ToBase64String(_histograms.Service) : null;

    /// <summary>Every connect time of the interval.</summary>
    public string? ConnectHistogram => _showsHistograms ? Convert.ToBase64String(_histograms.Connect) : null;

    /// <summary>Every schedule lag of the interval.</summary>
    public string? LagHistogram => _showsHistograms ? Convert.ToBase64String(_histograms.Lag) : null;

    /// <summary>Every time of a TLS handshake in the interval; null without TLS.</summary>
    public string? TlsHandshakeHistogram => _showsHistograms && _histograms.TlsHandshake is { } times ? Convert.ToBase64String(times) : null;

    /// <summary>Every response time of the steady connections in the interval; null where none was answered.</summary>
    public string? SteadyHistogram => _showsHistograms && _histograms.SteadyResponse is { } times ? Convert.ToBase64String(times) : null;

    /// <summary>What the run was asked to do, in words; no column, for it is the same in every row.</summary>
    internal string? Asked { get; init; }

    internal bool HasSchedule { get; }

    internal SampleSpan Span { get; }

    internal TimeSpan Length => Span.Length;

    internal IntervalCounters Counters => _counters;

    internal EncodedHistograms Histograms => _histograms;

    /// <summary>The same row with its histograms as columns.</summary>
    public LoadSample WithHistograms()
    {
        var sample = (LoadSample)MemberwiseClone();
        sample._showsHistograms = true;
        return sample;
    }

    /// <summary>The same row with what a watch saw when it came.</summary>
    public LoadSample With(ConnectionSnapshot snapshot)
    {
        var sample = (LoadSample)MemberwiseClone();
        sample._snapshot = snapshot;
        return sample;
    }

    /// <summary>How often a kind of failure happened.</summary>
    /// <param name="kind">The kind.</param>
    public long CountOf(FailureKind kind) => _counters.Failures.Of(kind);

    /// <summary>The response time that so many percent of the connections with every reply did not exceed, in milliseconds; null where there are none.</summary>
    /// <param name="percent">The percentile, from 0 to 100: 99.99, say.</param>
    public double? GetResponsePercentileMs(double percent)
    {
        var recorder = new IntervalRecorder();
        _histograms.AddTo(recorder);
        return recorder.Response.PercentileMs(percent);
    }

    /// <summary>Adds rows up to one. Its percentiles are those over all connections, for the rows keep their histograms.</summary>
    /// <param name="samples">Rows of one run in their order, at least one.</param>
    /// <returns>A row over the whole time of the rows.</returns>
    /// <exception cref="ArgumentException">There are no rows.</exception>
    public static LoadSample Merge(params LoadSample[] samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var sum = new SampleSum();
        foreach (LoadSample sample in samples)
            sum.Add(sample);
        return sum.ToSample() ?? throw new ArgumentException("There are no rows to add up.", nameof(samples));
    }

    private double PerSecond(long count) => Math.Round(count / Span.Length.TotalSeconds, 1);

    private static double? ToMilliseconds(long? nanoseconds, int digits) => nanoseconds is { } time ? Math.Round(time / (double)Clock.NanosecondsPerMillisecond, digits) : null;
}
