using System.Management.Automation;
using RedisLoad.Redis;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>The error category of each problem that is found before a load.</summary>
internal static class ServerErrors
{
    public static ErrorCategory CategoryOf(ServerProblem problem) => problem switch
    {
        ServerProblem.HostNotFound => ErrorCategory.ObjectNotFound,
        ServerProblem.ConnectionRefused or ServerProblem.HostUnreachable => ErrorCategory.ConnectionError,
        ServerProblem.ConnectionTimedOut or ServerProblem.NoReply => ErrorCategory.OperationTimeout,
        ServerProblem.NotRedis or ServerProblem.UnexpectedReply or ServerProblem.NotTls or ServerProblem.TlsHandshakeFailed =>
            ErrorCategory.ProtocolError,
        ServerProblem.CertificateUntrusted or ServerProblem.CertificateSelfSigned or ServerProblem.CertificateExpired =>
            ErrorCategory.SecurityError,
        ServerProblem.CertificateNotYetValid or ServerProblem.CertificateNameMismatch => ErrorCategory.SecurityError,
        ServerProblem.ClientCertificateRequired or ServerProblem.ClientCertificateRefused => ErrorCategory.AuthenticationError,
        ServerProblem.AuthenticationRequired or ServerProblem.AuthenticationFailed or ServerProblem.PasswordNotSet =>
            ErrorCategory.AuthenticationError,
        ServerProblem.PermissionDenied or ServerProblem.ProtectedMode => ErrorCategory.PermissionDenied,
        ServerProblem.ServerLoading or ServerProblem.AcceptQueueFull => ErrorCategory.ResourceBusy,
        ServerProblem.ClusterDown => ErrorCategory.ResourceUnavailable,
        ServerProblem.MaxClientsReached => ErrorCategory.LimitsExceeded,
        ServerProblem.ReadOnlyReplica => ErrorCategory.WriteError,
        ServerProblem.ClusterMoved or ServerProblem.NotACluster => ErrorCategory.InvalidArgument,
        ServerProblem.CommandRefused => ErrorCategory.NotImplemented,
        _ => ErrorCategory.InvalidResult,
    };
}
