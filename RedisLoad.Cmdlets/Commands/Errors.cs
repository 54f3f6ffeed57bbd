using System.Management.Automation;
using RedisLoad.Parameters;
using RedisLoad.Redis;
using RedisLoad.Results;
using RedisLoad.Tuning.Changes;
using RedisLoad.Watch;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>The error record for each exception of the engine: its ID, category, and target.</summary>
internal static class Errors
{
    /// <summary>The error of an exception; null where it is none of the engine's, and so a fault of this module.</summary>
    public static ErrorRecord? Find(Exception exception) => exception switch
    {
        PlanException plan => new(plan, $"{plan.Problem}", CategoryOf(plan.Problem), plan.Value),
        ServerException server => new(server, $"{server.Problem}", CategoryOf(server.Problem), null),
        RedisControlException redis => new(redis, $"{redis.Problem}", CategoryOf(redis.Problem), redis.Server),
        WatchException watch => new(watch, $"{watch.Problem}", CategoryOf(watch.Problem), watch.Value),
        TuningException tuning => tuning.ToRecord(),
        ThresholdException threshold => new(threshold, "InvalidThreshold", ErrorCategory.InvalidArgument, threshold.Text),
        LoadRowException row => new(row, "InvalidRow", ErrorCategory.InvalidData, row.Value),
        PlatformNotSupportedException => new(exception, "PlatformNotSupported", ErrorCategory.NotImplemented, null),
        _ => null,
    };

    /// <summary>The error of a setting that was not changed.</summary>
    public static ErrorRecord ToRecord(this TuningException exception) =>
        new(exception, $"{exception.Problem}", CategoryOf(exception.Problem), exception.Name);

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
        ServerProblem.ClusterMoved or ServerProblem.NotACluster or ServerProblem.MasterUnknown => ErrorCategory.InvalidArgument,
        ServerProblem.CommandRefused => ErrorCategory.NotImplemented,
        _ => ErrorCategory.InvalidResult,
    };

    private static ErrorCategory CategoryOf(PlanProblem problem) => problem switch
    {
        PlanProblem.FileLimitTooLow => ErrorCategory.LimitsExceeded,
        PlanProblem.CertificateNotFound => ErrorCategory.ObjectNotFound,
        PlanProblem.TlsUnavailable => ErrorCategory.NotInstalled,
        PlanProblem.StartMissed => ErrorCategory.OperationTimeout,
        _ => ErrorCategory.InvalidArgument,
    };

    private static ErrorCategory CategoryOf(WatchProblem problem) => problem switch
    {
        WatchProblem.HostNotFound or WatchProblem.NamespaceNotFound => ErrorCategory.ObjectNotFound,
        WatchProblem.NamespaceDenied => ErrorCategory.PermissionDenied,
        WatchProblem.SocketsUnreadable => ErrorCategory.ResourceUnavailable,
        _ => ErrorCategory.InvalidArgument,
    };

    private static ErrorCategory CategoryOf(TuningProblem problem) => problem switch
    {
        TuningProblem.InvalidValue or TuningProblem.InvalidName or TuningProblem.OtherHost => ErrorCategory.InvalidArgument,
        TuningProblem.NotFound => ErrorCategory.ObjectNotFound,
        TuningProblem.PermissionDenied => ErrorCategory.PermissionDenied,
        TuningProblem.Busy => ErrorCategory.ResourceBusy,
        TuningProblem.ChangedSince => ErrorCategory.InvalidOperation,
        _ => ErrorCategory.WriteError,
    };
}
