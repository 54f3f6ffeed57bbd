using System.Runtime.InteropServices;

namespace RedisLoad.Kernel;

/// <summary>Questions to the kernel: the TCP sockets that pass a filter, IPv4 and IPv6 in one walk over its table.</summary>
/// <remarks>
/// It is TCPDIAG_GETSOCK with struct inet_diag_req, as ss asks when it wants both families: SOCK_DIAG_BY_FAMILY takes one family, and two
/// walks cost twice. Numbers are in the byte order of this host. </remarks>
internal static class SockDiagRequest
{
    private const ushort TCPDIAG_GETSOCK = 18;
    private const ushort NLM_F_REQUEST = 1;
    private const ushort NLM_F_DUMP = 0x300;
    private const ushort INET_DIAG_REQ_BYTECODE = 1;

    private const uint Listening = 1u << (int)TcpState.Listen;
    private const uint AllStates = (2u << (int)TcpState.Closing) - 2;

    private const int HeaderSize = 16;
    private const int RequestSize = 60;
    private const int AttributeHeaderSize = 4;
    private const int ExtensionsOffset = HeaderSize + 3;
    private const int StatesOffset = HeaderSize + 52;
    private const int SequenceOffset = 8;

    /// <summary>Asks for the sockets of connections.</summary>
    public static byte[] ForConnections(SocketFilter filter) => Create(filter, AllStates & ~Listening, extensions: 0);

    /// <summary>Asks for listeners, and with each for what it dropped: a table of its own, and short.</summary>
    public static byte[] ForListeners(SocketFilter filter) =>
        Create(filter, Listening, extensions: 1 << (SockDiagAnswer.INET_DIAG_SKMEMINFO - 1));

    private static byte[] Create(SocketFilter filter, uint states, byte extensions)
    {
        byte[] program = SockDiagProgram.Of(filter);
        byte[] request = new byte[HeaderSize + RequestSize + AttributeHeaderSize + program.Length];
        Write(request, 0, (uint)request.Length);
        Write(request, 4, TCPDIAG_GETSOCK);
        Write(request, 6, (ushort)(NLM_F_REQUEST | NLM_F_DUMP));
        Write(request, ExtensionsOffset, extensions);
        Write(request, StatesOffset, states);
        Write(request, HeaderSize + RequestSize, (ushort)(AttributeHeaderSize + program.Length));
        Write(request, HeaderSize + RequestSize + 2, INET_DIAG_REQ_BYTECODE);
        program.CopyTo(request, HeaderSize + RequestSize + AttributeHeaderSize);
        return request;
    }

    /// <summary>Numbers the question; the answers carry its number.</summary>
    public static void SetSequence(byte[] request, uint sequence) => Write(request, SequenceOffset, sequence);

    private static void Write<T>(byte[] request, int offset, T value)
        where T : unmanaged => MemoryMarshal.Write(request.AsSpan(offset), in value);
}
