namespace RedisLoad.Run;

/// <summary>The processor time of a thread of the load, cut into intervals that are closed late.</summary>
/// <param name="start">When the first interval begins.</param>
/// <param name="used">The thread's processor time then.</param>
internal struct ThreadCpu(long start, long used)
{
    private long _counted = used;

    /// <summary>Up to when it is counted.</summary>
    public long CountedUntil { get; private set; } = start;

    /// <summary>The processor time up to a moment that has passed: of what was used since the last count, the part that belongs to it by
    /// time.</summary>
    /// <param name="until">The moment.</param>
    /// <param name="now">The time now.</param>
    /// <param name="usedByNow">The thread's processor time now.</param>
    public long Count(long until, long now, long usedByNow)
    {
        double part = now > CountedUntil ? (until - CountedUntil) / (double)(now - CountedUntil) : 1;
        long counted = (long)((usedByNow - _counted) * part);
        _counted += counted;
        CountedUntil = until;
        return counted;
    }
}
