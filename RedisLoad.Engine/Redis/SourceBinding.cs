using System.Net;
using System.Net.Sockets;

namespace RedisLoad.Redis;

/// <summary>Gives a socket a source address and leaves its port to connect(), so that it takes none away from others.</summary>
internal static class SourceBinding
{
    private const int IPPROTO_IP = 0;
    private const int IP_BIND_ADDRESS_NO_PORT = 24;

    /// <exception cref="SocketException">The address is not one of this host's.</exception>
    public static void Bind(Socket socket, IPAddress source)
    {
        if (OperatingSystem.IsLinux())
            socket.SetRawSocketOption(IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, BitConverter.GetBytes(1));
        socket.Bind(new IPEndPoint(source, 0));
    }
}
