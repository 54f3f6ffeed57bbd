namespace RedisLoad.Pacing;

/// <summary>A schedule on which nothing is ever due.</summary>
internal sealed class NoArrivals : IArrivals
{
    public long DueAt(long number) => long.MaxValue;

    public long CountDueBefore(long time) => 0;

    public long EndOf(long count) => 0;

    public (int Burst, long Place) PlaceOf(long number) => (0, number);
}
