using RedisLoad.Kernel;

namespace RedisLoad.Watch;

/// <summary>One row of a watch: the sockets at a moment, and what was counted since the previous row. What is unknown, or does not exist
/// here, is null.</summary>
/// <remarks>A column is declared here and nowhere else. Its attribute says where its value is read; columns without one are computed by the
/// class that takes the rows.</remarks>
public sealed record ConnectionSnapshot
{
    /// <summary>When the row was taken.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>Name of the session's host that the row is from (-Session), whose clock Timestamp is of; null for this host.</summary>
    public string? Host { get; init; }

    /// <summary>ID of the watch, the same in all of its rows.</summary>
    public string? RunId { get; init; }

    /// <summary>Seconds since the watch began.</summary>
    public double ElapsedSeconds { get; init; }

    /// <summary>Seconds since the previous row, which is the time that the counters cover.</summary>
    public double IntervalSeconds { get; init; }

    /// <summary>What is wrong, as words separated by spaces; null if nothing is.</summary>
    public string? Attention => AttentionRules.Of(this);

    /// <summary>Listening sockets.</summary>
    [SocketState(TcpState.Listen)]
    public int Listen { get; init; }

    /// <summary>Sockets of clients that sent a SYN and have no reply yet. A connection with both ends on this host is two
    /// sockets.</summary>
    [SocketState(TcpState.SynSent)]
    public int SynSent { get; init; }

    /// <summary>Sockets of servers that sent a SYN-ACK and wait for the client's ACK.</summary>
    [SocketState(TcpState.SynRecv)]
    public int SynRecv { get; init; }

    /// <summary>Connected sockets, including those that wait in the accept queue.</summary>
    [SocketState(TcpState.Established)]
    public int Established { get; init; }

    /// <summary>Sockets closed by this end, whose FIN is not acknowledged yet.</summary>
    [SocketState(TcpState.FinWait1)]
    public int FinWait1 { get; init; }

    /// <summary>Sockets closed by this end, whose other end has acknowledged that and not closed.</summary>
    [SocketState(TcpState.FinWait2)]
    public int FinWait2 { get; init; }

    /// <summary>Closed sockets whose port is kept for 60 seconds.</summary>
    [SocketState(TcpState.TimeWait)]
    public int TimeWait { get; init; }

    /// <summary>Sockets in the state CLOSE.</summary>
    [SocketState(TcpState.Close)]
    public int Close { get; init; }

    /// <summary>Sockets closed by the other end and not by this one.</summary>
    [SocketState(TcpState.CloseWait)]
    public int CloseWait { get; init; }

    /// <summary>Sockets closed by the other end and then by this one, whose FIN is not acknowledged yet.</summary>
    [SocketState(TcpState.LastAck)]
    public int LastAck { get; init; }

    /// <summary>Sockets closed by both ends at the same time.</summary>
    [SocketState(TcpState.Closing)]
    public int Closing { get; init; }

    /// <summary>Connections waiting to be accepted, at the listener whose queue is fullest.</summary>
    public long? AcceptQueue { get; init; }

    /// <summary>Length limit of that queue. The kernel drops connections when one more than this is waiting.</summary>
    public long? AcceptQueueLimit { get; init; }

    /// <summary>Connections dropped by the listeners at the ports since the previous row, for any reason.</summary>
    public long? ListenerDrops { get; init; }

    /// <summary>Local ports in use between one address of this host and one server, for the pair that uses most.</summary>
    public long? LocalPortsInUse { get; init; }

    /// <summary>Local ports available for connections from one address to one server.</summary>
    public long? LocalPorts { get; init; }

    /// <summary>Connections dropped because an accept queue was full. This and the counters that follow have the kernel's names, count
    /// since the previous row, and cover the whole network namespace.</summary>
    [KernelCounter]
    public long? ListenOverflows { get; init; }

    /// <summary>Connections dropped by a listener for any reason.</summary>
    [KernelCounter]
    public long? ListenDrops { get; init; }

