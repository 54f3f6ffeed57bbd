namespace RedisLoad.Watch;

/// <summary>Why a watch cannot begin.</summary>
public enum WatchProblem
{
    /// <summary>A name does not resolve to an address.</summary>
    HostNotFound,

    /// <summary>There is no such network namespace.</summary>
    NamespaceNotFound,

    /// <summary>This process may not enter the network namespace.</summary>
    NamespaceDenied,

    /// <summary>The kernel tells of sockets neither by netlink nor in /proc.</summary>
    SocketsUnreadable,
}

/// <summary>A watch cannot be begun as it was asked for.</summary>
/// <param name="problem">Why.</param>
/// <param name="parameter">The property of <see cref="WatchPlan"/> at fault; null for none.</param>
/// <param name="value">Its value.</param>
/// <param name="reason">What is wrong with it, and the way out.</param>
public sealed class WatchException(WatchProblem problem, string? parameter, object? value, string reason)
    : Exception(parameter is null ? reason : $"-{parameter}: {reason}")
{
    /// <summary>Why the watch cannot begin.</summary>
    public WatchProblem Problem { get; } = problem;

    /// <summary>Its value; null where it can contain a password.</summary>
    public object? Value { get; } = UserText.Target(value);
}
