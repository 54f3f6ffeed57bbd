using System.Diagnostics.CodeAnalysis;

namespace RedisLoad.Transport;

/// <summary>What wants attention at a time of its own: times of any length, unlike a <see cref="DeadlineQueue"/>'s.</summary>
/// <typeparam name="T">What waits: a slot, a client, a connection.</typeparam>
/// <remarks>What ends before stays in the queue; whoever takes it out sees that its time is another one now.</remarks>
internal sealed class WakeQueue<T>
{
    private readonly PriorityQueue<T, long> _queue = new();

    /// <summary>How many wait.</summary>
    public int Count => _queue.Count;

    /// <summary>The next time, <see cref="long.MaxValue"/> where there is none.</summary>
    public long Earliest => _queue.TryPeek(out _, out long time) ? time : long.MaxValue;

    public void Add(T item, long time) => _queue.Enqueue(item, time);

    /// <summary>Takes out what has a time at or before another.</summary>
    public bool TryTake(long until, [MaybeNullWhen(false)] out T item, out long time)
    {
        bool isDue = _queue.TryPeek(out item, out time) && time <= until;
        if (isDue)
            _queue.Dequeue();
        return isDue;
    }
}
