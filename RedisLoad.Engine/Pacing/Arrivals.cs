namespace RedisLoad.Pacing;

/// <summary>How connections are spread in time.</summary>
public enum ArrivalKind
{
    /// <summary>Evenly: the same time between one and the next.</summary>
    Uniform,

    /// <summary>At random, independently of each other, the given number a second on average.</summary>
    Poisson,
}

/// <summary>When connections are due: the same times however often they are asked for. Endless; whoever walks them stops.</summary>
/// <remarks>Due times are absolute, so that a late one moves none of the others, and never go down from one number to the next. Times are
/// nanoseconds after the start.</remarks>
internal interface IArrivals
{
    /// <summary>When a connection is due.</summary>
    /// <param name="number">The connection's number, from 0.</param>
    long DueAt(long number);

    /// <summary>How many connections fall due before a time.</summary>
    long CountDueBefore(long time);

    /// <summary>When the schedule of so many connections is over: the next would be due then, or the next burst.</summary>
    long EndOf(long count);

    /// <summary>The second, or the burst, that a connection is due in, and its place there.</summary>
    (int Burst, long Place) PlaceOf(long number);
}

/// <summary>A schedule on which nothing is ever due.</summary>
internal sealed class NoArrivals : IArrivals
{
    public long DueAt(long number) => long.MaxValue;

    public long CountDueBefore(long time) => 0;

    public long EndOf(long count) => 0;

    public (int Burst, long Place) PlaceOf(long number) => (0, number);
}

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

/// <summary>Evenly spaced at a rate that changes: connection <c>i</c> is due when <c>i</c> connections are expected.</summary>
internal sealed class VaryingRate(RateProfile profile) : IArrivals
{
    public long DueAt(long number) => (long)profile.TimeOf(number);

    public long CountDueBefore(long time)
    {
        // What rounding does to the two directions is set right here: the count follows from the due times.
        long count = (long)profile.CountAt(time);
        while (count > 0 && DueAt(count - 1) >= time)
            count--;
        while (DueAt(count) < time)
            count++;
        return count;
    }

    public long EndOf(long count) => DueAt(count);

    public (int Burst, long Place) PlaceOf(long number)
    {
        long second = DueAt(number) / Clock.NanosecondsPerSecond;
        return ((int)second, number - CountDueBefore(second * Clock.NanosecondsPerSecond));
    }
}

/// <summary>So many connections at once, again and again: burst <c>k</c> is due at <c>k * gap</c> after the start.</summary>
/// <param name="size">Connections a burst, at least 1.</param>
/// <param name="gap">The time from one burst to the next.</param>
internal sealed class Bursts(int size, TimeSpan gap) : IArrivals
{
    private readonly long _gap = gap.ToNanoseconds();

    public long DueAt(long number) => number / size * _gap;

    public long CountDueBefore(long time) => (time + _gap - 1) / _gap * size;

    public long EndOf(long count) => (count + size - 1) / size * _gap;

    public (int Burst, long Place) PlaceOf(long number)
    {
        (long burst, long place) = Math.DivRem(number, size);
        return ((int)burst, place);
    }
}

/// <summary>Some of a schedule's connections, numbered for themselves from 0: those that are due are due when they are in the
/// whole.</summary>
internal sealed class SharedArrivals(IArrivals whole, EveryNth numbers) : IArrivals
{
    public long DueAt(long number) => whole.DueAt(InWhole(number));

    public long CountDueBefore(long time) => numbers.CountBelow(whole.CountDueBefore(time));

    public long EndOf(long count) => whole.EndOf(InWhole(count));

    public (int Burst, long Place) PlaceOf(long number) => whole.PlaceOf(InWhole(number));

    private long InWhole(long number) => numbers.First + number * numbers.Step;
}
