using RedisLoad.Failures;

namespace RedisLoad.Metrics;

/// <summary>What was counted in an interval.</summary>
internal struct IntervalCounters
{
    public FailureCounts Failures;

    /// <summary>Sessions that were started, on time or late.</summary>
    public long Started;

    /// <summary>Sessions that were due and not started.</summary>
    public long Dropped;

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

    /// <summary>Processor time that the workers used, in nanoseconds.</summary>
    public long CpuNanoseconds;

    /// <summary>Processor time that they could have used: the time the interval really took, once a worker.</summary>
    public long CpuCapacityNanoseconds;

    public void Add(in IntervalCounters other)
    {
        Failures.Add(other.Failures);
        Started += other.Started;
        Dropped += other.Dropped;
        Late += other.Late;
        Succeeded += other.Succeeded;
        Reused += other.Reused;
        SteadyRequests += other.SteadyRequests;
        SteadyFailed += other.SteadyFailed;
        Gauges.Add(other.Gauges);
        OutOfRange += other.OutOfRange;
        CpuNanoseconds += other.CpuNanoseconds;
        CpuCapacityNanoseconds += other.CpuCapacityNanoseconds;
    }
}

/// <summary>How many connections there were when an interval ended: over intervals not a sum, but the last.</summary>
internal struct IntervalGauges
{
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
        Open += other.Open;
        Held += other.Held;
        Pooled += other.Pooled;
        SteadyOpen += other.SteadyOpen;
    }
}
