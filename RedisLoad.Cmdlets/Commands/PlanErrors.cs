using System.Management.Automation;
using RedisLoad.Plan;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>The error category of each reason to refuse a plan.</summary>
internal static class PlanErrors
{
    public static ErrorCategory CategoryOf(PlanProblem problem) => problem switch
    {
        PlanProblem.FileLimitTooLow => ErrorCategory.LimitsExceeded,
        PlanProblem.CertificateNotFound => ErrorCategory.ObjectNotFound,
        PlanProblem.TlsUnavailable => ErrorCategory.NotInstalled,
        PlanProblem.StartMissed => ErrorCategory.OperationTimeout,
        _ => ErrorCategory.InvalidArgument,
    };
}
