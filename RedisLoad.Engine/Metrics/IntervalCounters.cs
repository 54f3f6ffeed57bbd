using RedisLoad.Failures;

namespace RedisLoad.Metrics;

/// <summary>What was counted in an interval.</summary>
internal struct IntervalCounters
{
    public FailureCounts Failures;

    /// <summary>Sessions that fell due; without a schedule, those that were started.</summary>
    public long Due;

    /// <summary>Sessions that were started, on time or late.</summary>
    public long Started;

    /// <summary>Sessions that were due and not started, because as many were open as may be.</summary>
    public long Dropped;

    /// <summary>Sessions that were due, and that the run ended without starting.</summary>
    public long NotStarted;

    /// <summary>Sessions that were started late.</summary>
    public long Late;

    public long Succeeded;

    /// <summary>Sessions that had a kept connection.</summary>
    public long Reused;

    /// <summary>Requests of steady connections that were answered.</summary>
    public long SteadyRequests;

    /// <summary>Requests of steady connections that were not.</summary>
    public long SteadyFailed;

    /// <summary>How many of what there was when the interval ended.</summary>
    public IntervalGauges Gauges;

    /// <summary>Times past the range of the histograms.</summary>
    public long OutOfRange;

    /// <summary>Calls that start a session whose time was taken.</summary>
    public long StartCalls;

    /// <summary>What those took, in nanoseconds.</summary>
    public long StartCallNanoseconds;

    /// <summary>The longest that a worker's loop stood still, in nanoseconds; over intervals and workers not a sum, but the longest. Null where nobody looked.</summary>
    public long? LongestPause;

    /// <summary>Processor time that the workers used, in nanoseconds.</summary>
    public long CpuNanoseconds;

    /// <summary>Processor time that they could have used: the length of the interval, once a worker.</summary>
    public long CpuCapacityNanoseconds;

    public void Add(in IntervalCounters other)
    {
        Failures.Add(other.Failures);
        Due += other.Due;
        Started += other.Started;
        Dropped += other.Dropped;
        NotStarted += other.NotStarted;
        Late += other.Late;
        Succeeded += other.Succeeded;
        Reused += other.Reused;
        SteadyRequests += other.SteadyRequests;
        SteadyFailed += other.SteadyFailed;
        Gauges.Add(other.Gauges);
        OutOfRange += other.OutOfRange;
        StartCalls += other.StartCalls;
        StartCallNanoseconds += other.StartCallNanoseconds;
        LongestPause = LongestPause > other.LongestPause ? LongestPause : other.LongestPause ?? LongestPause;
        CpuNanoseconds += other.CpuNanoseconds;
        CpuCapacityNanoseconds += other.CpuCapacityNanoseconds;
    }
}

/// <summary>How many connections there were when an interval ended: over intervals not a sum, but the last.</summary>
internal struct IntervalGauges
{
    /// <summary>Sessions that were due, and not started yet.</summary>
    public long Overdue;

    /// <summary>Sessions under way.</summary>
    public long Open;

    /// <summary>Those of them that have all replies, and stay open.</summary>
    public long Held;

    /// <summary>Connections kept for later sessions.</summary>
    public long Pooled;

    /// <summary>Steady connections that were there.</summary>
    public long SteadyOpen;

    public void Add(in IntervalGauges other)
    {
        Overdue += other.Overdue;
        Open += other.Open;
        Held += other.Held;
        Pooled += other.Pooled;
        SteadyOpen += other.SteadyOpen;
    }
}
