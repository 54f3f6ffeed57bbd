using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace RedisLoad.Transport;

/// <summary>How connections are encrypted.</summary>
/// <param name="ServerName">The name that the server's certificate has to be for; null for the one that was connected to.</param>
/// <param name="Authorities">The certificates that are trusted to sign the server's; null for those of this host.</param>
/// <param name="ClientCertificate">The certificate that says who this client is, with its key; null for none.</param>
/// <param name="SkipsCheck">Whether any certificate of the server will do.</param>
public sealed record TlsSettings(string? ServerName, X509Certificate2Collection? Authorities, X509Certificate2? ClientCertificate, bool SkipsCheck)
{
    /// <summary>The versions that are spoken: older ones are broken, and no server should take them.</summary>
    private const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;

    [SuppressMessage("Security", "CA5359", Justification = "Who skips the check has asked for it by name.")]
    private RemoteCertificateValidationCallback? AnyCertificate => SkipsCheck ? static (_, _, _, _) => true : null;

    /// <summary>What a handshake with a server is made with. The same may be used for many.</summary>
    /// <param name="host">The name or address of the server that is connected to.</param>
    public SslClientAuthenticationOptions CreateOptions(string host) => new()
    {
        TargetHost = ServerName ?? host,
        EnabledSslProtocols = Versions,
        // Each connection stands for a client of its own, which has no session to resume: every handshake is a full one.
        AllowTlsResume = false,
        ClientCertificateContext = ClientCertificate is null ? null : SslStreamCertificateContext.Create(ClientCertificate, additionalCertificates: null, offline: true),
        CertificateChainPolicy = CreatePolicy(),
        RemoteCertificateValidationCallback = AnyCertificate,
    };

    /// <summary>Names and chain are checked; whether a certificate was revoked is not, nor is one fetched that is missing: that would load other servers, and take their time.</summary>
    private X509ChainPolicy CreatePolicy()
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (Authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(Authorities);
        }
        return policy;
    }
}
