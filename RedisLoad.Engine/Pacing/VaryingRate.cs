namespace RedisLoad.Pacing;

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
