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
