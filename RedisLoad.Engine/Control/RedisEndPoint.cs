using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using RedisLoad.Load;
using RedisLoad.Transport;

namespace RedisLoad.Control;

/// <summary>A Redis to ask: not to load.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port.</param>
/// <param name="Credential">The ACL user and password; the user <c>default</c> for a password alone. Null for none.</param>
public sealed record RedisEndPoint(string Host, int Port, NetworkCredential? Credential)
{
    /// <summary>How the connection is encrypted; null for not at all.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>Reads <c>host</c>, <c>host:port</c>, an IPv6 address, or one in brackets with its port.</summary>
    /// <param name="text">The text.</param>
    /// <param name="endPoint">What it says, without a credential.</param>
    /// <returns>Whether it is one of these.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out RedisEndPoint? endPoint) => TryParse(text, LoadPlan.DefaultPort, out endPoint);

    /// <summary>Reads the same, where another port is meant than a Redis's usual one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="defaultPort">The port of a host that is given without one.</param>
    /// <param name="endPoint">What it says, without a credential.</param>
    /// <returns>Whether it is one of these.</returns>
    public static bool TryParse(string text, int defaultPort, [NotNullWhen(true)] out RedisEndPoint? endPoint)
    {
        ArgumentNullException.ThrowIfNull(text);
        endPoint = null;
        string host = text;
        string? portText = null;
        int close = text.IndexOf(']', StringComparison.Ordinal);
        if (text.StartsWith('[') && close > 0)
        {
            host = text[1..close];
            portText = text.Length > close + 1 ? text[(close + 1)..] : null;
            if (portText is not null && portText[0] != ':')
                return false;
            portText = portText?[1..];
        }
        else if (text.Count(letter => letter == ':') == 1)
        {
            string[] parts = text.Split(':');
            (host, portText) = (parts[0], parts[1]);
        }

        int port = defaultPort;
        bool isPort = portText is null || (int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= ushort.MaxValue);
        bool isHost = Uri.CheckHostName(host) != UriHostNameType.Unknown;
        if (!isPort || !isHost)
            return false;
        endPoint = new RedisEndPoint(host, port, null);
        return true;
    }

    /// <summary>Whether a text that is none of these may be shown: one that is an address with a user can hold a password.</summary>
    public static bool MayBeShown(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return !text.Contains('@', StringComparison.Ordinal);
    }

    /// <summary>Such a text as far as it may be shown.</summary>
    public static string Show(string text) => MayBeShown(text) ? $"'{text}'" : "what was given (not shown, for it can hold a password)";

    /// <summary><c>host:port</c>; of a credential nothing.</summary>
    public override string ToString()
    {
        string host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        return string.Create(CultureInfo.InvariantCulture, $"{host}:{Port}");
    }
}
