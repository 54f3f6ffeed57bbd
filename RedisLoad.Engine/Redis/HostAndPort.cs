using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RedisLoad.Redis;

/// <summary>A server as <c>host</c>, <c>host:port</c>, an IPv6 address, or an IPv6 address in brackets with its port.</summary>
/// <param name="Host">
/// The name or address. An IPv6 address has no brackets; one that is mapped from IPv4 is the IPv4 address, which is what a socket connects
/// to.
/// </param>
/// <param name="Port">The port; null for none.</param>
internal readonly record struct HostAndPort(string Host, int? Port)
{
    /// <summary>What to do where a port cannot be told from an address.</summary>
    public const string BracketsHint = "put an IPv6 address in brackets before its port, as in [fe80::1%eth0]:6380";

    /// <summary>Reads the text.</summary>
    /// <exception cref="FormatException">It is none of these. The message says why and shows nothing of the text but a port or a network
    /// interface.</exception>
    public static HostAndPort Parse(string text)
    {
        if (text.StartsWith('['))
        {
            int close = text.IndexOf(']', StringComparison.Ordinal);
            if (close < 0)
                throw new FormatException("the bracket is not closed");
            string rest = text[(close + 1)..];
            if (rest.Length > 0 && rest[0] != ':')
                throw new FormatException(BracketsHint);
            return new HostAndPort(AddressOf(text[1..close]), rest.Length == 0 ? null : PortOf(rest[1..]));
        }
        string[] parts = text.Split(':');
        return parts.Length switch
        {
            1 => new HostAndPort(NameOf(text), null),
            2 => new HostAndPort(NameOf(parts[0]), PortOf(parts[1])),
            _ => new HostAndPort(AddressOf(text), null),
        };
    }

    /// <summary>The same text again.</summary>
    public override string ToString()
    {
        string host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        return Port is { } port ? string.Create(CultureInfo.InvariantCulture, $"{host}:{port}") : host;
    }

    private static string NameOf(string name)
    {
        if (name.Length > 0 && name.All(char.IsAsciiDigit))
            throw new FormatException("a number is not a name or an address");
        return Uri.CheckHostName(name) == UriHostNameType.Unknown ? throw new FormatException("it is not a name or an address") : name;
    }

    private static string AddressOf(string text)
    {
        string zone = text[(text.IndexOf('%', StringComparison.Ordinal) + 1)..];
        bool hasZone = zone.Length < text.Length;
        // .NET takes what follows a colon for the alias of an interface, and a port would be lost.
        if (hasZone && zone.Contains(':', StringComparison.Ordinal))
            throw new FormatException(BracketsHint);
        if (!IPAddress.TryParse(text, out IPAddress? address) || address.AddressFamily != AddressFamily.InterNetworkV6)
            throw new FormatException($"it is not an IPv6 address; {BracketsHint}");
        if (hasZone && address.ScopeId == 0)
            throw new FormatException($"this host has no network interface '{zone}'");
        return address.IsIPv4MappedToIPv6 ? $"{address.MapToIPv4()}" : text;
    }

    private static int PortOf(string text)
    {
        bool isNumber = text.Length > 0 && text.All(char.IsAsciiDigit);
        if (!isNumber)
            throw new FormatException("the text after the colon is not a port number");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 1 and <= ushort.MaxValue
            ? port
            : throw new FormatException($"port {text} is not between 1 and 65,535");
    }
}