    /// <summary>SYNs dropped because the SYN queue was full.</summary>
    [KernelCounter]
    public long? TCPReqQFullDrop { get; init; }

    /// <summary>SYNs answered with a SYN cookie because the SYN queue was full.</summary>
    [KernelCounter]
    public long? TCPReqQFullDoCookies { get; init; }

    /// <summary>SYN cookies sent.</summary>
    [KernelCounter]
    public long? SyncookiesSent { get; init; }

    /// <summary>Sockets not kept in TIME_WAIT because there were too many.</summary>
    [KernelCounter]
    public long? TCPTimeWaitOverflow { get; init; }

    /// <summary>Ports in TIME_WAIT that were reused for a new connection.</summary>
    [KernelCounter]
    public long? TWRecycled { get; init; }

    /// <summary>Failed attempts to connect.</summary>
    [KernelCounter]
    public long? AttemptFails { get; init; }

    /// <summary>Connections that ended with a reset. A load that closes with resets raises this and OutRsts on both hosts.</summary>
    [KernelCounter]
    public long? EstabResets { get; init; }

    /// <summary>Resets sent.</summary>
    [KernelCounter]
    public long? OutRsts { get; init; }

    /// <summary>Segments retransmitted.</summary>
    [KernelCounter]
    public long? RetransSegs { get; init; }

    /// <summary>SYNs and SYN-ACKs retransmitted.</summary>
    [KernelCounter]
    public long? TCPSynRetrans { get; init; }

    /// <summary>Retransmission timeouts.</summary>
    [KernelCounter]
    public long? TCPTimeouts { get; init; }

    /// <summary>Connections reset because TCP was out of memory.</summary>
    [KernelCounter]
    public long? TCPAbortOnMemory { get; init; }

    /// <summary>Connections closed with unread data.</summary>
    [KernelCounter]
    public long? TCPAbortOnClose { get; init; }

    /// <summary>Outgoing connections attempted.</summary>
    [KernelCounter]
    public long? ActiveOpens { get; init; }

    /// <summary>Incoming connections accepted.</summary>
    [KernelCounter]
    public long? PassiveOpens { get; init; }

    /// <summary>Packets dropped because a CPU's backlog was full, including packets on loopback.</summary>
    public long? SoftnetDropped { get; init; }

    /// <summary>Sockets that no process owns any longer, on the whole host.</summary>
    [Sockstat("orphan")]
    public long? Orphans { get; init; }

    /// <summary>Limit of Orphans. Not shown in a network namespace other than the host's.</summary>
    [Sysctl("net/ipv4/tcp_max_orphans")]
    public long? OrphanLimit { get; init; }

    /// <summary>Sockets in TIME_WAIT in the network namespace, at any port.</summary>
    [Sockstat("tw")]
    public long? TimeWaitBuckets { get; init; }

    /// <summary>Limit of TimeWaitBuckets.</summary>
    [Sysctl("net/ipv4/tcp_max_tw_buckets")]
    public long? TimeWaitBucketLimit { get; init; }

    /// <summary>Memory that TCP uses on the whole host, in pages.</summary>
    [Sockstat("mem")]
    public long? TcpMemoryPages { get; init; }

    /// <summary>Number of pages above which TCP saves memory. Not shown in a network namespace other than the host's.</summary>
    [Sysctl("net/ipv4/tcp_mem", 1)]
    public long? TcpMemoryPressurePages { get; init; }

    /// <summary>Limit of TcpMemoryPages. Not shown in a network namespace other than the host's.</summary>
    [Sysctl("net/ipv4/tcp_mem", 2)]
    public long? TcpMemoryLimitPages { get; init; }

    /// <summary>Connections tracked by conntrack.</summary>
    [Sysctl("net/netfilter/nf_conntrack_count")]
    public long? Conntrack { get; init; }

    /// <summary>Limit of Conntrack.</summary>
    [Sysctl("net/netfilter/nf_conntrack_max")]
    public long? ConntrackLimit { get; init; }

