using RedisLoad.Rows;

namespace RedisLoad.Run;

/// <summary>What one thread of a load counted in one interval.</summary>
/// <param name="Source">Which thread, from 0.</param>
/// <param name="Interval">The interval.</param>
/// <param name="Recorders">A recorder for each group of rows.</param>
/// <param name="End">In the thread's last slice, when the thread was done, in nanoseconds after the start of the run; null before.</param>
internal readonly record struct Slice(int Source, int Interval, IntervalRecorder[] Recorders, long? End = null);

/// <summary>Where the threads of a load get empty recorders and leave full ones.</summary>
internal interface IRecorderExchange
{
    /// <summary>Gives a recorder for each group of rows.</summary>
    IntervalRecorder[] Take();

    /// <summary>Takes in what a thread counted: each interval once, in their order.</summary>
    void Publish(Slice slice);
}
