namespace RedisLoad.Pacing;

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