    /// <summary>Open files on the whole host.</summary>
    [Sysctl("fs/file-nr")]
    public long? FilesOpen { get; init; }

    /// <summary>Limit of FilesOpen.</summary>
    [Sysctl("fs/file-nr", 2)]
    public long? FilesLimit { get; init; }

    /// <summary>Redis: clients, including this watch. This and the columns of Redis that follow are null without -Redis, and while it does
    /// not answer.</summary>
    [InfoField("connected_clients")]
    public long? ConnectedClients { get; init; }

    /// <summary>Redis: clients waiting in a blocking command.</summary>
    [InfoField("blocked_clients")]
    public long? BlockedClients { get; init; }

    /// <summary>Redis: limit of clients.</summary>
    [InfoField("maxclients")]
    public long? MaxClients { get; init; }

    /// <summary>Redis: connections accepted per second since the previous row, by its own clock if INFO shows it.</summary>
    public double? ServerConnectionsPerSecond { get; init; }

    /// <summary>Redis: connections rejected since the previous row because MaxClients was reached.</summary>
    [InfoField("rejected_connections", IsCounter = true)]
    public long? RejectedConnections { get; init; }

    /// <summary>Redis: commands per second, by its own estimate.</summary>
    [InfoField("instantaneous_ops_per_sec")]
    public long? ServerOpsPerSecond { get; init; }

    /// <summary>Redis: memory allocated, in bytes.</summary>
    [InfoField("used_memory")]
    public long? UsedMemoryBytes { get; init; }

    /// <summary>Redis: cycles of the event loop per second, if INFO shows them.</summary>
    [InfoField("instantaneous_eventloop_cycles_per_sec")]
    public long? EventLoopCyclesPerSecond { get; init; }

    /// <summary>Redis: duration of such a cycle in microseconds, if INFO shows it.</summary>
    [InfoField("instantaneous_eventloop_duration_usec")]
    public long? EventLoopUs { get; init; }

    /// <summary>ID of the process on this host that listens at the port. This and the columns that follow are null if there is none, or if
    /// this user may not look at it; they need no -Redis.</summary>
    public int? ServerProcessId { get; init; }

    /// <summary>Files that this process has open.</summary>
    public long? ServerFilesOpen { get; init; }

    /// <summary>Limit of open files of this process.</summary>
    public long? ServerFilesLimit { get; init; }

    /// <summary>CPU time of this process since the previous row, in percent of one CPU, in steps of 10 ms. Null in the first row.</summary>
    public double? ServerCpuPercent { get; init; }

    /// <summary>The same in a few words.</summary>
    public override string ToString() =>
        $"{ElapsedSeconds} s: {Established} established, {TimeWait} in TIME_WAIT{(Attention is null ? string.Empty : $"; {Attention}")}";
}

/// <summary>Reads snapshots that have been elsewhere: texts of a CSV file, numbers of JSON, what a job or another host sent.</summary>
/// <param name="column">Gives the value of a column by its name; null where there is none.</param>
public sealed class ConnectionSnapshotReader(Func<string, object?> column)
{
    private readonly ColumnReader _columns = new(column, largest: long.MaxValue, (_, _, reason) => new FormatException(reason));

    /// <summary>Whether it looks like a snapshot at all: it counts sockets by state.</summary>
    public bool IsSnapshot =>
        _columns.Has(nameof(ConnectionSnapshot.Established))
        && _columns.Has(nameof(ConnectionSnapshot.TimeWait))
        && _columns.Has(nameof(ConnectionSnapshot.Listen));

    /// <summary>Reads the snapshot. What it does not say stays unknown.</summary>
    /// <exception cref="FormatException">A value cannot be that of its column.</exception>
    public ConnectionSnapshot Read()
    {
        var snapshot = new ConnectionSnapshot();
        _columns.Fill(snapshot);
        return snapshot;
    }
}
