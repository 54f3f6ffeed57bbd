namespace RedisLoad.Kernel;

/// <summary>What the kernel counts of TCP in a network namespace, under its own names: /proc/net/snmp (Tcp) and /proc/net/netstat (TcpExt).</summary>
internal enum NetCounter
{
    ActiveOpens,
    PassiveOpens,
    AttemptFails,
    EstabResets,
    OutRsts,
    RetransSegs,
    ListenOverflows,
    ListenDrops,
    TCPReqQFullDrop,
    TCPReqQFullDoCookies,
    SyncookiesSent,
    TCPTimeWaitOverflow,
    TWRecycled,
    TCPSynRetrans,
    TCPTimeouts,
    TCPAbortOnMemory,
    TCPAbortOnClose,
}
