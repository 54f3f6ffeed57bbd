using RedisLoad.Parameters;
using static RedisLoad.Plan.Combinations;

namespace RedisLoad.Plan;

/// <summary>What is reported of the load, and how often.</summary>
public sealed record RowPlan
{
    /// <summary>The time that one row covers.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether each target has rows of its own.</summary>
    public bool PerTarget { get; init; }

    /// <summary>Whether there is a record of each connection.</summary>
    public bool PerConnection { get; init; }

    /// <summary>What was given, by the names of the parameters; null is not given.</summary>
    internal IEnumerable<(string Name, object? Value)> Given =>
    [
        (nameof(PerTarget), Unless(PerTarget, false)),
        (nameof(PerConnection), Unless(PerConnection, false)),
    ];

    /// <summary>Checks the values.</summary>
    /// <exception cref="PlanException">One is out of its range.</exception>
    internal void Check() => Bounds.Require(nameof(Interval), Interval, Bounds.ShortestInterval, Bounds.LongestRun);
}
