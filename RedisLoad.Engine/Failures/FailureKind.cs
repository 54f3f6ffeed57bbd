namespace RedisLoad.Failures;

/// <summary>Why a connection failed. Each kind is a column of the rows and of the summary.</summary>
public enum FailureKind : long
{
    /// <summary>It did not fail.</summary>
    None,

    /// <summary>Nothing is listening at the port (ECONNREFUSED).</summary>
    [CausedBy(Fault.Server)]
    Refused,

    /// <summary>The accept queue of the server's Unix socket is full (EAGAIN). Over TCP, such a connection waits until
    /// ConnectTimeout.</summary>
    [CausedBy(Fault.Server)]
    AcceptQueueFull,

    /// <summary>The connection was reset before its last reply (ECONNRESET, EPIPE).</summary>
    [CausedBy(Fault.ServerOrPath)]
    Reset,

    /// <summary>The connection was not established within -ConnectTimeout; over TLS, including the handshake.</summary>
    [CausedBy(Fault.ServerOrPath)]
    ConnectTimeout,

    /// <summary>A reply did not arrive within -ReplyTimeout, or before the load ended.</summary>
    [CausedBy(Fault.ServerOrPath)]
    ReplyTimeout,

    /// <summary>The server closed the connection before its last reply, without a reset. Over TLS, also a server that has reached
    /// maxclients, which cannot send its error before the handshake.</summary>
    [CausedBy(Fault.Server)]
    ClosedByServer,

    /// <summary>The TLS handshake failed: a certificate was rejected by either end, no version or cipher is common to both, or the server
    /// does not speak TLS.</summary>
    [CausedBy(Fault.Configuration)]
    TlsFailed,

    /// <summary>The server has reached maxclients.</summary>
    [CausedBy(Fault.Server)]
    MaxClients,

    /// <summary>The server requires a password (NOAUTH).</summary>
    [CausedBy(Fault.Configuration)]
    AuthRequired,

    /// <summary>The server rejected the user name or password (WRONGPASS), does not permit a command to this user (NOPERM), or is in
    /// protected mode (DENIED).</summary>
    [CausedBy(Fault.Configuration)]
    AuthFailed,

    /// <summary>Any other error reply, such as LOADING or MOVED.</summary>
    [CausedBy(Fault.Server)]
    ErrorReply,

    /// <summary>A reply other than the expected one, or bytes that are not a RESP reply.</summary>
    [CausedBy(Fault.Server)]
    WrongReply,

    /// <summary>There is no route to the server, or a router or firewall rejects the connection (EHOSTUNREACH, ENETUNREACH, EPERM and
    /// similar).</summary>
    [CausedBy(Fault.Path)]
    Unreachable,

    /// <summary>This host has no local port left for the server (EADDRNOTAVAIL, EADDRINUSE).</summary>
    [CausedBy(Fault.ThisHost)]
    PortsExhausted,

    /// <summary>This process or this host cannot open more files (EMFILE, ENFILE).</summary>
    [CausedBy(Fault.ThisHost)]
    FileLimit,

    /// <summary>This host has no memory left for sockets (ENOBUFS, ENOMEM).</summary>
    [CausedBy(Fault.ThisHost)]
    NoMemory,
}
