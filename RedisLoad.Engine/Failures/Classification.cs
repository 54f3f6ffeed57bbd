using RedisLoad.Interop;

namespace RedisLoad.Failures;

/// <summary>What an error number of a socket call says about the connection.</summary>
internal static class ErrnoFailure
{
    /// <summary>The kind of failure behind an error number.</summary>
    /// <param name="call">The call that gave it.</param>
    /// <param name="errno">The error number.</param>
    /// <param name="connected">Whether the connection had been established: ETIMEDOUT means another thing then.</param>
    /// <exception cref="LinuxException">The number is none that a connection can meet with: a mistake of ours.</exception>
    public static FailureKind Classify(string call, int errno, bool connected) => errno switch
    {
        Errno.ECONNREFUSED => FailureKind.Refused,
        // Of a Unix socket: nobody has made it, or its accept queue is full, which TCP would not tell.
        Errno.ENOENT or Errno.ENOTDIR when !connected => FailureKind.Refused,
        Errno.EAGAIN when !connected => FailureKind.AcceptQueueFull,
        Errno.ECONNRESET or Errno.EPIPE or Errno.ECONNABORTED => FailureKind.Reset,
        Errno.ETIMEDOUT => connected ? FailureKind.ReplyTimeout : FailureKind.ConnectTimeout,
        Errno.EHOSTUNREACH or Errno.ENETUNREACH or Errno.EHOSTDOWN or Errno.ENETDOWN or Errno.EPERM or Errno.EACCES =>
            FailureKind.Unreachable,
        // What a router's or a firewall's ICMP answer becomes (icmp_err_convert of the kernel), and an address family that is off.
        Errno.ENONET or Errno.ENOPROTOOPT or Errno.EPROTO or Errno.EOPNOTSUPP or Errno.EAFNOSUPPORT => FailureKind.Unreachable,
        // A blackhole route, or a link-local address without its link; of another call it would be a mistake of ours.
        Errno.EINVAL when !connected => FailureKind.Unreachable,
        Errno.EADDRNOTAVAIL or Errno.EADDRINUSE => FailureKind.PortsExhausted,
        Errno.EMFILE or Errno.ENFILE => FailureKind.FileLimit,
        Errno.ENOBUFS or Errno.ENOMEM => FailureKind.NoMemory,
        _ => throw new LinuxException(call, errno),
    };
}

/// <summary>What the text of an error reply says about the connection.</summary>
internal static class ErrorReplyFailure
{
    /// <summary>The kind of failure behind an error reply.</summary>
    /// <param name="text">The reply's text, or its beginning, without the leading <c>-</c>.</param>
    public static FailureKind Classify(ReadOnlySpan<byte> text) => text switch
    {
        _ when text.StartsWith("ERR max number of clients"u8) => FailureKind.MaxClients,
        _ when text.StartsWith("NOAUTH"u8) => FailureKind.AuthRequired,
        _ when text.StartsWith("WRONGPASS"u8) || text.StartsWith("NOPERM"u8) => FailureKind.AuthFailed,
        // Protected mode: a server without a password takes clients from its own loopback addresses alone.
        _ when text.StartsWith("DENIED"u8) => FailureKind.AuthFailed,
        // Servers before Redis 6 know no WRONGPASS; later ones still answer so to a password where none is set.
        _ when text.StartsWith("ERR invalid password"u8) || text.StartsWith("ERR Client sent AUTH"u8) || text.StartsWith("ERR AUTH"u8) =>
            FailureKind.AuthFailed,
        // They know no users either.
        _ when text.StartsWith("ERR wrong number of arguments for 'auth'"u8) => FailureKind.AuthFailed,
        _ => FailureKind.ErrorReply,
    };
}
