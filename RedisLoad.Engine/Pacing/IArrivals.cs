namespace RedisLoad.Pacing;

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
