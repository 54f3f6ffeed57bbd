using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RedisLoad.Kernel;

/// <summary>How far the answer to one question has come.</summary>
internal enum SockDiagProgress
{
    /// <summary>More is to come.</summary>
    Underway,

    /// <summary>That was all.</summary>
    Complete,

    /// <summary>The kernel refused; <see cref="SockDiagAnswer.Errno"/> says why.</summary>
    Refused,

    /// <summary>It is no answer that makes sense, or was cut off.</summary>
    Malformed,
}

/// <summary>Counts the sockets in a netlink answer as its datagrams come.</summary>
/// <param name="tally">Takes the sockets.</param>
/// <param name="sequence">The number of the question: what answers another one is passed over.</param>
internal struct SockDiagAnswer(SocketTally tally, uint sequence)
{
    /// <summary>The attribute with a socket's memory, and what it dropped.</summary>
    public const ushort INET_DIAG_SKMEMINFO = 7;

    private const int HeaderSize = 16;
    private const int SocketSize = 72;
    private const int PathOffset = 6;
    private const int PathLength = 34;
    private const int AttributeHeaderSize = 4;
    private const int DropsOffset = 8 * sizeof(uint);
    private const ushort NLMSG_ERROR = 2;
    private const ushort NLMSG_DONE = 3;
    private const ushort TCPDIAG_GETSOCK = 18;
    private const ushort SOCK_DIAG_BY_FAMILY = 20;
    private const ushort NLM_F_DUMP_INTR = 0x10;

    /// <summary>Why the kernel refused, as an error number.</summary>
    public int Errno { get; private set; }

    /// <summary>Whether the table changed under the walk, so that sockets may be missing or counted twice.</summary>
    public bool WasInterrupted { get; private set; }

    /// <summary>Counts the sockets of one datagram.</summary>
    public SockDiagProgress Read(ReadOnlySpan<byte> datagram)
    {
        if (datagram.IsEmpty)
            return SockDiagProgress.Malformed;
        while (!datagram.IsEmpty)
        {
            if (datagram.Length < HeaderSize)
                return SockDiagProgress.Malformed;
            uint length = MemoryMarshal.Read<uint>(datagram);
            if (length < HeaderSize || length > (uint)datagram.Length)
                return SockDiagProgress.Malformed;

            SockDiagProgress progress = ReadMessage(datagram[..(int)length]);
            if (progress != SockDiagProgress.Underway)
                return progress;
            datagram = datagram[Math.Min(Align((int)length), datagram.Length)..];
        }
        return SockDiagProgress.Underway;
    }

    private SockDiagProgress ReadMessage(ReadOnlySpan<byte> message)
    {
        if (MemoryMarshal.Read<uint>(message[8..]) != sequence)
            return SockDiagProgress.Underway;
        WasInterrupted |= (MemoryMarshal.Read<ushort>(message[6..]) & NLM_F_DUMP_INTR) != 0;
        ReadOnlySpan<byte> body = message[HeaderSize..];
        switch (MemoryMarshal.Read<ushort>(message[4..]))
        {
            case TCPDIAG_GETSOCK or SOCK_DIAG_BY_FAMILY:
                return ReadSocket(body);
            case NLMSG_DONE:
                // It carries what the walk ended with: 0, or an error.
                return ReadErrno(body) == 0 ? SockDiagProgress.Complete : SockDiagProgress.Refused;
            case NLMSG_ERROR:
                return ReadErrno(body) == 0 ? SockDiagProgress.Malformed : SockDiagProgress.Refused;
            default:
                return SockDiagProgress.Underway;
        }
    }

    private readonly SockDiagProgress ReadSocket(ReadOnlySpan<byte> socket)
    {
        if (socket.Length < SocketSize)
            return SockDiagProgress.Malformed;
        var state = (TcpState)socket[1];
        if (state == TcpState.Listen)
        {
            tally.AddListener(new Listener(
                MemoryMarshal.Read<uint>(socket[56..]), MemoryMarshal.Read<uint>(socket[60..]), MemoryMarshal.Read<uint>(socket[68..]),
                DropsOf(socket[SocketSize..])));
        }
        else
        {
            tally.AddConnection(state, BinaryPrimitives.ReadUInt16BigEndian(socket[PathOffset..]), socket.Slice(PathOffset, PathLength));
        }
        return SockDiagProgress.Underway;
    }

    /// <summary>What a socket dropped so far, out of its attributes; null where they do not say.</summary>
    private static uint? DropsOf(ReadOnlySpan<byte> attributes)
    {
        while (attributes.Length >= AttributeHeaderSize)
        {
            int length = MemoryMarshal.Read<ushort>(attributes);
            if (length < AttributeHeaderSize || length > attributes.Length)
                return null;
            ReadOnlySpan<byte> value = attributes[AttributeHeaderSize..length];
            if (MemoryMarshal.Read<ushort>(attributes[2..]) == INET_DIAG_SKMEMINFO && value.Length >= DropsOffset + sizeof(uint))
                return MemoryMarshal.Read<uint>(value[DropsOffset..]);
            attributes = attributes[Math.Min(Align(length), attributes.Length)..];
        }
        return null;
    }

    private int ReadErrno(ReadOnlySpan<byte> body) => Errno = body.Length < sizeof(int) ? 0 : -MemoryMarshal.Read<int>(body);

    private static int Align(int length) => (length + 3) & ~3;
}
