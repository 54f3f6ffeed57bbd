using System.Runtime.InteropServices;

namespace RedisLoad.Interop;

/// <summary>Netlink sockets of the family that tells about sockets: man 7 sock_diag.</summary>
internal static unsafe partial class Libc
{
    private const int AF_NETLINK = 16;
    private const int SOCK_RAW = 3;
    private const int NETLINK_SOCK_DIAG = 4;
    private const int MSG_TRUNC = 0x20;

    /// <summary>Opens a socket that answers for the network namespace of the calling thread, for as long as it is open.</summary>
    /// <exception cref="LinuxException">Netlink is not there, or forbidden.</exception>
    public static DescriptorHandle OpenSockDiag() =>
        new(LinuxException.Check(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG), "socket(AF_NETLINK)"));

    /// <summary>Reads one datagram.</summary>
    /// <returns>Its length, more than the buffer's when it was cut off, or the negated error number.</returns>
    public static int ReceiveDatagram(int fd, Span<byte> buffer)
    {
        fixed (byte* pointer = buffer)
        {
            nint received = recv(fd, pointer, (nuint)buffer.Length, MSG_TRUNC);
            return received >= 0 ? (int)received : -Marshal.GetLastPInvokeError();
        }
    }
}
