using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RedisLoad.Parameters;

namespace RedisLoad.Plan;

/// <summary>Reads source addresses: single ones, and networks that stand for each of their addresses.</summary>
internal static class SourceAddressList
{
    /// <summary>The most addresses: each has 28,000 ports or more, and 8,000 connections a second with a TIME_WAIT of 60 s need
    /// 18.</summary>
    public const int MaxCount = 4096;

    /// <summary>The addresses, which are read when they are first asked for, once for all copies of a plan.</summary>
    public static Lazy<ImmutableArray<IPAddress>> ReadOnce(ImmutableArray<string> entries) => new(() => Parse(entries));

    /// <summary>The addresses, in their order.</summary>
    /// <exception cref="PlanException">An entry is neither an address nor a network, or there are too many.</exception>
    public static ImmutableArray<IPAddress> Parse(IEnumerable<string> entries)
    {
        ImmutableArray<IPAddress> addresses = [.. entries.SelectMany(Expand).Take(MaxCount + 1)];
        if (addresses.Length > 0 && addresses.Any(address => address.AddressFamily != addresses[0].AddressFamily))
            throw Refuse(null, "the list mixes IPv4 and IPv6 addresses. Use those of the server's family only.");
        return addresses.Length <= MaxCount
            ? addresses
            : throw Refuse(null, string.Create(CultureInfo.InvariantCulture, $"the list has more than {MaxCount:N0} addresses. Use a smaller network: a /24 has 254."));
    }

    private static IEnumerable<IPAddress> Expand(string entry)
    {
        if (IPAddress.TryParse(entry, out IPAddress? address) && IsWrittenOut(address, entry))
            return [address];
        if (IPNetwork.TryParse(entry, out IPNetwork network) && IsWrittenOut(network.BaseAddress, entry.Split('/')[0]))
            return Hosts(network);
        throw Refuse(entry, $"{UserText.Show(entry)} is not an address or a network. Use addresses of this host, or networks of them: 127.0.0.2, 127.0.1.0/28.");
    }

    /// <summary>Whether IPv4 is written as four decimal numbers: 127.0.0.010 is read as octal, and 127.1 as 127.0.0.1.</summary>
    private static bool IsWrittenOut(IPAddress address, string text) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text;

    /// <summary>All addresses of a network; of an IPv4 network that has them, not the network's own and not the broadcast
    /// address.</summary>
    private static IEnumerable<IPAddress> Hosts(IPNetwork network)
    {
        byte[] bytes = network.BaseAddress.GetAddressBytes();
        int hostBits = bytes.Length * 8 - network.PrefixLength;
        long count = hostBits > 12 ? MaxCount + 3 : 1L << hostBits;
        bool hasEnds = bytes.Length == 4 && hostBits >= 2;
        for (long i = hasEnds ? 1 : 0; i < (hasEnds ? count - 1 : count); i++)
            yield return Add(bytes, i);
    }

    private static IPAddress Add(byte[] start, long offset)
    {
        byte[] bytes = [.. start];
        for (int i = bytes.Length - 1; offset > 0; i--)
        {
            long sum = bytes[i] + (offset & 0xFF);
            bytes[i] = (byte)sum;
            offset = (offset >> 8) + (sum >> 8);
        }
        return new IPAddress(bytes);
    }

    private static PlanException Refuse(string? value, string reason) => new(PlanProblem.ValueOutOfRange, "SourceAddress", value, reason);
}
