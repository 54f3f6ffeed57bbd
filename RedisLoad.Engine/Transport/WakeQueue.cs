namespace RedisLoad.Transport;

/// <summary>When held connections want attention: times of any length, unlike a <see cref="DeadlineQueue"/>'s.</summary>
/// <remarks>A slot that ends before stays in the queue; whoever takes it out sees that its time is another one now.</remarks>
internal sealed class WakeQueue
{
    private readonly PriorityQueue<int, long> _queue = new();

    /// <summary>The next time, <see cref="long.MaxValue"/> where there is none.</summary>
    public long Earliest => _queue.TryPeek(out _, out long time) ? time : long.MaxValue;

    public void Add(int slot, long time) => _queue.Enqueue(slot, time);

    /// <summary>Takes out a slot whose time is at or before another.</summary>
    public bool TryTake(long until, out int slot, out long time)
    {
        bool isDue = _queue.TryPeek(out slot, out time) && time <= until;
        if (isDue)
            _queue.Dequeue();
        return isDue;
    }
}
