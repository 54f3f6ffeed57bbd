namespace RedisLoad.Pacing;

/// <summary>A Poisson process: the times between connections are exponentially distributed, as where many clients come
/// independently.</summary>
/// <remarks>
/// For a rate that changes, the process of rate 1 is stretched by the profile (Lewis and Shedler 1979, by inversion: Cinlar 1975).
/// A connection's time is the sum of all before it, so it remembers the last it was asked for: going on is cheap, going back begins
/// again. One instance is for one thread; all of the same seed say the same.
/// </remarks>
internal sealed class PoissonArrivals(RateProfile profile, ulong seed) : IArrivals
{
    private Arrival? _last;

    public long DueAt(long number) => Find(number).Due;

    public long CountDueBefore(long time)
    {
        Arrival arrival = _last is { } last && last.Due < time ? last : Find(0);
        while (arrival.Due < time)
            arrival = Find(arrival.Number + 1);
        return arrival.Number;
    }

    public long EndOf(long count) => DueAt(count);

    public (int Burst, long Place) PlaceOf(long number)
    {
        Arrival arrival = Find(number);
        return ((int)arrival.Second, number - arrival.FirstOfSecond);
    }

    private Arrival Find(long number)
    {
        Arrival arrival = _last is { } last && last.Number <= number ? last : At(new Arrival(0, Gap(seed, 0), 0, 0, 0));
        while (arrival.Number < number)
            arrival = At(arrival with { Number = arrival.Number + 1, Expected = arrival.Expected + Gap(seed, arrival.Number + 1) });
        _last = arrival;
        return arrival;
    }

    private Arrival At(Arrival arrival)
    {
        long due = (long)profile.TimeOf(arrival.Expected);
        long second = due / Clock.NanosecondsPerSecond;
        return arrival with { Due = due, Second = second, FirstOfSecond = second == arrival.Second ? arrival.FirstOfSecond
            : arrival.Number };
    }

    /// <summary>The time before a connection in the process of rate 1: exponentially distributed, by inversion.</summary>
    private static double Gap(ulong seed, long number) => -Math.Log(1 - SplitMix64.Fraction(seed, (ulong)number));

    private readonly record struct Arrival(long Number, double Expected, long Due, long Second, long FirstOfSecond);
}
