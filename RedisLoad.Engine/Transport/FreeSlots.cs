namespace RedisLoad.Transport;

/// <summary>The slots in no session: those with a kept connection by their target, the last used first, and the rest.</summary>
/// <remarks>A kept connection that ends stays in its stack, as an empty slot.</remarks>
internal sealed class FreeSlots
{
    private readonly Stack<int> _empty;
    private readonly Stack<int>[] _kept;

    /// <param name="capacity">How many slots there are; all are empty at first.</param>
    /// <param name="targets">How many targets there are.</param>
    public FreeSlots(int capacity, int targets)
    {
        _empty = new Stack<int>(capacity);
        for (int slot = capacity - 1; slot >= 0; slot--)
            _empty.Push(slot);
        _kept = [.. Enumerable.Range(0, targets).Select(_ => new Stack<int>())];
        Count = capacity;
    }

    public int Count { get; private set; }

    /// <summary>Takes a slot: with a connection to the target, else an empty one, else one with a connection to another target.</summary>
    /// <exception cref="InvalidOperationException">No slot is left.</exception>
    public int Take(int target)
    {
        if (Count == 0)
            throw new InvalidOperationException("Every slot is in a session.");
        Count--;
        if (_kept[target].TryPop(out int slot) || _empty.TryPop(out slot))
            return slot;
        return _kept.First(kept => kept.Count > 0).Pop();
    }

    public void Add(int slot)
    {
        _empty.Push(slot);
        Count++;
    }

    public void AddKept(int slot, int target)
    {
        _kept[target].Push(slot);
        Count++;
    }
}
