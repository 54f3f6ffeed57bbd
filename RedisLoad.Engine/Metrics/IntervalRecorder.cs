using RedisLoad.Failures;
using RedisLoad.Session;

namespace RedisLoad.Metrics;

/// <summary>What one worker counted and timed in one interval; added up, what all of them did.</summary>
/// <remarks>Filled by one thread, then handed over whole.</remarks>
internal sealed class IntervalRecorder
{
    /// <summary>A start later than this after its due time counts as late.</summary>
    public static TimeSpan LateAfter { get; } = TimeSpan.FromMilliseconds(1);

    private static readonly long s_lateAfterNanoseconds = LateAfter.ToNanoseconds();

    private IntervalCounters _counters;

    public ref IntervalCounters Counters => ref _counters;

    /// <summary>From due to the last reply, of sessions that got it.</summary>
    public LatencyHistogram Response { get; } = new();

    /// <summary>From the call of connect, or the borrowing of a kept connection, to the last reply, of sessions that got it.</summary>
    public LatencyHistogram Service { get; } = new();

    /// <summary>From the call of connect to the established connection, of all that came so far.</summary>
    public LatencyHistogram Connect { get; } = new();

    /// <summary>From the established connection to the end of the TLS handshake, of all that came so far.</summary>
    public LatencyHistogram TlsHandshake { get; } = new();

    /// <summary>From due to the call of connect, of all that were started.</summary>
    public LatencyHistogram Lag { get; } = new();

    /// <summary>From due to the reply, of the requests of steady connections that were answered.</summary>
    public LatencyHistogram SteadyResponse { get; } = new();

    /// <summary>A start that no schedule had asked for.</summary>
    public void RecordStart() => _counters.Started++;

    public void RecordStart(long lagNanoseconds)
    {
        RecordStart();
        if (lagNanoseconds > s_lateAfterNanoseconds)
            _counters.Late++;
        Record(Lag, lagNanoseconds);
    }

    /// <summary>How long a call that starts a session took.</summary>
    public void RecordStartCall(long nanoseconds)
    {
        _counters.StartCalls++;
        _counters.StartCallNanoseconds += nanoseconds;
    }

    public void RecordDrop() => _counters.Dropped++;

    /// <summary>A session that has its last reply.</summary>
    public void RecordAnswer(in SessionRecord session)
    {
        RecordConnect(session);
        Record(Service, session.Answered - session.Started);
        Record(Response, session.Answered - session.Due);
    }

    /// <summary>A session that is over; with its last reply, after <see cref="RecordAnswer"/>.</summary>
    public void RecordEnd(in SessionRecord session)
    {
        if (session.Answered == 0)
            RecordConnect(session);
        if (session.IsReused)
            _counters.Reused++;
        if (session.Failure != FailureKind.None)
            _counters.Failures.Count(session.Failure);
        else
            _counters.Succeeded++;
    }

    public void RecordSteadyReply(long nanoseconds)
    {
        _counters.SteadyRequests++;
        Record(SteadyResponse, nanoseconds);
    }

    public void Add(IntervalRecorder other)
    {
        _counters.Add(other._counters);
        Response.Add(other.Response);
        Service.Add(other.Service);
        Connect.Add(other.Connect);
        TlsHandshake.Add(other.TlsHandshake);
        Lag.Add(other.Lag);
        SteadyResponse.Add(other.SteadyResponse);
    }

    public void Reset()
    {
        _counters = default;
        Response.Reset();
        Service.Reset();
        Connect.Reset();
        TlsHandshake.Reset();
        Lag.Reset();
        SteadyResponse.Reset();
    }

    private void RecordConnect(in SessionRecord session)
    {
        if (session.Connected != 0)
            Record(Connect, session.Connected - session.Started);
        if (session.Secured != 0)
            Record(TlsHandshake, session.Secured - session.Connected);
    }

    private void Record(LatencyHistogram histogram, long nanoseconds)
    {
        if (!histogram.TryRecord(nanoseconds))
            _counters.OutOfRange++;
    }
}
