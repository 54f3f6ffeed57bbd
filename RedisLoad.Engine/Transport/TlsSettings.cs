using System.Collections.Immutable;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace RedisLoad.Transport;

/// <summary>How connections are encrypted.</summary>
/// <param name="ServerName">The name that the server's certificate has to be for; null for the one that was connected to.</param>
/// <param name="Authorities">The certificates that are trusted to sign the server's; null for those of this host.</param>
/// <param name="ClientCertificate">The certificate that says who this client is, with its key; null for none.</param>
/// <param name="SkipsCheck">Whether any certificate of the server will do.</param>
public sealed record TlsSettings(
    string? ServerName, X509Certificate2Collection? Authorities, X509Certificate2? ClientCertificate, bool SkipsCheck)
{
    /// <summary>The versions that can be spoken: older ones are broken, and no server should take them.</summary>
    public const SslProtocols AllVersions = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>The certificates between the client's and its authority's, which are sent with it.</summary>
    public X509Certificate2Collection ClientChain { get; init; } = [];

    /// <summary>The versions to offer.</summary>
    public SslProtocols Versions { get; init; } = AllVersions;

    /// <summary>The ciphers to offer, by OpenSSL's names; empty for its own choice.</summary>
    public ImmutableArray<string> Ciphers { get; init; } = [];

    /// <summary>Whether a connection offers to resume the session of an earlier one.</summary>
    public bool Resumes { get; init; }

    /// <summary>Whether a cipher is one of TLS 1.3, whose names begin so.</summary>
    public static bool IsOfTls13(string cipher)
    {
        ArgumentNullException.ThrowIfNull(cipher);
        return cipher.StartsWith("TLS_", StringComparison.Ordinal);
    }
}
