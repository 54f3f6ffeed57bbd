namespace RedisLoad.Watch;

/// <summary>What a watch saw: the sockets at a moment, and what was counted since the row before. What is not known, or does not exist here, is null.</summary>
public sealed record ConnectionSnapshot
{
    /// <summary>When it was taken.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>Seconds since the watch began.</summary>
    public double ElapsedSeconds { get; init; }

    /// <summary>Seconds since the row before: the time that the counters cover.</summary>
    public double IntervalSeconds { get; init; }

    /// <summary>What is wrong, in short words with a space between; null for nothing.</summary>
    public string? Attention => AttentionRules.Of(this);

    /// <summary>Sockets: listening.</summary>
    public int Listen { get; init; }

    /// <summary>Sockets: a client's, that has asked for a connection and had no answer.</summary>
    public int SynSent { get; init; }

    /// <summary>Sockets: a server's, that has answered and not been confirmed.</summary>
    public int SynRecv { get; init; }

    /// <summary>Sockets: connected. Those that wait in the accept queue are among them.</summary>
    public int Established { get; init; }

    /// <summary>Sockets: closed here, the other end has not said that it knows.</summary>
    public int FinWait1 { get; init; }

    /// <summary>Sockets: closed here, the other end knows and has not closed.</summary>
    public int FinWait2 { get; init; }

    /// <summary>Sockets: closed, the port kept for 60 seconds.</summary>
    public int TimeWait { get; init; }

    /// <summary>Sockets: in the state CLOSE.</summary>
    public int Close { get; init; }

    /// <summary>Sockets: closed by the other end and not here.</summary>
    public int CloseWait { get; init; }

    /// <summary>Sockets: closed by the other end, then here, the other end has not said that it knows.</summary>
    public int LastAck { get; init; }

    /// <summary>Sockets: closed at both ends at once.</summary>
    public int Closing { get; init; }

    /// <summary>Connections that wait to be accepted; of several listeners, at the one that is fullest.</summary>
    public long? AcceptQueue { get; init; }

    /// <summary>How many may wait to be accepted: from one more on, the kernel takes no connection.</summary>
    public long? AcceptQueueLimit { get; init; }

    /// <summary>Connections that the listeners at the ports did not take since the row before, for whatever reason.</summary>
    public long? ListenerDrops { get; init; }

    /// <summary>Local ports taken, from one address of this host to one of the servers; of several such pairs, of the one with most.</summary>
    public long? LocalPortsInUse { get; init; }

    /// <summary>How many local ports there are for connections from one address to one server.</summary>
    public long? LocalPorts { get; init; }

    /// <summary>Counted since the row before: connections not taken because an accept queue was full. Of the whole network namespace, as all that follow.</summary>
    public long? ListenOverflows { get; init; }

    /// <summary>Counted: connections not taken by a listener, for this and other reasons.</summary>
    public long? ListenDrops { get; init; }

    /// <summary>Counted: connection requests dropped because the SYN queue was full.</summary>
    public long? TCPReqQFullDrop { get; init; }

    /// <summary>Counted: connection requests answered with a SYN cookie because the SYN queue was full.</summary>
    public long? TCPReqQFullDoCookies { get; init; }

    /// <summary>Counted: SYN cookies sent.</summary>
    public long? SyncookiesSent { get; init; }

    /// <summary>Counted: sockets that were not kept in TIME_WAIT, because there were too many.</summary>
    public long? TCPTimeWaitOverflow { get; init; }

    /// <summary>Counted: TIME_WAIT sockets whose port was used again for a new connection.</summary>
    public long? TWRecycled { get; init; }

    /// <summary>Counted: attempts to connect that failed.</summary>
    public long? AttemptFails { get; init; }

    /// <summary>Counted: connections that ended with a reset.</summary>
    public long? EstabResets { get; init; }

    /// <summary>Counted: resets sent.</summary>
    public long? OutRsts { get; init; }

