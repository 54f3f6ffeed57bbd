using System.Net.Sockets;

namespace RedisLoad.Failures;

/// <summary>What an error of a .NET socket says about the connection: the same as its error number, where there is one.</summary>
internal static class SocketErrorFailure
{
    /// <summary>The kind of failure behind an error.</summary>
    /// <param name="error">The error.</param>
    /// <param name="connected">Whether the connection had been established: a time-out means another thing then.</param>
    /// <param name="isUnix">Whether the socket is one in the file system, where an address that is not there is nobody who listens.</param>
    /// <returns>The kind; <see cref="FailureKind.None"/> where it is none that a connection can meet with: a mistake of ours.</returns>
    public static FailureKind Classify(SocketError error, bool connected, bool isUnix = false) => error switch
    {
        SocketError.ConnectionRefused => FailureKind.Refused,
        SocketError.AddressNotAvailable or SocketError.WouldBlock when isUnix && !connected => FailureKind.Refused,
        SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted or SocketError.Disconnecting => FailureKind.Reset,
        SocketError.TimedOut => connected ? FailureKind.ReplyTimeout : FailureKind.ConnectTimeout,
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown or SocketError.AccessDenied => FailureKind.Unreachable,
        SocketError.ProtocolOption or SocketError.OperationNotSupported or SocketError.AddressFamilyNotSupported => FailureKind.Unreachable,
        SocketError.InvalidArgument when !connected => FailureKind.Unreachable,
        SocketError.AddressNotAvailable or SocketError.AddressAlreadyInUse => FailureKind.PortsExhausted,
        SocketError.TooManyOpenSockets => FailureKind.FileLimit,
        SocketError.NoBufferSpaceAvailable => FailureKind.NoMemory,
        _ => FailureKind.None,
    };
}
