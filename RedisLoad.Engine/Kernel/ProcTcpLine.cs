using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;

namespace RedisLoad.Kernel;

/// <summary>A line of /proc/net/tcp or tcp6: one socket.</summary>
internal static class ProcTcpLine
{
    private const int LocalField = 1;
    private const int RemoteField = 2;
    private const int StateField = 3;
    private const int QueuesField = 4;
    private const int InodeField = 9;

    private static readonly byte[] s_mappedPrefix = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF];

    /// <summary>Counts the socket of a line if it passes the filter. A line that is none, or is cut off, is passed over.</summary>
    public static void Count(ReadOnlySpan<byte> line, SocketTally tally)
    {
        Span<byte> path = stackalloc byte[2 * 16 + sizeof(ushort)];
        Span<byte> local = path[..16];
        Span<byte> remote = path.Slice(16, 16);
        if (!TryReadEnd(Field(line, LocalField), local, out ushort localPort)
            || !TryReadEnd(Field(line, RemoteField), remote, out ushort remotePort)
            || !TryReadHex(Field(line, StateField), out uint state)
            || !Utf8Parser.TryParse(Field(line, InodeField), out ulong inode, out _)
            || !tally.Filter.Matches(localPort, remotePort, remote))
        {
            return;
        }

        if (state == (uint)TcpState.Listen)
        {
            ReadOnlySpan<byte> queues = Field(line, QueuesField);
            if (TryReadHex(queues[(queues.IndexOf((byte)':') + 1)..], out uint waiting))
                tally.AddListener(new Listener(waiting, QueueLimit: null, inode, Drops: null));
            return;
        }
        BinaryPrimitives.WriteUInt16BigEndian(path[32..], remotePort);
        tally.AddConnection((TcpState)state, remotePort, path);
    }

    /// <summary>Reads ADDRESS:PORT, the address in words of four bytes in the byte order of this host; one of IPv4 is mapped into
    /// IPv6.</summary>
    private static bool TryReadEnd(ReadOnlySpan<byte> text, Span<byte> address, out ushort port)
    {
        port = 0;
        int addressLength = text.IndexOf((byte)':') / 2;
        if (addressLength is not (4 or 16) || !TryReadHex(text[(2 * addressLength + 1)..], out uint number) || number > ushort.MaxValue)
            return false;
        port = (ushort)number;
        s_mappedPrefix.CopyTo(address);
        address = address[^addressLength..];
        for (int at = 0; at < addressLength; at += sizeof(uint))
        {
            if (!TryReadHex(text.Slice(2 * at, 2 * sizeof(uint)), out uint word))
                return false;
            MemoryMarshal.Write(address[at..], in word);
        }
        return true;
    }

    private static bool TryReadHex(ReadOnlySpan<byte> text, out uint value) =>
        uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> line, int index)
    {
        for (; ; index--)
        {
            line = line.TrimStart((byte)' ');
            int end = line.IndexOf((byte)' ');
            if (index == 0)
                return end < 0 ? line : line[..end];
            if (end < 0)
                return default;
            line = line[end..];
        }
    }
}
