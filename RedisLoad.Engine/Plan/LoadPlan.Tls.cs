using System.Collections.Immutable;
using System.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using RedisLoad.Redis;
using RedisLoad.Transport;

namespace RedisLoad.Plan;

public sealed partial record LoadPlan
{
    /// <summary>Whether connections are encrypted.</summary>
    public bool UseTls { get; init; }

    /// <summary>The name that the server's certificate has to be for; null for the name or address that is connected to.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>The path of the certificates (PEM, a file or a folder of files) that alone are trusted to sign the server's; null for those
    /// that this host trusts.</summary>
    public string? CaCertificate { get; init; }

    /// <summary>The path of the certificate (PEM or PFX) that says who this client is; null for none.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>The path of the key (PEM) to that certificate; null where the certificate's own file holds it.</summary>
    public string? ClientKey { get; init; }

    /// <summary>The password of the key, or of the PFX; null for none.</summary>
    public SecureString? ClientCertificatePassword { get; init; }

    /// <summary>Whether any certificate of the server will do.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <summary>The version of TLS to offer, 1.2 or 1.3; null for both.</summary>
    public string? TlsVersion { get; init; }

    /// <summary>The ciphers to offer, by OpenSSL's names; none for OpenSSL's own choice. The names of those of TLS 1.3 begin with
    /// TLS_.</summary>
    public ImmutableArray<string> TlsCiphers { get; init; } = [];

    /// <summary>Whether a connection offers to resume the TLS session of an earlier one; otherwise every handshake is a full one.</summary>
    public bool TlsResume { get; init; }

    /// <summary>The versions that are asked for and that there is a cipher for.</summary>
    internal SslProtocols OfferedTlsVersions
    {
        get
        {
            SslProtocols wanted = TlsVersion switch
            {
                "1.2" => SslProtocols.Tls12,
                "1.3" => SslProtocols.Tls13,
                _ => TlsSettings.AllVersions,
            };
            SslProtocols of13 = TlsCiphers.Any(TlsSettings.IsOfTls13) ? SslProtocols.Tls13 : SslProtocols.None;
            SslProtocols of12 = TlsCiphers.All(TlsSettings.IsOfTls13) ? SslProtocols.None : SslProtocols.Tls12;
            return TlsCiphers.IsEmpty ? wanted : wanted & (of13 | of12);
        }
    }

    /// <summary>A server of the plan, as it is asked about itself: with the plan's credential and TLS.</summary>
    /// <exception cref="PlanException">A file of certificates cannot be used.</exception>
    public RedisEndPoint ControlOf(RedisEndPoint server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return server with { Credential = Credential, Tls = CreateTls() };
    }

    /// <summary>The only server of the plan, as it is asked about itself.</summary>
    /// <exception cref="PlanException">There are several, or a file of certificates cannot be used.</exception>
    public RedisEndPoint ControlOfOne(string parameter)
    {
        if (ComputerNames.Length > 1)
            throw new PlanException(PlanProblem.ValueOutOfRange, parameter, null, "it names several servers. Use one.");
        return FirstControl();
    }

    /// <summary>The first server of the plan, as it is asked about itself.</summary>
    /// <exception cref="PlanException">A file of certificates cannot be used.</exception>
    internal RedisEndPoint FirstControl() => Controls().First();

    /// <summary>All servers of the plan, as they are asked about themselves.</summary>
    /// <exception cref="PlanException">A file of certificates cannot be used.</exception>
    public IEnumerable<RedisEndPoint> Controls() =>
        (UnixSocket is { } path ? [new RedisEndPoint(path, Port: null, Credential: null)] : Servers).Select(ControlOf);

    /// <summary>How connections are encrypted; null for not at all.</summary>
    /// <exception cref="PlanException">A file of certificates cannot be used.</exception>
    internal TlsSettings? CreateTls()
    {
        if (!UseTls)
            return null;
        X509Certificate2Collection? authorities = CaCertificate is null ? null : CertificateFiles.LoadAuthorities(CaCertificate);
        X509Certificate2Collection client = ClientCertificate is null
            ? []
            : CertificateFiles.LoadClient(ClientCertificate, ClientKey, ClientCertificatePassword);
        return new TlsSettings(TlsServerName, authorities, client.FirstOrDefault(), SkipCertificateCheck)
        {
            ClientChain = [.. client.Skip(1)],
            Versions = OfferedTlsVersions,
            Ciphers = TlsCiphers,
            Resumes = TlsResume,
        };
    }
}
