using System.Management.Automation;
using RedisLoad.Tuning.Changes;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>The error category of each reason not to change a setting.</summary>
internal static class TuningErrors
{
    public static ErrorRecord ToRecord(this TuningException exception) =>
        new(exception, exception.Problem.ToString(), CategoryOf(exception.Problem), exception.Name);

    private static ErrorCategory CategoryOf(TuningProblem problem) => problem switch
    {
        TuningProblem.InvalidValue or TuningProblem.InvalidName => ErrorCategory.InvalidArgument,
        TuningProblem.NotFound => ErrorCategory.ObjectNotFound,
        TuningProblem.PermissionDenied => ErrorCategory.PermissionDenied,
        TuningProblem.Busy => ErrorCategory.ResourceBusy,
        TuningProblem.ChangedSince => ErrorCategory.InvalidOperation,
        _ => ErrorCategory.WriteError,
    };
}
