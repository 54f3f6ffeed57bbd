using System.Net.Sockets;
using System.Security.Authentication;
using RedisLoad.Failures;

namespace RedisLoad.Transport.Portable;

/// <summary>What an exception of a .NET socket or stream says about the connection.</summary>
internal static class ConnectionFailure
{
    /// <summary>The kind of failure behind an exception.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="isTalking">Whether the connection was established, with its TLS handshake.</param>
    /// <param name="isUnix">Whether the socket is one in the file system.</param>
    /// <returns>The kind; <see cref="FailureKind.None"/> where it is none that a connection can meet with: a mistake of ours.</returns>
    public static FailureKind Classify(Exception exception, bool isTalking, bool isUnix = false) => exception switch
    {
        OperationCanceledException => isTalking ? FailureKind.ReplyTimeout : FailureKind.ConnectTimeout,
        SocketException socket => SocketErrorFailure.Classify(socket.SocketErrorCode, isTalking, isUnix),
        AuthenticationException => FailureKind.TlsFailed,
        IOException { InnerException: SocketException socket } => SocketErrorFailure.Classify(socket.SocketErrorCode, isTalking, isUnix),
        // In the middle of what TLS has to say.
        IOException { InnerException: null } => FailureKind.ClosedByServer,
        // From TLS 1.3 on, a server that does not take the client's certificate says so after the client's part of the handshake.
        IOException => FailureKind.TlsFailed,
        _ => FailureKind.None,
    };
}
