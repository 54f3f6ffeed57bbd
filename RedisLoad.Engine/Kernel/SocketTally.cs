namespace RedisLoad.Kernel;

/// <summary>Sockets by state, counted as they come by, and the listener that is nearest to refusing connections. Used again for every
/// row.</summary>
/// <param name="filter">Which sockets are counted.</param>
/// <param name="listenerInode">The only listener that counts; null for any.</param>
internal sealed class SocketTally(SocketFilter filter, ulong? listenerInode = null)
{
    private readonly int[] _byState = new int[(int)TcpState.Closing + 1];
    private readonly PortUse _ports = new();

    /// <summary>The listener whose accept queue is fullest; null where nobody listens.</summary>
    public Listener? Listener { get; private set; }

    /// <summary>Connections that the listeners did not take since they listen; null where the kernel does not say.</summary>
    public ulong? ListenerDrops { get; private set; }

    /// <summary>Local ports taken on the path that has most of them taken.</summary>
    public int PortsInUse => _ports.Max;

    public SocketFilter Filter => filter;

    public int this[TcpState state] => _byState[(int)state];

    /// <summary>Counts a connection's socket.</summary>
    /// <param name="state">Its state; one that is unknown is not counted.</param>
    /// <param name="remotePort">The port at the other end.</param>
    /// <param name="path">What tells its addresses and the remote port from others.</param>
    public void AddConnection(TcpState state, ushort remotePort, ReadOnlySpan<byte> path)
    {
        if ((uint)state >= (uint)_byState.Length)
            return;
        _byState[(int)state]++;
        if (filter.IsClient(remotePort))
            _ports.Add(path);
    }

    public void AddListener(Listener listener)
    {
        if (listenerInode is { } only && listener.Inode != only)
            return;
        _byState[(int)TcpState.Listen]++;
        if (listener.Drops is { } drops)
            ListenerDrops = (ListenerDrops ?? 0) + drops;
        if (Listener is not { } other || listener.IsFullerThan(other))
            Listener = listener;
    }

    public void Clear()
    {
        Array.Clear(_byState);
        _ports.Clear();
        Listener = null;
        ListenerDrops = null;
    }
}
