namespace RedisLoad.Transport;

/// <summary>Slots in the order of their deadlines, where every deadline is the same time away when it is set.</summary>
/// <remarks>A new deadline is then always the last, so a linked list keeps the order: setting and clearing cost the same however many there are.</remarks>
/// <param name="capacity">How many slots there are.</param>
/// <param name="timeout">How far away a deadline is when it is set, in nanoseconds.</param>
internal sealed class DeadlineQueue(int capacity, long timeout)
{
    private const int None = -1;

    private readonly long[] _deadlines = new long[capacity];
    private readonly int[] _next = new int[capacity];
    private readonly int[] _previous = new int[capacity];
    private int _first = None;
    private int _last = None;

    /// <summary>The next deadline, <see cref="long.MaxValue"/> where there is none.</summary>
    public long Earliest => _first == None ? long.MaxValue : _deadlines[_first];

    /// <summary>Sets the deadline of a slot that has none here.</summary>
    public void Add(int slot, long now)
    {
        _deadlines[slot] = now + timeout;
        _next[slot] = None;
        _previous[slot] = _last;
        if (_last == None)
            _first = slot;
        else
            _next[_last] = slot;
        _last = slot;
    }

    /// <summary>Clears the deadline of a slot that has one here.</summary>
    public void Remove(int slot)
    {
        (int previous, int next) = (_previous[slot], _next[slot]);
        if (previous == None)
            _first = next;
        else
            _next[previous] = next;
        if (next == None)
            _last = previous;
        else
            _previous[next] = previous;
    }

    /// <summary>Finds a slot whose deadline is at or before a time. It stays in the queue.</summary>
    public bool TryPeek(long time, out int slot)
    {
        slot = _first;
        return Earliest <= time;
    }
}
