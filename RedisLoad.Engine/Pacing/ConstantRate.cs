namespace RedisLoad.Pacing;

/// <summary>An even rate: connection <c>i</c> is due at <c>i / rate</c> after the start.</summary>
/// <remarks>Due times are computed afresh from the number, in whole numbers, so that no rounding adds up.</remarks>
internal sealed class ConstantRate : IArrivals
{
    private readonly long _perSecond;

    /// <param name="perSecond">Connections a second, at least 1.</param>
    public ConstantRate(int perSecond)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(perSecond, 1);
        _perSecond = perSecond;
    }

    public long DueAt(long number) =>
        number / _perSecond * Clock.NanosecondsPerSecond + number % _perSecond * Clock.NanosecondsPerSecond / _perSecond;

    public long CountDueBefore(long time)
    {
        (long seconds, long rest) = Math.DivRem(time, Clock.NanosecondsPerSecond);
        // Of the second begun, the connections at k / rate < rest: ceil(rest * rate) of them.
        long begun = (rest * _perSecond + Clock.NanosecondsPerSecond - 1) / Clock.NanosecondsPerSecond;
        return seconds * _perSecond + begun;
    }

    public long EndOf(long count) => DueAt(count);

    public (int Burst, long Place) PlaceOf(long number)
    {
        (long second, long place) = Math.DivRem(number, _perSecond);
        return ((int)second, place);
    }
}
