using System.Net;
using System.Net.Sockets;
using RedisLoad.Session;

namespace RedisLoad.Transport.Portable;

/// <summary>Opens .NET sockets as the plan wants them, from the source addresses in turn.</summary>
internal static class SocketFactory
{
    private const int IPPROTO_IP = 0;
    private const int IP_BIND_ADDRESS_NO_PORT = 24;

    /// <param name="settings">How sockets are set up.</param>
    /// <param name="close">How connections end.</param>
    /// <param name="addressFamily">The address family of the server.</param>
    /// <param name="turn">Which connection it is: the source addresses are used in turn.</param>
    /// <exception cref="SocketException">No descriptor is left, or the source address cannot be had.</exception>
    public static Socket Open(SocketSettings settings, CloseMode close, AddressFamily addressFamily, long turn)
    {
        bool isUnix = addressFamily == AddressFamily.Unix;
        var socket = new Socket(addressFamily, SocketType.Stream, isUnix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        try
        {
            if (!isUnix)
                SetUp(socket, settings, close, turn);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void SetUp(Socket socket, SocketSettings settings, CloseMode close, long turn)
    {
        if (close == CloseMode.Reset)
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.NoDelay = settings.NoDelay;
        if (settings.KeepAlive is { } period)
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)period.TotalSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, (int)period.TotalSeconds);
        }
        if (settings.SendBufferSize is { } sendBuffer)
            socket.SendBufferSize = sendBuffer;
        if (settings.ReceiveBufferSize is { } receiveBuffer)
            socket.ReceiveBufferSize = receiveBuffer;
        if (settings.Sources.IsEmpty)
            return;
        if (OperatingSystem.IsLinux())
            socket.SetRawSocketOption(IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, BitConverter.GetBytes(1));
        socket.Bind(new IPEndPoint(settings.Sources[(int)((ulong)turn % (ulong)settings.Sources.Length)], 0));
    }
}
