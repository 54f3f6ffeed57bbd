using System.Security.Cryptography.X509Certificates;

namespace RedisLoad.Transport;

/// <summary>How connections are encrypted.</summary>
/// <param name="ServerName">The name that the server's certificate has to be for; null for the one that was connected to.</param>
/// <param name="Authorities">The certificates that are trusted to sign the server's; null for those of this host.</param>
/// <param name="ClientCertificate">The certificate that says who this client is, with its key; null for none.</param>
/// <param name="SkipsCheck">Whether any certificate of the server will do.</param>
internal sealed record TlsSettings(string? ServerName, X509Certificate2Collection? Authorities, X509Certificate2? ClientCertificate, bool SkipsCheck);
