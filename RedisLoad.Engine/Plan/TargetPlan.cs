using System.Collections.Immutable;
using RedisLoad.Parameters;
using RedisLoad.Redis;
using static RedisLoad.Plan.Combinations;

namespace RedisLoad.Plan;

/// <summary>Which servers are loaded, and how they are found.</summary>
public sealed record TargetPlan
{
    /// <summary>The port that Redis listens at by default.</summary>
    public const int DefaultPort = 6379;

    /// <summary>The port that a sentinel listens at by default.</summary>
    public const int DefaultSentinelPort = 26379;

    private const string NameParameter = "ComputerName";

    private readonly int? _port;
    private readonly Lazy<ImmutableArray<HostAndPort>> _hosts = HostsOf(["localhost"]);

    /// <summary>The servers' names or addresses, each with its port or without; connections go to them in turn.</summary>
    public ImmutableArray<string> ComputerNames
    {
        get;
        init => (field, _hosts) = (value, HostsOf(value));
    } = ["localhost"];

    /// <summary>The port of the servers that are given without one.</summary>
    public int Port
    {
        get => _port ?? (Sentinel is null ? DefaultPort : DefaultSentinelPort);
        init => _port = value;
    }

    /// <summary>The path of the server's socket in the file system, in place of names and ports; null for TCP.</summary>
    public string? UnixSocket { get; init; }

    /// <summary>Whether the servers are nodes of a cluster, whose masters are to be found and loaded.</summary>
    public bool Cluster { get; init; }

    /// <summary>The name of a master that sentinels watch; <see cref="ComputerNames"/> are the sentinels then. Null for no
    /// sentinels.</summary>
    public string? Sentinel { get; init; }

    /// <summary>The servers, each with its port.</summary>
    /// <exception cref="PlanException">A name cannot be one.</exception>
    public IEnumerable<RedisEndPoint> Servers =>
        _hosts.Value.Select(host => new RedisEndPoint(host.Host, host.Port ?? Port, Credential: null));

    /// <summary>Whether the servers can be elsewhere after a failover, and somebody can be asked where.</summary>
    public bool CanFailOver => Cluster || Sentinel is not null;

    /// <summary>What was given, by the names of the parameters; null is not given.</summary>
    internal IEnumerable<(string Name, object? Value)> Given =>
    [
        (nameof(Cluster), Unless(Cluster, false)),
        (nameof(Sentinel), Sentinel),
        ("Uri of a socket", UnixSocket),
    ];

    /// <summary>Checks the values.</summary>
    /// <exception cref="PlanException">One is out of its range.</exception>
    internal void Check()
    {
        if (ComputerNames.IsDefaultOrEmpty || ComputerNames.Any(string.IsNullOrWhiteSpace))
            throw new PlanException(
                PlanProblem.ValueOutOfRange, NameParameter, null, "The server's name is empty. Give a host name or an address.");
        Bounds.Require(nameof(Port), Port, 1, ushort.MaxValue);
        _ = _hosts.Value;
        if (Sentinel is { } master && (master.Length == 0 || master.Any(letter => letter is < '!' or > '~')))
            throw new PlanException(
                PlanProblem.ValueOutOfRange, nameof(Sentinel), master,
                $"{UserText.Show(master)} is not the name of a master. Use the name after 'sentinel monitor' in the sentinels' configuration.");
    }

    /// <summary>The servers as they are written in messages: <c>host:port</c>, an IPv6 address in brackets; or the path of the
    /// socket.</summary>
    public override string ToString() => UnixSocket ?? string.Join(", ", Servers);

    private static Lazy<ImmutableArray<HostAndPort>> HostsOf(ImmutableArray<string> names) =>
        new(() => [.. names.Select(name => RedisUri.ServerOf(name, NameParameter))]);
}
