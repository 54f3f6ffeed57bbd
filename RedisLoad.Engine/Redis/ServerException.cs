namespace RedisLoad.Redis;

/// <summary>Why a server cannot be loaded.</summary>
public enum ServerProblem
{
    /// <summary>The name does not resolve to an address.</summary>
    HostNotFound,

    /// <summary>Nobody listens at the port.</summary>
    ConnectionRefused,

    /// <summary>The connection was not established in time.</summary>
    ConnectionTimedOut,

    /// <summary>There is no way to the address, or this host forbids it.</summary>
    HostUnreachable,

    /// <summary>The accept queue of the server's Unix socket is full.</summary>
    AcceptQueueFull,

    /// <summary>Somebody listens and does not speak the Redis protocol, or hangs up.</summary>
    NotRedis,

    /// <summary>The server did not answer in time.</summary>
    NoReply,

    /// <summary>The server speaks plain text, and was to speak TLS.</summary>
    NotTls,

    /// <summary>The TLS handshake failed, for a reason of none of the kinds below.</summary>
    TlsHandshakeFailed,

    /// <summary>The server's certificate is signed by an authority that is not trusted.</summary>
    CertificateUntrusted,

    /// <summary>The server's certificate is signed by itself, and not trusted.</summary>
    CertificateSelfSigned,

    /// <summary>The server's certificate has expired.</summary>
    CertificateExpired,

    /// <summary>The server's certificate is not valid yet.</summary>
    CertificateNotYetValid,

    /// <summary>The server's certificate is for another name.</summary>
    CertificateNameMismatch,

    /// <summary>The server wants a certificate of its clients.</summary>
    ClientCertificateRequired,

    /// <summary>The server does not take the client's certificate.</summary>
    ClientCertificateRefused,

    /// <summary>The server wants a user and password.</summary>
    AuthenticationRequired,

    /// <summary>The server does not take the user and password.</summary>
    AuthenticationFailed,

    /// <summary>The user may not run one of the commands.</summary>
    PermissionDenied,

    /// <summary>The server has no password, and was given one.</summary>
    PasswordNotSet,

    /// <summary>The server has no password, and takes clients of its own host alone.</summary>
    ProtectedMode,

    /// <summary>The server is loading its data set.</summary>
    ServerLoading,

    /// <summary>The server is a node of a cluster, and the key lives on another one.</summary>
    ClusterMoved,

    /// <summary>The server is a node of a cluster that does not serve.</summary>
    ClusterDown,

    /// <summary>The server is no node of a cluster, and was to be one.</summary>
    NotACluster,

    /// <summary>No sentinel watches a master of the name.</summary>
    MasterUnknown,

    /// <summary>The server is a replica and takes no writes.</summary>
    ReadOnlyReplica,

    /// <summary>The server has as many clients as it takes.</summary>
    MaxClientsReached,

    /// <summary>The server, or a proxy before it, does not have one of the commands.</summary>
    CommandRefused,

    /// <summary>The server answered a command with another error.</summary>
    ErrorReply,

    /// <summary>The server answered a command with a reply of another kind than expected.</summary>
    UnexpectedReply,
}

/// <summary>The server cannot be loaded, found out before the load began.</summary>
/// <param name="problem">Why.</param>
/// <param name="message">The same in words, with the way out.</param>
public sealed class ServerException(ServerProblem problem, string message) : Exception(message)
{
    /// <summary>Why the server cannot be loaded.</summary>
    public ServerProblem Problem { get; } = problem;

    /// <summary>Whether the server answered with an error, because the user may not ask, or the command was renamed: it may well answer
    /// other questions.</summary>
    public bool IsRefusal => Problem is ServerProblem.PermissionDenied or ServerProblem.CommandRefused or ServerProblem.ErrorReply;
}
