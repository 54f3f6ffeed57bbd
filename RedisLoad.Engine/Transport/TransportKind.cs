namespace RedisLoad.Transport;

/// <summary>What opens the connections and talks.</summary>
public enum TransportKind
{
    /// <summary>Epoll on Linux without TLS, and else Portable.</summary>
    Auto,

    /// <summary>One thread a worker on Linux's epoll: the least that a connection can cost.</summary>
    Epoll,

    /// <summary>.NET's sockets: for TLS, and for other systems.</summary>
    Portable,
}
