using RedisLoad.Interop;

namespace RedisLoad.Kernel;

/// <summary>Asks the kernel by netlink. It walks its table, evaluates the filter, and tells only of what passes; nothing is kept of a
/// socket.</summary>
internal sealed class SockDiagSource : ISocketSource
{
    /// <summary>More than the kernel puts into one datagram, 32 KB.</summary>
    private const int BufferSize = 64 * 1024;

    private const int Attempts = 3;

    private readonly DescriptorHandle _socket = Libc.OpenSockDiag();
    private readonly byte[][] _requests;
    private readonly byte[] _buffer = new byte[BufferSize];
    private uint _sequence;

    /// <summary>Opens the socket in the network namespace of the calling thread; it may be used from any.</summary>
    /// <exception cref="LinuxException">Netlink is not there, or forbidden.</exception>
    public SockDiagSource(SocketFilter filter) =>
        _requests = filter.HasServers
            ? [SockDiagRequest.ForConnections(filter), SockDiagRequest.ForListeners(filter)]
            : [SockDiagRequest.ForConnections(filter)];

    public void Count(SocketTally tally)
    {
        for (int attempt = 1; ; attempt++)
        {
            tally.Clear();
            bool wasInterrupted = false;
            foreach (byte[] request in _requests)
                wasInterrupted |= Count(request, tally);
            if (!wasInterrupted || attempt == Attempts)
                return;
        }
    }

    public void Dispose() => _socket.Dispose();

    private bool Count(byte[] request, SocketTally tally)
    {
        int fd = (int)_socket.DangerousGetHandle();
        SockDiagRequest.SetSequence(request, ++_sequence);
        Check(Libc.Send(fd, request), "send(NETLINK_SOCK_DIAG)");
        var answer = new SockDiagAnswer(tally, _sequence);
        while (true)
        {
            int received = Libc.ReceiveDatagram(fd, _buffer);
            if (received == -Errno.EINTR)
                continue;
            Check(received, "recv(NETLINK_SOCK_DIAG)");
            if (received > _buffer.Length)
                throw new InvalidDataException($"The kernel's reply about sockets is truncated: {received} bytes in one datagram.");
            switch (answer.Read(_buffer.AsSpan(0, received)))
            {
                case SockDiagProgress.Complete:
                    return answer.WasInterrupted;
                case SockDiagProgress.Refused:
                    throw new LinuxException("NETLINK_SOCK_DIAG", answer.Errno);
                case SockDiagProgress.Malformed:
                    throw new InvalidDataException("The kernel's reply about sockets cannot be read.");
            }
        }
    }

    private static void Check(int result, string call)
    {
        if (result < 0)
            throw new LinuxException(call, -result);
    }
}
