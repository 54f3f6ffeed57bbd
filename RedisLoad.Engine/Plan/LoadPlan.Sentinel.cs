namespace RedisLoad.Plan;

public sealed partial record LoadPlan
{
    /// <summary>The port that a sentinel listens at by default.</summary>
    public const int DefaultSentinelPort = 26379;

    private readonly int? _port;

    /// <summary>The name of a master that sentinels watch; <see cref="ComputerNames"/> are the sentinels then. Null for no
    /// sentinels.</summary>
    public string? Sentinel { get; init; }

    /// <summary>The port of the servers that are given without one.</summary>
    public int Port
    {
        get => _port ?? (Sentinel is null ? DefaultPort : DefaultSentinelPort);
        init => _port = value;
    }

    /// <summary>Whether the servers can be elsewhere after a failover, and somebody can be asked where.</summary>
    internal bool CanFailOver => Cluster || Sentinel is not null;
}
