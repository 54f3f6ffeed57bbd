using System.Management.Automation;
using RedisLoad.Load;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>The error category of each problem that is found before a load.</summary>
internal static class PreflightErrors
{
    public static ErrorCategory CategoryOf(PreflightProblem problem) => problem switch
    {
        PreflightProblem.HostNotFound => ErrorCategory.ObjectNotFound,
        PreflightProblem.ConnectionRefused or PreflightProblem.HostUnreachable => ErrorCategory.ConnectionError,
        PreflightProblem.ConnectionTimedOut or PreflightProblem.NoReply => ErrorCategory.OperationTimeout,
        PreflightProblem.NotRedis or PreflightProblem.UnexpectedReply or PreflightProblem.NotTls or PreflightProblem.TlsHandshakeFailed => ErrorCategory.ProtocolError,
        PreflightProblem.CertificateUntrusted or PreflightProblem.CertificateSelfSigned or PreflightProblem.CertificateExpired => ErrorCategory.SecurityError,
        PreflightProblem.CertificateNotYetValid or PreflightProblem.CertificateNameMismatch => ErrorCategory.SecurityError,
        PreflightProblem.ClientCertificateRequired or PreflightProblem.ClientCertificateRefused => ErrorCategory.AuthenticationError,
        PreflightProblem.AuthenticationRequired or PreflightProblem.AuthenticationFailed or PreflightProblem.PasswordNotSet => ErrorCategory.AuthenticationError,
        PreflightProblem.PermissionDenied or PreflightProblem.ProtectedMode => ErrorCategory.PermissionDenied,
        PreflightProblem.ServerLoading or PreflightProblem.AcceptQueueFull => ErrorCategory.ResourceBusy,
        PreflightProblem.ClusterDown => ErrorCategory.ResourceUnavailable,
        PreflightProblem.MaxClientsReached => ErrorCategory.LimitsExceeded,
        PreflightProblem.ReadOnlyReplica => ErrorCategory.WriteError,
        PreflightProblem.ClusterMoved or PreflightProblem.NotACluster => ErrorCategory.InvalidArgument,
        PreflightProblem.CommandRefused => ErrorCategory.NotImplemented,
        _ => ErrorCategory.InvalidResult,
    };
}
