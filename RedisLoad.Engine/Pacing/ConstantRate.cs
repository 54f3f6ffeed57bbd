namespace RedisLoad.Pacing;

/// <summary>An even rate: connection <c>i</c> is due at <c>i / rate</c> after the start.</summary>
/// <remarks>Due times are computed afresh from the number, in whole numbers, so that no rounding adds up.</remarks>
internal sealed class ConstantRate : IArrivals
{
    private readonly Int128 _count;
    private readonly Int128 _nanoseconds;
    private readonly double _nanosecondsEach;

    /// <param name="rate">More than none.</param>
    public ConstantRate(Rate rate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate.PerSecond);
        _count = rate.Count;
        _nanoseconds = rate.Nanoseconds;
        _nanosecondsEach = Clock.NanosecondsPerSecond / rate.PerSecond;
    }

    public long DueAt(long number) => number * _nanosecondsEach < long.MaxValue ? (long)(number * _nanoseconds / _count) : long.MaxValue;

    /// <remarks>Those at <c>k / rate &lt; time</c>.</remarks>
    public long CountDueBefore(long time) => (long)((time * _count + _nanoseconds - 1) / _nanoseconds);

    public long EndOf(long count) => DueAt(count);

    public (int Burst, long Place) PlaceOf(long number)
    {
        long second = DueAt(number) / Clock.NanosecondsPerSecond;
        return ((int)second, number - CountDueBefore(second * Clock.NanosecondsPerSecond));
    }
}
