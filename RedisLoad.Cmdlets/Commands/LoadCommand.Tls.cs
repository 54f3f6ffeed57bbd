using System.Management.Automation;
using System.Security;
using RedisLoad.Load;
using RedisLoad.Transport;

namespace RedisLoad.Cmdlets.Commands;

public abstract partial class LoadCommand
{
    /// <summary>What opens the connections. Epoll: one thread a worker on Linux's epoll, the least that a connection can cost. Portable: .NET's sockets, which also speak TLS
    /// and run on other systems. Auto: Epoll on Linux without TLS, and else Portable. Auto when left out.</summary>
    [Parameter]
    public TransportKind Transport
    {
        get => Plan.Transport;
        set => Plan = Plan with { Transport = value };
    }

    /// <summary>Encrypts the connections with TLS 1.2 or 1.3: a full handshake each, as of clients that have not met. The server's certificate is checked, its name and who signed
    /// it; whether it was revoked is not asked.</summary>
    [Parameter]
    public SwitchParameter UseTls
    {
        get => Plan.UseTls;
        set => Plan = Plan with { UseTls = value };
    }

    /// <summary>The name that the server's certificate has to be for, which the server is told as well (SNI). The name or address that is connected to when left out.</summary>
    [Parameter]
    public string? TlsServerName
    {
        get => Plan.TlsServerName;
        set => Plan = Plan with { TlsServerName = value };
    }

    /// <summary>The path of a PEM file with one or more certificates: these alone are trusted to sign the server's. The authorities that this host trusts when left out.</summary>
    [Parameter]
    public string? CaCertificate
    {
        get => Plan.CaCertificate;
        set => Plan = Plan with { CaCertificate = value };
    }

    /// <summary>The path of the certificate that each connection shows of itself: a PEM file, or a PFX file with its key. None when left out.</summary>
    [Parameter]
    public string? ClientCertificate
    {
        get => Plan.ClientCertificate;
        set => Plan = Plan with { ClientCertificate = value };
    }

    /// <summary>The path of the PEM file with the key to -ClientCertificate. The certificate's own file when left out.</summary>
    [Parameter]
    public string? ClientKey
    {
        get => Plan.ClientKey;
        set => Plan = Plan with { ClientKey = value };
    }

    /// <summary>The password of the PFX file, or of an encrypted key.</summary>
    [Parameter]
    public SecureString? ClientCertificatePassword
    {
        get => Plan.ClientCertificatePassword;
        set => Plan = Plan with { ClientCertificatePassword = value };
    }

    /// <summary>Takes any certificate of the server: for tests only, since anybody between here and there can pose as the server.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck
    {
        get => Plan.SkipCertificateCheck;
        set => Plan = Plan with { SkipCertificateCheck = value };
    }

    /// <summary>The plan with paths of the file system in place of PowerShell's.</summary>
    private LoadPlan WithFilePaths(LoadPlan plan) => plan with
    {
        CaCertificate = FilePathOf(plan.CaCertificate),
        ClientCertificate = FilePathOf(plan.ClientCertificate),
        ClientKey = FilePathOf(plan.ClientKey),
    };

    private string? FilePathOf(string? path) => string.IsNullOrEmpty(path) ? path : GetUnresolvedProviderPathFromPSPath(path);
}
