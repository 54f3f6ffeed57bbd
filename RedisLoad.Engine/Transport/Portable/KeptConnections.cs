namespace RedisLoad.Transport.Portable;

/// <summary>The connections that are kept for later sessions, by their target.</summary>
/// <param name="idleTimeout">How long one is kept, in nanoseconds.</param>
/// <param name="onBroken">Is told, on any thread, when one has ended by itself; <see cref="RemoveEnded"/> then takes it out.</param>
internal sealed class KeptConnections(long idleTimeout, Action onBroken)
{
    // In the order in which they came: the first is idle the longest, and the last is used first.
    private readonly LinkedList<Kept> _kept = [];

    public int Count => _kept.Count;

    /// <summary>When one has been idle for too long; <see cref="long.MaxValue"/> where there is none.</summary>
    public long Earliest => _kept.First is { } first ? first.Value.Deadline : long.MaxValue;

    /// <summary>Keeps a connection.</summary>
    public void Add(PortableConnection connection, int target, long now)
    {
        Task receivable = connection.ReceivableAsync();
        _kept.AddLast(new Kept(connection, target, now + idleTimeout, receivable));
        _ = receivable.ContinueWith(_ => onBroken(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Takes the connection to a target that was used last; null where there is none.</summary>
    public PortableConnection? Take(int target)
    {
        for (LinkedListNode<Kept>? node = _kept.Last; node is not null; node = node.Previous)
        {
            if (node.Value.Target != target)
                continue;
            _kept.Remove(node);
            return node.Value.Connection;
        }
        return null;
    }

    /// <summary>Closes the connection that has been idle the longest, if there is one.</summary>
    public void RemoveOldest()
    {
        if (_kept.First is { } first)
            Remove(first);
    }

    /// <summary>Closes those that have been idle for too long, and those whose server has ended them or speaks without being asked.</summary>
    public void RemoveEnded(long now)
    {
        for (LinkedListNode<Kept>? node = _kept.First, next; node is not null; node = next)
        {
            next = node.Next;
            if (node.Value.Deadline <= now || node.Value.Receivable.IsCompleted)
                Remove(node);
        }
    }

    public void RemoveAll()
    {
        while (_kept.Count > 0)
            RemoveOldest();
    }

    private void Remove(LinkedListNode<Kept> node)
    {
        _kept.Remove(node);
        node.Value.Connection.Dispose();
    }

    private sealed record Kept(PortableConnection Connection, int Target, long Deadline, Task Receivable);
}
