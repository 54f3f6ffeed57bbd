using System.Net;
using System.Runtime.InteropServices;

namespace RedisLoad.Interop;

/// <summary>Sockets. Calls on the hot path answer as the kernel does: a count, or the negated error number.</summary>
/// <remarks>Descriptors are plain integers here: a worker holds thousands of them in one table and closes them with it.</remarks>
internal static unsafe partial class Libc
{
    private const int AF_UNSPEC = 0;
    private const int SOCK_STREAM = 1;
    private const int SOCK_NONBLOCK = 0x800;
    private const int SOCK_CLOEXEC = 0x80000;
    private const int SOL_SOCKET = 1;
    private const int SO_REUSEADDR = 2;
    private const int SO_ERROR = 4;
    private const int SO_SNDBUF = 7;
    private const int SO_RCVBUF = 8;
    private const int SO_KEEPALIVE = 9;
    private const int SO_LINGER = 13;
    private const int IPPROTO_IP = 0;
    private const int IP_BIND_ADDRESS_NO_PORT = 24;
    private const int IPPROTO_TCP = 6;
    private const int TCP_NODELAY = 1;
    private const int TCP_KEEPIDLE = 4;
    private const int TCP_KEEPINTVL = 5;
    private const int MSG_NOSIGNAL = 0x4000;

    /// <summary>Opens a non-blocking stream socket.</summary>
    /// <returns>The descriptor, or the negated error number.</returns>
    public static int OpenStreamSocket(int addressFamily)
    {
        int fd = socket(addressFamily, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        return fd >= 0 ? fd : -Marshal.GetLastPInvokeError();
    }

    /// <summary>Makes close() send a reset and leave no TIME_WAIT: SO_LINGER with 0 s.</summary>
    public static void SetResetOnClose(int fd)
    {
        int* linger = stackalloc int[2] { 1, 0 };
        LinuxException.Check(setsockopt(fd, SOL_SOCKET, SO_LINGER, linger, 2 * sizeof(int)), "setsockopt(SO_LINGER)");
    }

    public static void SetNoDelay(int fd) => SetInt32(fd, IPPROTO_TCP, TCP_NODELAY, 1, "setsockopt(TCP_NODELAY)");

    /// <summary>Turns TCP keepalive on.</summary>
    /// <param name="fd">The socket.</param>
    /// <param name="seconds">The idle time before the first probe, and between probes.</param>
    public static void SetKeepAlive(int fd, int seconds)
    {
        SetInt32(fd, SOL_SOCKET, SO_KEEPALIVE, 1, "setsockopt(SO_KEEPALIVE)");
        SetInt32(fd, IPPROTO_TCP, TCP_KEEPIDLE, seconds, "setsockopt(TCP_KEEPIDLE)");
        SetInt32(fd, IPPROTO_TCP, TCP_KEEPINTVL, seconds, "setsockopt(TCP_KEEPINTVL)");
    }

    /// <summary>Sets the send buffer. The kernel doubles the value, and caps it at net.core.wmem_max: socket(7).</summary>
    public static void SetSendBuffer(int fd, int bytes) => SetInt32(fd, SOL_SOCKET, SO_SNDBUF, bytes, "setsockopt(SO_SNDBUF)");

    /// <summary>Sets the receive buffer. The kernel doubles the value, and caps it at net.core.rmem_max: socket(7).</summary>
    public static void SetReceiveBuffer(int fd, int bytes) => SetInt32(fd, SOL_SOCKET, SO_RCVBUF, bytes, "setsockopt(SO_RCVBUF)");

    /// <summary>Lets bind() take an address alone, and connect() choose the port: then a port is taken only as often as there are
    /// destinations. Linux 4.2 and later.</summary>
    public static void SetBindAddressNoPort(int fd) =>
        SetInt32(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1, "setsockopt(IP_BIND_ADDRESS_NO_PORT)");

    /// <summary>Binds a socket to a local address.</summary>
    /// <returns>0, or the negated error number.</returns>
    public static int Bind(int fd, ReadOnlySpan<byte> address)
    {
        fixed (byte* pointer = address)
            return bind(fd, pointer, (uint)address.Length) == 0 ? 0 : -Marshal.GetLastPInvokeError();
    }

    /// <summary>Starts to connect.</summary>
    /// <returns>0 when connected at once, or the negated error number; <c>-EINPROGRESS</c> is the usual one.</returns>
    public static int Connect(int fd, ReadOnlySpan<byte> address)
    {
        fixed (byte* pointer = address)
            return connect(fd, pointer, (uint)address.Length) == 0 ? 0 : -Marshal.GetLastPInvokeError();
    }

    /// <summary>Resets the socket's connection and leaves the socket ready to connect again: connect(AF_UNSPEC).</summary>
    /// <remarks>See connect(2). On an established connection Linux sends RST, as a close with SO_LINGER 0 does.</remarks>
    /// <returns>0, or the negated error number.</returns>
    public static int Disconnect(int fd)
    {
        ulong* nowhere = stackalloc ulong[2] { AF_UNSPEC, 0 };
        return connect(fd, (byte*)nowhere, 2 * sizeof(ulong)) == 0 ? 0 : -Marshal.GetLastPInvokeError();
    }

    /// <returns>The number of bytes taken, or the negated error number.</returns>
    public static int Send(int fd, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* pointer = bytes)
        {
            nint sent = send(fd, pointer, (nuint)bytes.Length, MSG_NOSIGNAL);
            return sent >= 0 ? (int)sent : -Marshal.GetLastPInvokeError();
        }
    }

