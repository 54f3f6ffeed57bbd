using System.Collections.Immutable;
using System.Reflection;
using RedisLoad.Kernel;

namespace RedisLoad.Watch;

/// <summary>Takes rows of what the kernel shows of a network namespace.</summary>
/// <param name="filter">Which sockets count.</param>
/// <param name="sockets">Where sockets are counted.</param>
/// <param name="statistics">Where the kernel's counters and gauges are read.</param>
internal sealed class SnapshotSource(SocketFilter filter, ISocketSource sockets, NetStatistics statistics) : IDisposable
{
    private const string PortRange = "net/ipv4/ip_local_port_range";

    private static readonly ImmutableArray<(PropertyInfo Column, TcpState State)> s_states =
        [.. SnapshotColumns.From<SocketStateAttribute>().Select(column => (column.Column, Enum.Parse<TcpState>(column.Column.Name)))];

    private static readonly ImmutableArray<(PropertyInfo Column, KernelCounterAttribute)> s_counters = SnapshotColumns.From<KernelCounterAttribute>();
    private static readonly ImmutableArray<string> s_counterNames = [.. s_counters.Select(counter => counter.Column.Name)];
    private static readonly ImmutableArray<(PropertyInfo Column, SockstatAttribute Figure)> s_figures = SnapshotColumns.From<SockstatAttribute>();
    private static readonly ImmutableArray<(PropertyInfo Column, SysctlAttribute Number)> s_sysctls = SnapshotColumns.From<SysctlAttribute>();

    private readonly SocketTally _tally = new(filter);
    private NetCounters _counters = statistics.ReadCounters(s_counterNames);
    private ulong? _listenerDrops;
    private ulong? _softnetDropped = statistics.ReadSoftnetDropped();

    /// <summary>The files below /proc/sys that rows are read from.</summary>
    public static IEnumerable<string> SysctlFiles => s_sysctls.Select(column => column.Number.File).Append(PortRange).Distinct();

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
        NetCounters counters = statistics.ReadCounters(s_counterNames);
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
        foreach ((PropertyInfo column, TcpState state) in s_states)
            column.SetValue(row, _tally[state]);
        foreach ((PropertyInfo column, _) in s_counters)
            column.SetValue(row, NetCounters.Rise(before[column.Name], now[column.Name]));
        foreach ((PropertyInfo column, SockstatAttribute figure) in s_figures)
            column.SetValue(row, statistics.ReadSockstat(figure.Name));
        foreach ((PropertyInfo column, SysctlAttribute number) in s_sysctls)
            column.SetValue(row, statistics.ReadSysctl(number.File, number.Place));
        return row;
    }
}
