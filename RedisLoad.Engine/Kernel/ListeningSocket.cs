using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace RedisLoad.Kernel;

/// <summary>A TCP socket that listens.</summary>
/// <param name="Address">Where; 0.0.0.0 or :: for every address.</param>
/// <param name="Port">The port.</param>
/// <param name="Inode">What tells the socket among the files of a process.</param>
internal readonly record struct ListeningSocket(IPAddress Address, int Port, ulong Inode)
{
    private const string Listening = "0A";
    private const int InodeField = 9;
    private const int HexDigitsOfWord = 8;

    /// <summary>Those of this network namespace.</summary>
    public static IEnumerable<ListeningSocket> Here() =>
        ((string[])["/proc/thread-self/net/tcp", "/proc/thread-self/net/tcp6"]).Where(File.Exists).SelectMany(
            file => Of(File.ReadAllText(file)));

    /// <summary>Reads the text of /proc/net/tcp or tcp6, and passes over what it does not understand.</summary>
    public static IEnumerable<ListeningSocket> Of(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            // sl, local_address, rem_address, st
            string[] fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length <= InodeField || fields[3] != Listening)
                continue;
            string[] local = fields[1].Split(':');
            if (local.Length == 2
                && TryReadAddress(local[0]) is { } address
                && int.TryParse(local[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int port)
                && ulong.TryParse(fields[InodeField], NumberStyles.None, CultureInfo.InvariantCulture, out ulong inode))
            {
                yield return new ListeningSocket(address, port, inode);
            }
        }
    }

    /// <summary>The socket that a connection to an address and port of this host reaches; null where nothing listens.</summary>
    public static ListeningSocket? At(IEnumerable<ListeningSocket> sockets, IPAddress address, int port)
    {
        IPAddress[] order = [address, address.MapToIPv6(), address.GetAddressBytes().Length == 4 ? IPAddress.Any : IPAddress.IPv6Any,
            IPAddress.IPv6Any];
        return order
            .SelectMany(bound => sockets.Where(socket => socket.Port == port && socket.Address.Equals(bound)))
            .Select(socket => (ListeningSocket?)socket)
            .FirstOrDefault();
    }

    /// <summary>The inode of the Unix socket that listens at a path; null where none does.</summary>
    public static ulong? InodeOfPath(string path)
    {
        const string Accepts = "00010000";
        try
        {
            // Num, RefCount, Protocol, Flags, Type, St, Inode, Path
            return File.ReadLines("/proc/thread-self/net/unix")
                .Select(line => line.Split(' ', 8, StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => fields.Length == 8 && fields[3] == Accepts && fields[7] == path)
                .Select(fields => (ulong?)ulong.Parse(fields[6], CultureInfo.InvariantCulture))
                .FirstOrDefault();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Words of four bytes, each in the byte order of this host.</summary>
    private static IPAddress? TryReadAddress(string digits)
    {
        if (digits.Length is not (HexDigitsOfWord or 4 * HexDigitsOfWord))
            return null;
        byte[] bytes = new byte[digits.Length / 2];
        for (int word = 0; word < digits.Length / HexDigitsOfWord; word++)
        {
            if (!uint.TryParse(digits.AsSpan(word * HexDigitsOfWord, HexDigitsOfWord), NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture, out uint value))
                return null;
            MemoryMarshal.Write(bytes.AsSpan(word * sizeof(uint)), in value);
        }
        return new IPAddress(bytes);
    }
}

/// <summary>A listening socket.</summary>
/// <param name="Queue">Connections that wait to be accepted.</param>
/// <param name="QueueLimit">How many may wait: from one more on, the kernel takes no connection; null where it does not say.</param>
/// <param name="Inode">What tells the socket among the files of a process.</param>
/// <param name="Drops">Connections that it did not take since it listens; null where the kernel does not say.</param>
internal readonly record struct Listener(long Queue, long? QueueLimit, ulong Inode, ulong? Drops)
{
    public bool IsFullerThan(Listener other)
    {
        double share = Share;
        double others = other.Share;
        return share > others || (share == others && QueueLimit < other.QueueLimit);
    }

    private double Share => Queue / (QueueLimit + 1.0 ?? double.MaxValue);
}
