namespace RedisLoad.Failures;

/// <summary>Why a connection did not do its work. Each kind is a column of <see cref="Load.LoadSample"/>.</summary>
public enum FailureKind
{
    /// <summary>It did.</summary>
    None,

    /// <summary>Nobody listens at the port (ECONNREFUSED).</summary>
    Refused,

    /// <summary>The connection was reset before its last reply (ECONNRESET, EPIPE).</summary>
    Reset,

    /// <summary>No SYN-ACK came within the connect timeout.</summary>
    ConnectTimeout,

    /// <summary>A reply did not come within the reply timeout, or before the end of the drain.</summary>
    ReplyTimeout,

    /// <summary>The server closed the connection in an orderly way before its last reply.</summary>
    ClosedByServer,

    /// <summary>The TLS handshake failed: a certificate that the other side does not take, or no version and cipher in common.</summary>
    TlsFailed,

    /// <summary>The server has as many clients as its maxclients lets it have.</summary>
    MaxClients,

    /// <summary>The server wants a password and got none (NOAUTH).</summary>
    AuthRequired,

    /// <summary>The server does not take this user and password, or does not let the user do this (WRONGPASS, NOPERM), or has neither and takes no clients from elsewhere (DENIED).</summary>
    AuthFailed,

    /// <summary>Any other error reply, LOADING and MOVED among them.</summary>
    ErrorReply,

    /// <summary>A well-formed reply other than the expected one, or bytes that are no RESP reply.</summary>
    WrongReply,

    /// <summary>No way to the server: no route, or a router or firewall answers for it (EHOSTUNREACH, ENETUNREACH, EPERM and their kin).</summary>
    Unreachable,

    /// <summary>This host has no local port left for the destination (EADDRNOTAVAIL, EADDRINUSE).</summary>
    PortsExhausted,

    /// <summary>This process or this host may not open another file (EMFILE, ENFILE).</summary>
    FileLimit,

    /// <summary>This host has no memory left for sockets (ENOBUFS, ENOMEM).</summary>
    NoMemory,
}
