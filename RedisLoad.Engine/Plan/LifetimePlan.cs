using RedisLoad.Parameters;
using RedisLoad.Session;
using static RedisLoad.Plan.Combinations;

namespace RedisLoad.Plan;

/// <summary>What becomes of a connection after its commands: held, kept in a pool, closed.</summary>
public sealed record LifetimePlan
{
    private readonly TimeSpan? _poolIdleTimeout;

    /// <summary>How long a connection stays open after its commands; a range is drawn from evenly.</summary>
    public TimeRange HoldTime { get; init; }

    /// <summary>How long after the last word a held connection sends a PING; null for never.</summary>
    public TimeSpan? KeepAliveInterval { get; init; }

    /// <summary>How connections end.</summary>
    public CloseMode Close { get; init; }

    /// <summary>At most how many connections are kept and used again, as a client's pool does; null opens a new one each time.</summary>
    public int? PoolSize { get; init; }

    /// <summary>How long a kept connection may be idle before it is closed.</summary>
    public TimeSpan PoolIdleTimeout
    {
        get => _poolIdleTimeout ?? TimeSpan.FromSeconds(300);
        init => _poolIdleTimeout = value;
    }

    /// <summary>What was given, by the names of the parameters; null is not given.</summary>
    internal IEnumerable<(string Name, object? Value)> Given =>
    [
        (nameof(HoldTime), Unless(HoldTime, TimeRange.None)),
        (nameof(KeepAliveInterval), KeepAliveInterval),
        (nameof(Close), Unless(Close, CloseMode.Reset)),
        (nameof(PoolSize), PoolSize),
        (nameof(PoolIdleTimeout), _poolIdleTimeout),
    ];

    /// <summary>Checks the values.</summary>
    /// <exception cref="PlanException">One is out of its range.</exception>
    internal void Check()
    {
        if (HoldTime.Max < HoldTime.Min)
            throw new PlanException(
                PlanProblem.ValueOutOfRange, nameof(HoldTime), HoldTime,
                $"{HoldTime} s ends before it begins. Give the shorter time first: 1-5.");
        Bounds.Require(nameof(HoldTime), HoldTime.Min, TimeSpan.Zero, Bounds.LongestRun);
        Bounds.Require(nameof(HoldTime), HoldTime.Max, TimeSpan.Zero, Bounds.LongestRun);
        if (KeepAliveInterval is { } interval)
            Bounds.Require(nameof(KeepAliveInterval), interval, Bounds.ShortestTime, Bounds.LongestRun);
        Bounds.Require(nameof(PoolIdleTimeout), PoolIdleTimeout, Bounds.ShortestTime, Bounds.LongestRun);
    }

    internal ConnectionLife CreateLife() => new(HoldTime, KeepAliveInterval, Close, PoolSize is not null, PoolIdleTimeout);
}
