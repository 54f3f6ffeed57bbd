namespace RedisLoad.Transport;

/// <summary>Slots in the order of their deadlines, where every deadline is the same time away when it is set.</summary>
/// <remarks>A new deadline is then always the last, so a linked list keeps the order: setting and clearing cost the same however many there
/// are.</remarks>
/// <param name="capacity">How many slots there are.</param>
/// <param name="timeout">How far away a deadline is when it is set, in nanoseconds.</param>
internal sealed class DeadlineQueue(int capacity, long timeout)
{
    private const int None = -1;

    private readonly Link[] _links = new Link[capacity];
    private int _first = None;
    private int _last = None;

    /// <summary>The next deadline, <see cref="long.MaxValue"/> where there is none.</summary>
    public long Earliest => _first == None ? long.MaxValue : _links[_first].Deadline;

    /// <summary>Sets the deadline of a slot that has none here.</summary>
    public void Add(int slot, long now)
    {
        _links[slot] = new Link { Deadline = now + timeout, Next = None, Previous = _last };
        if (_last == None)
            _first = slot;
        else
            _links[_last].Next = slot;
        _last = slot;
    }

    /// <summary>Clears the deadline of a slot that has one here.</summary>
    public void Remove(int slot)
    {
        (int previous, int next) = (_links[slot].Previous, _links[slot].Next);
        if (previous == None)
            _first = next;
        else
            _links[previous].Next = next;
        if (next == None)
            _last = previous;
        else
            _links[next].Previous = previous;
    }

    /// <summary>Finds a slot whose deadline is at or before a time. It stays in the queue.</summary>
    public bool TryPeek(long time, out int slot)
    {
        slot = _first;
        return Earliest <= time;
    }

    private struct Link
    {
        public long Deadline;
        public int Next;
        public int Previous;
    }
}
