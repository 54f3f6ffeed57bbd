using System.Collections.Immutable;
using System.Net;
using System.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using RedisLoad.Interop;
using RedisLoad.Parameters;
using RedisLoad.Transport;

namespace RedisLoad.Plan;

/// <summary>As whom connections are made, and how they are encrypted.</summary>
public sealed record SecurityPlan
{
    /// <summary>The user and password of each connection; null sends no AUTH. The user <c>default</c> stands for a password
    /// alone.</summary>
    public NetworkCredential? Credential { get; init; }

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
    public ImmutableArray<string> TlsCipher { get; init; } = [];

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
            SslProtocols of13 = TlsCipher.Any(TlsSettings.IsOfTls13) ? SslProtocols.Tls13 : SslProtocols.None;
            SslProtocols of12 = TlsCipher.All(TlsSettings.IsOfTls13) ? SslProtocols.None : SslProtocols.Tls12;
            return TlsCipher.IsEmpty ? wanted : wanted & (of13 | of12);
        }
    }

    /// <summary>How connections are encrypted; null for not at all. Known once the plan is resolved.</summary>
    internal TlsSettings? Tls { get; private init; }

    /// <summary>What was given, by the names of the parameters; null is not given. Of secrets nothing is shown.</summary>
    internal IEnumerable<(string Name, object? Value)> Given =>
    [
        (nameof(Credential), Credential is null ? null : true),
        (nameof(UseTls), UseTls ? true : null),
        (nameof(TlsServerName), TlsServerName),
        (nameof(CaCertificate), CaCertificate),
        (nameof(ClientCertificate), ClientCertificate),
        (nameof(ClientKey), ClientKey),
        (nameof(ClientCertificatePassword), ClientCertificatePassword is null ? null : true),
        (nameof(SkipCertificateCheck), SkipCertificateCheck ? true : null),
        (nameof(TlsVersion), TlsVersion),
        ("TlsVersion of other ciphers", OfferedTlsVersions == SslProtocols.None ? TlsVersion : null),
        (nameof(TlsCipher), TlsCipher.FirstOrDefault()),
        (nameof(TlsResume), TlsResume ? true : null),
    ];

    /// <summary>Checks the values, and reads the files that they name, once.</summary>
    /// <exception cref="PlanException">A value cannot be used, or a file.</exception>
    public SecurityPlan Resolve()
    {
        Check();
        return UseTls && Tls is null ? this with { Tls = ReadTls() } : this;
    }

    private void Check()
    {
        if (TlsServerName is { } server && Uri.CheckHostName(server) == UriHostNameType.Unknown)
            throw new PlanException(
                PlanProblem.ValueOutOfRange, nameof(TlsServerName), server,
                $"{UserText.Show(server)} is not the name of a server. Give a host name or an address that the certificate is for.");
        if (!UseTls)
            return;
        RequireOpenSsl(nameof(UseTls));
        if (TlsVersion is not (null or "1.2" or "1.3"))
            throw new PlanException(
                PlanProblem.ValueOutOfRange, nameof(TlsVersion), TlsVersion,
                $"'{TlsVersion}' is not a supported version of TLS. Use 1.2 or 1.3.");
        if (TlsContext.FirstUnknown(TlsCipher) is { } unknown)
            throw new PlanException(
                PlanProblem.ValueOutOfRange, nameof(TlsCipher), unknown,
                $"'{unknown}' is not a cipher of this host's OpenSSL. Use a name that 'openssl ciphers' lists.");
    }

    private TlsSettings ReadTls()
    {
        X509Certificate2Collection? authorities = CaCertificate is null ? null : CertificateFiles.LoadAuthorities(CaCertificate);
        X509Certificate2Collection client = ClientCertificate is null
            ? []
            : CertificateFiles.LoadClient(ClientCertificate, ClientKey, ClientCertificatePassword);
        return new TlsSettings(TlsServerName, authorities, client.FirstOrDefault(), SkipCertificateCheck)
        {
            ClientChain = [.. client.Skip(1)],
            Versions = OfferedTlsVersions,
            Ciphers = TlsCipher,
            Resumes = TlsResume,
        };
    }

    /// <summary>Refuses TLS where this host cannot speak it.</summary>
    /// <param name="parameter">The parameter that asks for it.</param>
    /// <exception cref="PlanException">There is no OpenSSL 3.</exception>
    internal static void RequireOpenSsl(string parameter)
    {
        try
        {
            OpenSsl.EnsureLoaded();
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new PlanException(
                PlanProblem.TlsUnavailable,
                parameter,
                null,
                "TLS requires OpenSSL 3, and libssl.so.3 cannot be loaded. Install it: libssl3 on Debian and Ubuntu, openssl-libs on Red Hat.");
        }
    }
}
