using System.Management.Automation;
using System.Net;
using System.Security;
using RedisLoad.Plan;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>Base class of the cmdlets that talk to a Redis server: credentials and TLS.</summary>
public abstract class SecureCommand : RedisLoadCommand
{
    private PSCredential? _credential;

    /// <summary>As whom the cmdlet connects, and how encrypted.</summary>
    internal SecurityPlan Security { get; set; } = new();

    /// <summary>ACL user name and password that each connection sends with AUTH. If the server only has a password, the user name is
    /// default. Default: the password in the environment variable REDISCLI_AUTH, if it is set.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential
    {
        get => _credential;
        set
        {
            _credential = value;
            bool isGiven = value is not null && value != PSCredential.Empty;
            Security = Security with { Credential = isGiven ? new NetworkCredential(value!.UserName, value.Password) : null };
        }
    }

    /// <summary>Encrypts the connections with TLS. The server's certificate is verified: its name, its dates and its chain; revocation is
    /// not checked.</summary>
    [Parameter]
    public SwitchParameter UseTls
    {
        get => Security.UseTls;
        set => Security = Security with { UseTls = value };
    }

    /// <summary>Name that the server's certificate must contain, also sent to the server (SNI). Default: the name or address that
    /// is connected to.</summary>
    [Parameter]
    public string? TlsServerName
    {
        get => Security.TlsServerName;
        set => Security = Security with { TlsServerName = value };
    }

    /// <summary>Certificates of the authorities to trust instead of those of this host: a PEM file with one or more, or a folder of such
    /// files. Default: those of this host.</summary>
    [Parameter]
    public string? CaCertificate
    {
        get => Security.CaCertificate;
        set => Security = Security with { CaCertificate = value };
    }

    /// <summary>The client certificate: a PEM file, or a PFX file with its key. Intermediate certificates in the file are sent with it.
    /// Default: none.</summary>
    [Parameter]
    public string? ClientCertificate
    {
        get => Security.ClientCertificate;
        set => Security = Security with { ClientCertificate = value };
    }

    /// <summary>The private key of -ClientCertificate: a PEM file, in PKCS#8 or the traditional form, encrypted or not. Default: the file
    /// of the certificate.</summary>
    [Parameter]
    public string? ClientKey
    {
        get => Security.ClientKey;
        set => Security = Security with { ClientKey = value };
    }

    /// <summary>Password of the PFX file, or of an encrypted key.</summary>
    [Parameter]
    public SecureString? ClientCertificatePassword
    {
        get => Security.ClientCertificatePassword;
        set => Security = Security with { ClientCertificatePassword = value };
    }

    /// <summary>Accepts any server certificate. For tests only: anyone on the network path can pose as the server.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck
    {
        get => Security.SkipCertificateCheck;
        set => Security = Security with { SkipCertificateCheck = value };
    }

    /// <summary>TLS version to offer: 1.2 or 1.3. Default: both.</summary>
    [Parameter]
    public string? TlsVersion
    {
        get => Security.TlsVersion;
        set => Security = Security with { TlsVersion = value };
    }

    /// <summary>The ciphers to offer, by OpenSSL's names: ECDHE-RSA-AES128-GCM-SHA256, TLS_AES_128_GCM_SHA256. Only TLS versions that have
    /// one of them are offered.
    /// Default: OpenSSL's own choice.</summary>
    [Parameter]
    public string[] TlsCipher
    {
        get => [.. Security.TlsCipher];
        set =>
            Security = Security with { TlsCipher = [.. value.SelectMany(ciphers =>
                ciphers.Split(':', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))] };
    }
}
