namespace RedisLoad.Kernel;

/// <summary>Which ends of connections are looked at.</summary>
public enum ConnectionSide
{
    /// <summary>Those of clients on this host: the port is the remote one.</summary>
    Client = 1,

    /// <summary>Those of a server on this host, and its listener: the port is the local one.</summary>
    Server = 2,

    /// <summary>Both. A connection that has both ends on this host is two sockets, and counts as two.</summary>
    Both = Client | Server,
}
