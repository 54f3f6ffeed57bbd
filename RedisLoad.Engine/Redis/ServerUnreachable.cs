using System.Net;
using System.Net.Sockets;

namespace RedisLoad.Redis;

/// <summary>Why a server cannot be reached, in words.</summary>
internal static class ServerUnreachable
{
    /// <summary>Whether a problem is one of connecting: another address of the server may do better.</summary>
    public static bool IsProblem(ServerProblem problem) => problem is ServerProblem.ConnectionRefused
        or ServerProblem.ConnectionTimedOut or ServerProblem.HostUnreachable or ServerProblem.AcceptQueueFull;

    public static ServerException TimedOut(ServerAddress server, TimeSpan timeout) => new(
        ServerProblem.ConnectionTimedOut,
        $"{server.Name} cannot be reached: it did not accept a connection within {timeout.TotalSeconds} s. A firewall may drop the packets. Check the host and port, or use a longer timeout.");

    /// <summary>Says what an error of connecting means.</summary>
    public static ServerException Explain(ServerAddress server, SocketException exception, TimeSpan timeout)
    {
        bool isUnix = server.EndPoint is UnixDomainSocketEndPoint;
        bool lacksZone = server.EndPoint is IPEndPoint { Address: { IsIPv6LinkLocal: true, ScopeId: 0 } };
        return exception.SocketErrorCode switch
        {
            // Of a Unix socket, "no such file" becomes this.
            SocketError.ConnectionRefused or SocketError.AddressNotAvailable when isUnix => new(
                ServerProblem.ConnectionRefused,
                $"{server.Name} cannot be reached: nothing is listening on this socket. Check the path, and that the server is running and has this unixsocket."),
            SocketError.WouldBlock when isUnix => new(
                ServerProblem.AcceptQueueFull,
                $"{server.Name} cannot be reached: its accept queue is full. The server is stopped, or accepts connections more slowly than clients connect; raise its tcp-backlog and net.core.somaxconn."),
            SocketError.ConnectionRefused => new(
                ServerProblem.ConnectionRefused,
                $"{server.Name} cannot be reached: nothing is listening there (connection refused). Check the host and port, and that the server is running."),
            SocketError.TimedOut => TimedOut(server, timeout),
            SocketError.InvalidArgument when lacksZone => new(
                ServerProblem.HostUnreachable,
                $"{server.Name} cannot be reached: a link-local address requires its network interface, as in [fe80::1%eth0]:6379."),
            SocketError.AccessDenied => new(
                ServerProblem.HostUnreachable,
                isUnix
                    ? $"{server.Name} cannot be reached: this user is not permitted to use the socket. Check its permissions (unixsocketperm)."
                    : $"{server.Name} cannot be reached: this host does not permit it. Check its firewall."),
            _ =>
                new(
                    ServerProblem.HostUnreachable,
                    $"{server.Name} cannot be reached: {exception.Message.ToLowerInvariant()}. Check the host, and the route to it."),
        };
    }
}
