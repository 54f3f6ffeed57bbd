using RedisLoad.Kernel;

namespace RedisLoad.Watch;

/// <summary>Takes rows of what the kernel shows of a network namespace.</summary>
/// <param name="filter">Which sockets count.</param>
/// <param name="sockets">Where sockets are counted.</param>
/// <param name="statistics">Where the kernel's counters and gauges are read.</param>
internal sealed class SnapshotSource(SocketFilter filter, ISocketSource sockets, NetStatistics statistics) : IDisposable
{
    private readonly SocketTally _tally = new(filter);
    private NetCounters _counters = statistics.ReadCounters();
    private ulong? _listenerDrops;
    private ulong? _softnetDropped = statistics.ReadSoftnetDropped();

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
        NetCounters counters = statistics.ReadCounters();
        ulong? softnetDropped = statistics.ReadSoftnetDropped();
        ConnectionSnapshot row = Compose(_counters, counters, statistics.ReadGauges()) with
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

    private ConnectionSnapshot Compose(NetCounters before, NetCounters now, NetGauges gauges)
    {
        long? Since(NetCounter counter) => NetCounters.Rise(before[counter], now[counter]);

        return new ConnectionSnapshot
        {
            Listen = _tally[TcpState.Listen],
            SynSent = _tally[TcpState.SynSent],
            SynRecv = _tally[TcpState.SynRecv],
            Established = _tally[TcpState.Established],
            FinWait1 = _tally[TcpState.FinWait1],
            FinWait2 = _tally[TcpState.FinWait2],
            TimeWait = _tally[TcpState.TimeWait],
            Close = _tally[TcpState.Close],
            CloseWait = _tally[TcpState.CloseWait],
            LastAck = _tally[TcpState.LastAck],
            Closing = _tally[TcpState.Closing],
            AcceptQueue = _tally.Listener?.Queue,
            AcceptQueueLimit = _tally.Listener?.QueueLimit,
            LocalPortsInUse = filter.HasClients ? _tally.PortsInUse : null,
            LocalPorts = filter.HasClients ? gauges.LocalPorts : null,
            ListenOverflows = Since(NetCounter.ListenOverflows),
            ListenDrops = Since(NetCounter.ListenDrops),
            TCPReqQFullDrop = Since(NetCounter.TCPReqQFullDrop),
            TCPReqQFullDoCookies = Since(NetCounter.TCPReqQFullDoCookies),
            SyncookiesSent = Since(NetCounter.SyncookiesSent),
            TCPTimeWaitOverflow = Since(NetCounter.TCPTimeWaitOverflow),
            TWRecycled = Since(NetCounter.TWRecycled),
            AttemptFails = Since(NetCounter.AttemptFails),
            EstabResets = Since(NetCounter.EstabResets),
            OutRsts = Since(NetCounter.OutRsts),
            RetransSegs = Since(NetCounter.RetransSegs),
            TCPSynRetrans = Since(NetCounter.TCPSynRetrans),
            TCPTimeouts = Since(NetCounter.TCPTimeouts),
            TCPAbortOnMemory = Since(NetCounter.TCPAbortOnMemory),
            TCPAbortOnClose = Since(NetCounter.TCPAbortOnClose),
            ActiveOpens = Since(NetCounter.ActiveOpens),
            PassiveOpens = Since(NetCounter.PassiveOpens),
            Orphans = gauges.Orphans,
            OrphanLimit = gauges.OrphanLimit,
            TimeWaitBuckets = gauges.TimeWait,
            TimeWaitBucketLimit = gauges.TimeWaitLimit,
            TcpMemoryPages = gauges.MemoryPages,
            TcpMemoryPressurePages = gauges.MemoryPressurePages,
            TcpMemoryLimitPages = gauges.MemoryLimitPages,
            Conntrack = gauges.Conntrack,
            ConntrackLimit = gauges.ConntrackLimit,
            FilesOpen = gauges.FilesOpen,
            FilesLimit = gauges.FilesLimit,
        };
    }
}
