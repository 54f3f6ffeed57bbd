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

    /// <summary>Sessions under way when the interval ended.</summary>
    public long Open;

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
        Open += other.Open;
        OutOfRange += other.OutOfRange;
        CpuNanoseconds += other.CpuNanoseconds;
        CpuCapacityNanoseconds += other.CpuCapacityNanoseconds;
    }
}