    /// <returns>The number of bytes read, 0 at the peer's orderly close, or the negated error number.</returns>
    public static int Receive(int fd, Span<byte> buffer)
    {
        fixed (byte* pointer = buffer)
        {
            nint received = recv(fd, pointer, (nuint)buffer.Length, 0);
            return received >= 0 ? (int)received : -Marshal.GetLastPInvokeError();
        }
    }

    /// <summary>Takes the pending error off the socket (SO_ERROR).</summary>
    /// <returns>The error number, 0 for none.</returns>
    public static int TakeError(int fd)
    {
        int error = 0;
        uint length = sizeof(int);
        LinuxException.Check(getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length), "getsockopt(SO_ERROR)");
        return error;
    }

    /// <summary>What a socket is ready for now, in epoll's flags; 0 for nothing.</summary>
    public static uint Poll(int fd, uint interest)
    {
        // struct pollfd: the descriptor, what is asked for, what is there.
        ulong entry = (uint)fd | ((ulong)(ushort)interest << 32);
        return poll(&entry, 1, 0) > 0 ? (uint)(entry >> 48) : 0;
    }

    /// <summary>Opens a non-blocking listening socket.</summary>
    /// <exception cref="LinuxException">The address cannot be had.</exception>
    public static int OpenListener(IPEndPoint endPoint, int backlog)
    {
        int fd = LinuxException.Check(
            socket(AddressFamilyOf(endPoint), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket");
        try
        {
            SetInt32(fd, SOL_SOCKET, SO_REUSEADDR, 1, "setsockopt(SO_REUSEADDR)");
            byte[] address = SocketAddressOf(endPoint);
            fixed (byte* pointer = address)
                LinuxException.Check(bind(fd, pointer, (uint)address.Length), "bind");
            LinuxException.Check(listen(fd, backlog), "listen");
            return fd;
        }
        catch
        {
            Close(fd);
            throw;
        }
    }

    /// <summary>The port a socket is bound to.</summary>
    public static int LocalPort(int fd)
    {
        byte* address = stackalloc byte[SocketAddress.GetMaximumAddressSize(System.Net.Sockets.AddressFamily.InterNetworkV6)];
        uint length = (uint)SocketAddress.GetMaximumAddressSize(System.Net.Sockets.AddressFamily.InterNetworkV6);
        LinuxException.Check(getsockname(fd, address, &length), "getsockname");
        return (address[2] << 8) | address[3];
    }

    /// <returns>The descriptor of the next connection, or the negated error number.</returns>
    public static int Accept(int listener)
    {
        int fd = accept4(listener, null, null, SOCK_NONBLOCK | SOCK_CLOEXEC);
        return fd >= 0 ? fd : -Marshal.GetLastPInvokeError();
    }

    /// <summary>The address in the form the kernel takes: sockaddr_in, sockaddr_in6 or sockaddr_un.</summary>
    public static byte[] SocketAddressOf(EndPoint endPoint)
    {
        SocketAddress address = endPoint.Serialize();
        return address.Buffer[..address.Size].ToArray();
    }

    /// <summary>AF_UNIX, AF_INET or AF_INET6, as Linux numbers them (.NET numbers the last differently).</summary>
    public static int AddressFamilyOf(EndPoint endPoint) => endPoint.AddressFamily switch
    {
        System.Net.Sockets.AddressFamily.Unix => 1,
        System.Net.Sockets.AddressFamily.InterNetworkV6 => 10,
        _ => 2,
    };

    /// <summary>Closes a descriptor. Linux frees it even when close() reports an error, so there is nothing to act on.</summary>
    public static void Close(int fd) => _ = close(fd);

    private static void SetInt32(int fd, int level, int name, int value, string call) =>
        LinuxException.Check(setsockopt(fd, level, name, &value, sizeof(int)), call);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socket(int domain, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int connect(int fd, byte* address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int bind(int fd, byte* address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int listen(int fd, int backlog);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int accept4(int fd, byte* address, uint* length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getsockname(int fd, byte* address, uint* length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(int fd, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(int fd, byte* buffer, nuint length, int flags);

    [LibraryImport("libc")]
    private static partial int poll(ulong* entries, nuint count, int timeout);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setsockopt(int fd, int level, int name, void* value, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getsockopt(int fd, int level, int name, void* value, uint* length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int fd);
}
