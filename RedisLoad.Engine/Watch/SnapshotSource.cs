using System.Collections.Immutable;
using RedisLoad.Kernel;

namespace RedisLoad.Watch;

/// <summary>Takes rows of what the kernel shows of a network namespace.</summary>
/// <param name="filter">Which sockets count.</param>
/// <param name="sockets">Where sockets are counted.</param>
/// <param name="statistics">Where the kernel's counters and gauges are read.</param>
internal sealed class SnapshotSource(SocketFilter filter, ISocketSource sockets, NetStatistics statistics) : IDisposable
{
    private const string PortRange = "net/ipv4/ip_local_port_range";

    private static readonly ImmutableArray<string> s_counters =
        [.. SnapshotColumn<KernelCounterAttribute, long?>.All.Select(column => column.Name)];

    private readonly SocketTally _tally = new(filter);
    private NetCounters _counters = statistics.ReadCounters(s_counters);
    private ulong? _listenerDrops;
    private ulong? _softnetDropped = statistics.ReadSoftnetDropped();

    /// <summary>The files below /proc/sys that rows are read from.</summary>
    public static IEnumerable<string> SysctlFiles =>
        SnapshotColumn<SysctlAttribute, long?>.All.Select(column => column.Source.File).Append(PortRange).Distinct();

    /// <summary>The listener of the last row.</summary>
    public Listener? Listener => _tally.Listener;

    /// <summary>Begins to count: the first row's counters are since now.</summary>
    public void Begin()
    {
        sockets.Count(_tally);
        _listenerDrops = _tally.ListenerDrops;
    }

    /// <summary>Takes a row; its counters are since the one before, those of the first since this was made.</summary>
    public ConnectionSnapshot Take()
    {
        sockets.Count(_tally);
        NetCounters counters = statistics.ReadCounters(s_counters);
        ulong? softnetDropped = statistics.ReadSoftnetDropped();
        ConnectionSnapshot row = Compose(_counters, counters) with
        {
            SoftnetDropped = NetCounters.Rise(_softnetDropped, softnetDropped),
            ListenerDrops = NetCounters.Rise(_listenerDrops, _tally.ListenerDrops),
        };
        _listenerDrops = _tally.ListenerDrops;
        _counters = counters;
        _softnetDropped = softnetDropped;
        return row;
    }

    public void Dispose()
    {
        sockets.Dispose();
        statistics.Dispose();
    }

    private ConnectionSnapshot Compose(NetCounters before, NetCounters now)
    {
        var row = new ConnectionSnapshot
        {
            AcceptQueue = _tally.Listener?.Queue,
            AcceptQueueLimit = _tally.Listener?.QueueLimit,
            LocalPortsInUse = filter.HasClients ? _tally.PortsInUse : null,
            LocalPorts = filter.HasClients ? statistics.ReadSysctl(PortRange, 1) - statistics.ReadSysctl(PortRange) + 1 : null,
        };
        foreach (var column in SnapshotColumn<SocketStateAttribute, int>.All)
            column.Set(row, _tally[column.Source.State]);
        foreach (var column in SnapshotColumn<KernelCounterAttribute, long?>.All)
            column.Set(row, NetCounters.Rise(before[column.Name], now[column.Name]));
        foreach (var column in SnapshotColumn<SockstatAttribute, long?>.All)
            column.Set(row, statistics.ReadSockstat(column.Source.Name));
        foreach (var column in SnapshotColumn<SysctlAttribute, long?>.All)
            column.Set(row, statistics.ReadSysctl(column.Source.File, column.Source.Place));
        return row;
    }
}
