using RedisLoad.Pacing;

namespace RedisLoad.Plan;

public sealed partial record LoadPlan
{
    /// <summary>Which part of the load is this load generator's. The plan itself is that of all parts together.</summary>
    public LoadShare Share { get; init; }

    /// <summary>When the load begins, by this host's clock; null for as soon as it can.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>The plan with limits that are this load generator's own: its part of what may be open at once, and of the
    /// clients. The schedule stays that of all.</summary>
    internal LoadPlan Divide()
    {
        if (Share.IsWhole)
            return this;
        LoadPlan own = this with { Clients = Clients with { Count = Share.Of(Clients.Count) } };
        return PoolSize is { } size ? own with { PoolSize = Share.Of(size) }
            : OpensConnections ? own with { MaxOpen = Share.Of(MaxOpen) }
            : own;
    }

    /// <summary>The requests of this load generator's clients.</summary>
    internal IArrivals CreateClientRequests() => new SharedArrivals(Clients.CreateRequests(), Share.Numbers);

    /// <summary>How long it is until the load begins.</summary>
    /// <param name="now">The time, once everything is ready.</param>
    /// <param name="needed">What the threads need to be ready for the first connection.</param>
    /// <exception cref="PlanException">It is too late for <see cref="StartAt"/>.</exception>
    public TimeSpan LeadAt(DateTimeOffset now, TimeSpan needed)
    {
        if (StartAt is not { } start)
            return needed;
        if (start - now < needed)
        {
            throw new PlanException(
                PlanProblem.StartMissed, nameof(StartAt), start,
                $"{start:yyyy-MM-dd HH:mm:ss.fff zzz} is too soon: the load can begin at {(now + needed).ToOffset(start.Offset):HH:mm:ss.fff}. Use a later time; the first load of a process needs a few seconds to prepare.");
        }
        return start - now;
    }
}