    /// <summary>Counted: segments sent again.</summary>
    public long? RetransSegs { get; init; }

    /// <summary>Counted: requests and answers of the handshake sent again.</summary>
    public long? TCPSynRetrans { get; init; }

    /// <summary>Counted: times that an answer did not come in time.</summary>
    public long? TCPTimeouts { get; init; }

    /// <summary>Counted: connections reset for want of memory.</summary>
    public long? TCPAbortOnMemory { get; init; }

    /// <summary>Counted: connections that were closed with data unread.</summary>
    public long? TCPAbortOnClose { get; init; }

    /// <summary>Counted: connections asked for.</summary>
    public long? ActiveOpens { get; init; }

    /// <summary>Counted: connections taken.</summary>
    public long? PassiveOpens { get; init; }

    /// <summary>Counted: packets dropped because a processor's backlog was full, those of loopback among them.</summary>
    public long? SoftnetDropped { get; init; }

    /// <summary>Sockets that no process has any more, on the whole host.</summary>
    public long? Orphans { get; init; }

    /// <summary>How many such sockets there may be.</summary>
    public long? OrphanLimit { get; init; }

    /// <summary>Sockets in TIME_WAIT in the network namespace, at any port.</summary>
    public long? TimeWaitBuckets { get; init; }

    /// <summary>How many there may be.</summary>
    public long? TimeWaitBucketLimit { get; init; }

    /// <summary>Memory that TCP holds on the whole host, in pages.</summary>
    public long? TcpMemoryPages { get; init; }

    /// <summary>From how many pages on TCP economizes.</summary>
    public long? TcpMemoryPressurePages { get; init; }

    /// <summary>How many pages TCP may have.</summary>
    public long? TcpMemoryLimitPages { get; init; }

    /// <summary>Connections that conntrack follows.</summary>
    public long? Conntrack { get; init; }

    /// <summary>How many it can follow.</summary>
    public long? ConntrackLimit { get; init; }

    /// <summary>Files open on the whole host.</summary>
    public long? FilesOpen { get; init; }

    /// <summary>How many there may be.</summary>
    public long? FilesLimit { get; init; }

    /// <summary>Redis: clients it has, this watch among them. This and what follows are null without a Redis to ask, and while it does not answer.</summary>
    public long? ConnectedClients { get; init; }

    /// <summary>Redis: clients that wait in a blocking command.</summary>
    public long? BlockedClients { get; init; }

    /// <summary>Redis: how many clients it takes.</summary>
    public long? MaxClients { get; init; }

    /// <summary>Redis: connections that it took since the row before, a second.</summary>
    public double? ServerConnectionsPerSecond { get; init; }

    /// <summary>Redis: connections that it turned away since the row before, because it had MaxClients.</summary>
    public long? RejectedConnections { get; init; }

    /// <summary>Redis: commands a second, as it reckons itself.</summary>
    public long? ServerOpsPerSecond { get; init; }

    /// <summary>Redis: memory it has allocated.</summary>
    public long? UsedMemoryBytes { get; init; }

    /// <summary>Redis: cycles of its event loop a second; of a server that tells.</summary>
    public long? EventLoopCyclesPerSecond { get; init; }

    /// <summary>Redis: how long such a cycle takes, in microseconds; of a server that tells.</summary>
    public long? EventLoopUs { get; init; }

    /// <summary>The process on this host that listens at the port. This and what follows are null where there is none, or it may not be looked at.</summary>
    public int? ServerProcessId { get; init; }

    /// <summary>Files that this process has open.</summary>
    public long? ServerFilesOpen { get; init; }

    /// <summary>How many it may have open.</summary>
    public long? ServerFilesLimit { get; init; }

    /// <summary>Its processor time since the row before, in percent of one processor; told in steps of 10 ms. Null in the first row.</summary>
    public double? ServerCpuPercent { get; init; }
}
