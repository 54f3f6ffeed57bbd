using RedisLoad.Failures;
using RedisLoad.Session;

namespace RedisLoad.Rows;

/// <summary>What one worker counted and timed in one interval; added up, what all of them did.</summary>
/// <remarks>Filled by one thread, then handed over whole. The histograms are the times of <see cref="Rows.ILoadColumns"/>.</remarks>
internal sealed partial class IntervalRecorder
{
    /// <summary>A start later than this after its due time counts as late.</summary>
    public static TimeSpan LateAfter { get; } = TimeSpan.FromMilliseconds(1);

    private static readonly long s_lateAfterNanoseconds = LateAfter.ToNanoseconds();

    private readonly LatencyHistogram[] _times = [.. Enumerable.Range(0, TimeCount).Select(_ => new LatencyHistogram())];
    private IntervalCounters _counters;

    public ref IntervalCounters Counters => ref _counters;

    /// <summary>A start that no schedule had asked for.</summary>
    public void RecordStart() => _counters.Started++;

    public void RecordStart(long lagNanoseconds)
    {
        RecordStart();
        if (lagNanoseconds > s_lateAfterNanoseconds)
            _counters.Late++;
        Record(Lag, lagNanoseconds);
    }

    /// <summary>The processor time that a start took.</summary>
    public void RecordStartCpu(long nanoseconds)
    {
        _counters.StartsTimed++;
        _counters.StartCpuNanoseconds += nanoseconds;
    }

    public void RecordDrop() => _counters.Dropped++;

    /// <summary>A session that has its last reply.</summary>
    public void RecordAnswer(in SessionRecord session)
    {
        RecordConnect(session);
        Record(Service, session.Answered - session.Started);
        Record(Response, session.Answered - session.Due);
    }

    /// <summary>A session that has failed, and is tried again.</summary>
    public void RecordFailedTry(in SessionRecord session) => RecordConnect(session);

    /// <summary>A session that is tried again.</summary>
    /// <param name="failure">Why it failed before.</param>
    public void RecordRetry(FailureKind failure)
    {
        _counters.Retries++;
        if (failure is FailureKind.ConnectTimeout or FailureKind.ReplyTimeout)
            _counters.RetriesAfterTimeout++;
    }

    /// <summary>A session that is over; with its last reply, after <see cref="RecordAnswer"/>.</summary>
    /// <param name="session">The session.</param>
    /// <param name="retries">How often it was tried again.</param>
    public void RecordEnd(in SessionRecord session, int retries = 0)
    {
        if (session.Answered == 0)
            RecordConnect(session);
        if (session.IsReused)
            _counters.Reused++;
        if (session.Failure != FailureKind.None)
            _counters.Failures.Count(session.Failure);
        else
            _counters.Succeeded++;
        if (retries > 0 && session.Failure == FailureKind.None)
            _counters.SucceededByRetry++;
    }

    public void RecordSteadyReply(long nanoseconds)
    {
        _counters.SteadyRequests++;
        Record(Steady, nanoseconds);
    }

    /// <summary>A client that is connected again.</summary>
    public void RecordOutage(long nanoseconds) => Record(Outage, nanoseconds);

    /// <summary>Parts of the clients that are connected again: the time from the first loss; null for those of which that is no
    /// news.</summary>
    public void RecordRecovery(long? half, long? most, long? all)
    {
        _counters.Recovery50Seconds = Longest(_counters.Recovery50Seconds, half);
        _counters.Recovery99Seconds = Longest(_counters.Recovery99Seconds, most);
        _counters.Recovery100Seconds = Longest(_counters.Recovery100Seconds, all);

        static double? Longest(double? seconds, long? nanoseconds) => nanoseconds is { } time
            ? Math.Max(seconds ?? 0, Math.Round(time / (double)Clock.NanosecondsPerSecond, 3))
            : seconds;
    }

    public void Add(IntervalRecorder other)
    {
        _counters.Add(other._counters);
        for (int i = 0; i < _times.Length; i++)
            _times[i].Add(other._times[i]);
    }

    /// <summary>The histograms, packed: a row keeps a few kilobytes, where the histograms themselves take 900. Null for those without
    /// values.</summary>
    public byte[]?[] Encode() => [.. _times.Select(times => times.Count > 0 ? times.Encode() : null)];

    /// <summary>Adds histograms that <see cref="Encode"/> packed.</summary>
    public void AddEncoded(byte[]?[] times)
    {
        for (int i = 0; i < _times.Length; i++)
        {
            if (times[i] is { } encoded)
                _times[i].AddEncoded(encoded);
        }
    }

    public void Reset()
    {
        _counters = default;
        foreach (LatencyHistogram times in _times)
            times.Reset();
    }

    private void RecordConnect(in SessionRecord session)
    {
        if (session.Connected != 0)
            Record(Connect, session.Connected - session.Started);
        if (session.Secured == 0)
            return;
        Record(TlsHandshake, session.Secured - session.Connected);
        _counters.TlsHandshakes++;
        if (session.IsResumed)
            _counters.TlsResumed++;
    }

    private void Record(LatencyHistogram histogram, long nanoseconds)
    {
        if (!histogram.TryRecord(nanoseconds))
            _counters.OutOfRange++;
    }
}
