namespace RedisLoad.Pacing;

/// <summary>An even rate: connection <c>i</c> is due at <c>i / rate</c> after the start.</summary>
/// <remarks>
/// Due times are absolute, so that a late one moves none of the others; they are computed afresh from the number, so that
/// no rounding adds up.
/// </remarks>
internal sealed class ConstantRate
{
    private readonly long _perSecond;

    /// <param name="perSecond">Connections a second, at least 1.</param>
    /// <param name="duration">How long connections fall due.</param>
    public ConstantRate(int perSecond, TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(perSecond, 1);
        _perSecond = perSecond;
        Count = CountDueBefore(duration.ToNanoseconds());
    }

    /// <summary>How many connections fall due in all.</summary>
    public long Count { get; }

    /// <summary>When a connection is due, in nanoseconds after the start.</summary>
    /// <param name="number">The connection's number, from 0.</param>
    public long DueAt(long number) =>
        number / _perSecond * Clock.NanosecondsPerSecond + number % _perSecond * Clock.NanosecondsPerSecond / _perSecond;

    /// <summary>The second of the schedule that a connection is due in, and its place there.</summary>
    public (long Second, long Place) PlaceOf(long number) => Math.DivRem(number, _perSecond);

    /// <summary>How many connections fall due before a time, in nanoseconds after the start.</summary>
    public long CountDueBefore(long nanoseconds)
    {
        (long seconds, long rest) = Math.DivRem(nanoseconds, Clock.NanosecondsPerSecond);
        // Of the second begun, the connections at k / rate < rest: ceil(rest * rate) of them.
        long begun = (rest * _perSecond + Clock.NanosecondsPerSecond - 1) / Clock.NanosecondsPerSecond;
        return seconds * _perSecond + begun;
    }
}
