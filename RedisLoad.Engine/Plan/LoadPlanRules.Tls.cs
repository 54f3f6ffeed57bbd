using System.Security.Authentication;
using RedisLoad.Interop;
using RedisLoad.Transport;

namespace RedisLoad.Plan;

internal static partial class LoadPlanRules
{
    private const string CipherParameter = "TlsCipher";

    private static void CheckTls(LoadPlan plan)
    {
        if (plan.TlsServerName is { } server && Uri.CheckHostName(server) == UriHostNameType.Unknown)
            throw new PlanException(
                PlanProblem.ValueOutOfRange, nameof(plan.TlsServerName), server,
                $"{UserText.Show(server)} is not the name of a server. Give a host name or an address that the certificate is for.");
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
            throw Combinations.Conflict(
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
