namespace RedisLoad.Watch;

/// <summary>When rows are due: at the start plus whole intervals, whatever came before. All in nanoseconds.</summary>
/// <param name="start">The start.</param>
/// <param name="interval">The time from row to row.</param>
internal readonly struct RowSchedule(long start, long interval)
{
    /// <summary>The first due time after a moment. Those that passed meanwhile are left out, so that a late row is not followed by quick
    /// ones.</summary>
    public long After(long now) => start + (Math.Max(0, now - start) / interval + 1) * interval;
}
