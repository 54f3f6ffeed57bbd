using System.Security.Authentication;
using RedisLoad.Interop;
using RedisLoad.Transport;

namespace RedisLoad.Plan;

internal static partial class LoadPlanRules
{
    private const string CipherParameter = "TlsCipher";

    private static void CheckTls(LoadPlan plan)
    {
        // Of a password nothing is shown, not even its kind.
        (string Name, object? Value, bool IsGiven)[] ofTls =
        [
            (nameof(plan.TlsServerName), plan.TlsServerName, plan.TlsServerName is not null),
            (nameof(plan.CaCertificate), plan.CaCertificate, plan.CaCertificate is not null),
            (nameof(plan.ClientCertificate), plan.ClientCertificate, plan.ClientCertificate is not null),
            (nameof(plan.ClientKey), plan.ClientKey, plan.ClientKey is not null),
            (nameof(plan.ClientCertificatePassword), null, plan.ClientCertificatePassword is not null),
            (nameof(plan.SkipCertificateCheck), null, plan.SkipCertificateCheck),
            (nameof(plan.TlsVersion), plan.TlsVersion, plan.TlsVersion is not null),
            (CipherParameter, plan.TlsCiphers.FirstOrDefault(), !plan.TlsCiphers.IsEmpty),
            (nameof(plan.TlsResume), null, plan.TlsResume),
        ];
        foreach ((string name, object? value, bool isGiven) in ofTls)
        {
            if (isGiven && !plan.UseTls)
                throw Needs(name, value, nameof(plan.UseTls));
        }
        RequireTogether(nameof(plan.ClientKey), plan.ClientKey, nameof(plan.ClientCertificate), plan.ClientCertificate);
        if (plan.ClientCertificatePassword is not null && plan.ClientCertificate is null)
            throw Needs(nameof(plan.ClientCertificatePassword), null, nameof(plan.ClientCertificate));
        if (plan.CaCertificate is not null && plan.SkipCertificateCheck)
            throw Conflict(
                nameof(plan.CaCertificate), plan.CaCertificate, nameof(plan.SkipCertificateCheck),
                "without a check nobody asks who signed the certificate");
        if (plan.TlsServerName is { } server && Uri.CheckHostName(server) == UriHostNameType.Unknown)
            throw new PlanException(
                PlanProblem.ValueOutOfRange, nameof(plan.TlsServerName), server,
                $"{UserText.Show(server)} is not the name of a server. Give a host name or an address that the certificate is for.");
        if (plan.UseTls && plan.UnixSocket is not null)
            throw Conflict(nameof(plan.UseTls), true, "Uri", "a Redis speaks no TLS over a socket in the file system");
        if (!plan.UseTls)
            return;
        RequireOpenSsl(nameof(plan.UseTls));
        if (plan.TlsVersion is not (null or "1.2" or "1.3"))
            throw new PlanException(
                PlanProblem.ValueOutOfRange, nameof(plan.TlsVersion), plan.TlsVersion,
                $"'{plan.TlsVersion}' is not a supported version of TLS. Use 1.2 or 1.3.");
        if (TlsContext.FirstUnknown(plan.TlsCiphers) is { } unknown)
            throw new PlanException(
                PlanProblem.ValueOutOfRange, CipherParameter, unknown,
                $"'{unknown}' is not a cipher of this host's OpenSSL. Use a name that 'openssl ciphers' lists.");
        if (plan.OfferedTlsVersions == SslProtocols.None)
            throw Conflict(
                CipherParameter, plan.TlsCiphers[0], nameof(plan.TlsVersion), $"none of the ciphers is one of TLS {plan.TlsVersion}");
        _ = plan.CreateTls();
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
