using RedisLoad.Transport;

namespace RedisLoad.Load;

internal static partial class LoadPlanRules
{
    private static void CheckTransport(LoadPlan plan)
    {
        if (plan.UseTls && plan.Transport == TransportKind.Epoll)
            throw Conflict(nameof(plan.UseTls), true, nameof(plan.Transport), "Epoll speaks no TLS, and Portable does");
        string other = plan.UseTls ? nameof(plan.UseTls) : nameof(plan.Transport);
        if (plan.UsesPortable && plan.Workers > 1)
            throw Conflict(nameof(plan.Workers), plan.Workers, other, "the portable transport has one worker, and uses every processor");
        CheckTls(plan);
    }

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
            throw Conflict(nameof(plan.CaCertificate), plan.CaCertificate, nameof(plan.SkipCertificateCheck), "without a check nobody asks who signed the certificate");
        if (plan.TlsServerName is { } server && Uri.CheckHostName(server) == UriHostNameType.Unknown)
            throw new PlanException(PlanProblem.ValueOutOfRange, nameof(plan.TlsServerName), server, $"{UserText.Show(server)} is not the name of a server. Give a host name or an address that the certificate is for.");
        if (plan.UseTls && plan.UnixSocket is not null)
            throw Conflict(nameof(plan.UseTls), true, "Uri", "a Redis speaks no TLS over a socket in the file system");
        _ = plan.CreateTls();
    }
}
