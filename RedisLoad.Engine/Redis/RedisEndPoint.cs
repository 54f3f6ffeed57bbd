using System.Net;
using RedisLoad.Transport;

namespace RedisLoad.Redis;

/// <summary>A Redis to ask: not to load.</summary>
/// <param name="Host">Its name or address; the path of its Unix socket where <paramref name="Port"/> is null.</param>
/// <param name="Port">Its port; null for a Unix socket.</param>
/// <param name="Credential">The ACL user and password; the user <c>default</c> for a password alone. Null for none.</param>
public sealed record RedisEndPoint(string Host, int? Port, NetworkCredential? Credential)
{
    /// <summary>How the connection is encrypted; null for not at all.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>The name or address that a certificate has to be for: an address without its zone.</summary>
    public string CertificateName => Host.Split('%')[0];

    /// <summary><c>host:port</c>, or the path of the socket; of a credential nothing.</summary>
    public override string ToString() => Port is null ? Host : $"{new HostAndPort(Host, Port)}";
}
