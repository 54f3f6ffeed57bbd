using RedisLoad.Pacing;

namespace RedisLoad.Plan;

public sealed partial record LoadPlan
{
    /// <summary>What of the plan was given, by the names of the parameters, and by those that <see cref="Combinations"/> has for some of
    /// their values. What is null was not given; secrets are not shown.</summary>
    public IReadOnlyDictionary<string, object?> Given
    {
        get
        {
            var given = new Dictionary<string, object?>
            {
                [nameof(Cluster)] = Unless(Cluster, false),
                [nameof(Sentinel)] = Sentinel,
                [nameof(Database)] = Unless(Database, 0),
                [nameof(Resp)] = Unless(Resp, 2),
                [nameof(ClientName)] = ClientName,
                ["SourceAddress"] = SourceAddresses.FirstOrDefault(),
                [nameof(TcpKeepAlive)] = TcpKeepAlive,
                [nameof(Cps)] = _cps,
                [nameof(Gap)] = Gap,
                [nameof(Arrival)] = Unless(Arrival, ArrivalKind.Uniform),
                [nameof(RampTo)] = RampTo,
                [nameof(RampTime)] = RampTime,
                [nameof(Step)] = Step,
                [nameof(StepTime)] = StepTime,
                [nameof(Count)] = Count,
                [nameof(Saturate)] = Unless(Saturate, false),
                [nameof(Duration)] = _duration,
                [nameof(WarmUp)] = Unless(WarmUp, TimeSpan.Zero),
                [nameof(Workers)] = _workers,
                [nameof(DataSize)] = DataSize,
                ["Command"] = _commands is null ? null : true,
                [nameof(Pipeline)] = Unless(Pipeline, false),
                [nameof(Requests)] = Unless(Requests, 1),
                [nameof(HoldTime)] = Unless(HoldTime, Session.TimeRange.None),
                [nameof(KeepAliveInterval)] = KeepAliveInterval,
                [nameof(Close)] = Unless(Close, Session.CloseMode.Reset),
                [nameof(PoolSize)] = PoolSize,
                [nameof(PoolIdleTimeout)] = _poolIdleTimeout,
                [nameof(MaxOpen)] = _maxOpen,
                [nameof(Seed)] = _seed,
                [nameof(PerTarget)] = Unless(PerTarget, false),
                [nameof(PerConnection)] = Unless(PerConnection, false),
                ["Uri of a socket"] = UnixSocket,
                ["Share with -Arrival Poisson"] = Share.IsWhole || Arrival != ArrivalKind.Poisson ? null : Share,
                ["RampTo without -RampTime"] = RampTime is null ? RampTo : null,
                ["Command @()"] = Unless(Commands.IsDefaultOrEmpty, false),
                ["Command with MULTI"] = Unless(HasTransaction, false),
                ["Clients without -Cps"] = Unless(OpensConnections, true),
            };
            foreach ((string name, object? value) in Clients.Given.Concat(Security.Given))
                given[name] = value;
            foreach ((string name, object? value) in given.Where(one => one.Value is Enum).ToList())
                given[$"{name} {value}"] = value;
            return given;
        }
    }

    /// <summary>The value, and null where it is what it is by itself.</summary>
    private static object? Unless<T>(T value, T itself) => EqualityComparer<T>.Default.Equals(value, itself) ? null : value;

    /// <remarks>A command that cannot be read is an error of its own.</remarks>
    private bool HasTransaction =>
        !Commands.IsDefault && Commands.Any(command => command.TrimStart().StartsWith("MULTI", StringComparison.OrdinalIgnoreCase));
}
