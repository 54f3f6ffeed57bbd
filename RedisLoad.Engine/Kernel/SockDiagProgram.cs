using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace RedisLoad.Kernel;

/// <summary>A filter as the kernel evaluates it on each socket before it tells of it: INET_DIAG_REQ_BYTECODE (linux/inet_diag.h).</summary>
/// <remarks>
/// Every operation goes on to the next one when it holds, and jumps forward when it does not. The end of the program takes the socket,
/// four bytes past it leave it out. The kernel accepts only jumps to where an operation begins that is reached by going on.
/// </remarks>
internal static class SockDiagProgram
{
    private const byte Jump = 1;
    private const byte RemoteHost = 8;
    private const byte LocalPortIs = 11;
    private const byte RemotePortIs = 12;

    private const int OperationSize = 4;
    private const int AF_INET = 2;
    private const int AF_INET6 = 10;

    /// <summary>Translates a filter: one of the ports, and one of the peers if there are any.</summary>
    public static byte[] Of(SocketFilter filter)
    {
        List<byte[]> ports = [];
        foreach (ushort port in filter.Ports)
        {
            if (filter.HasClients)
                ports.Add(PortTest(RemotePortIs, port));
            if (filter.HasServers)
                ports.Add(PortTest(LocalPortIs, port));
        }
        List<byte[]> peers = [.. filter.Peers.Select(PeerTest)];
        if (peers.Count > 0 && filter.HasServers)
            peers.Insert(0, PortTest(RemotePortIs, 0));
        return Link(peers.Count > 0 ? [ports, peers] : [ports]);
    }

    /// <summary>Lays out clauses that must all hold, each of tests of which one must.</summary>
    private static byte[] Link(List<byte[]>[] clauses)
    {
        int length = clauses.Sum(clause => clause.Sum(test => test.Length + OperationSize) + OperationSize);
        byte[] program = new byte[length];
        int at = 0;
        foreach (List<byte[]> clause in clauses)
        {
            int next = at + clause.Sum(test => test.Length + OperationSize) + OperationSize;
            foreach (byte[] test in clause)
            {
                test.CopyTo(program, at);
                WriteOperation(program.AsSpan(at), test[0], test.Length, test.Length + OperationSize);
                at += test.Length;
                WriteOperation(program.AsSpan(at), Jump, OperationSize, next - at);
                at += OperationSize;
            }
            WriteOperation(program.AsSpan(at), Jump, OperationSize, length + OperationSize - at);
            at = next;
        }
        return program;
    }

    /// <summary>struct inet_diag_bc_op, in the byte order of this host.</summary>
    private static void WriteOperation(Span<byte> at, byte code, int yes, int no)
    {
        at[0] = code;
        at[1] = (byte)yes;
        ushort jump = (ushort)no;
        MemoryMarshal.Write(at[2..], in jump);
    }

    /// <summary>The operation, and another one that carries the port where a jump stands otherwise.</summary>
    private static byte[] PortTest(byte code, ushort port)
    {
        byte[] test = new byte[2 * OperationSize];
        test[0] = code;
        MemoryMarshal.Write(test.AsSpan(OperationSize + 2), in port);
        return test;
    }

    /// <summary>The operation and struct inet_diag_hostcond. A condition of IPv4 holds for its addresses mapped into IPv6, too.</summary>
    private static byte[] PeerTest(IPAddress peer)
    {
        byte[] address = peer.GetAddressBytes();
        byte[] test = new byte[OperationSize + 8 + address.Length];
        test[0] = RemoteHost;
        test[4] = peer.AddressFamily == AddressFamily.InterNetworkV6 ? (byte)AF_INET6 : (byte)AF_INET;
        test[5] = (byte)(8 * address.Length);
        const int AnyPort = -1;
        BinaryPrimitives.WriteInt32LittleEndian(test.AsSpan(8), AnyPort);
        address.CopyTo(test, 12);
        return test;
    }
}
