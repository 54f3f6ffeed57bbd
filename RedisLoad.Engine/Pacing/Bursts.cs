namespace RedisLoad.Pacing;

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
