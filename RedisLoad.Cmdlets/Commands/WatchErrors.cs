using System.Management.Automation;
using RedisLoad.Watch;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>The error category of each reason why a watch cannot begin.</summary>
internal static class WatchErrors
{
    public static ErrorCategory CategoryOf(WatchProblem problem) => problem switch
    {
        WatchProblem.HostNotFound or WatchProblem.NamespaceNotFound => ErrorCategory.ObjectNotFound,
        WatchProblem.NamespaceDenied => ErrorCategory.PermissionDenied,
        WatchProblem.SocketsUnreadable => ErrorCategory.ResourceUnavailable,
        _ => ErrorCategory.InvalidArgument,
    };
}
