using System.Security;
using RedisLoad.Control;
using RedisLoad.Transport;

namespace RedisLoad.Load;

public sealed partial record LoadPlan
{
    /// <summary>What opens the connections and talks.</summary>
    public TransportKind Transport { get; init; }

    /// <summary>Whether connections are encrypted.</summary>
    public bool UseTls { get; init; }

    /// <summary>The name that the server's certificate has to be for; null for the name or address that is connected to.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>The path of the certificates (PEM) that alone are trusted to sign the server's; null for those that this host trusts.</summary>
    public string? CaCertificate { get; init; }

    /// <summary>The path of the certificate (PEM or PFX) that says who this client is; null for none.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>The path of the key (PEM) to that certificate; null where the certificate's own file holds it.</summary>
    public string? ClientKey { get; init; }

    /// <summary>The password of the key, or of the PFX; null for none.</summary>
    public SecureString? ClientCertificatePassword { get; init; }

    /// <summary>Whether any certificate of the server will do.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <summary>Whether connections go over .NET's sockets.</summary>
    internal bool UsesPortable => Transport == TransportKind.Portable || (Transport == TransportKind.Auto && (UseTls || !OperatingSystem.IsLinux()));

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
    internal RedisEndPoint FirstControl() => ControlOf(UnixSocket is { } path ? new RedisEndPoint(path, Port: null, Credential: null) : Servers.First());

    /// <summary>How connections are encrypted; null for not at all.</summary>
    /// <exception cref="PlanException">A file of certificates cannot be used.</exception>
    internal TlsSettings? CreateTls() => !UseTls ? null : new TlsSettings(
        TlsServerName,
        CaCertificate is null ? null : CertificateFiles.LoadAuthorities(CaCertificate),
        ClientCertificate is null ? null : CertificateFiles.LoadClient(ClientCertificate, ClientKey, ClientCertificatePassword),
        SkipCertificateCheck);
}
