using System.Collections.Immutable;
using System.Net;
using RedisLoad.Pacing;
using RedisLoad.Parameters;
using RedisLoad.Plan;
using RedisLoad.Session;

namespace RedisLoad.Tuning;

/// <summary>A side of the connections.</summary>
public enum TuningSide : long
{
    /// <summary>Both hosts.</summary>
    Both,

    /// <summary>The host that connects.</summary>
    Client,

    /// <summary>The host of the Redis server.</summary>
    Server,
}

/// <summary>What the kernel has to be ready for. Immutable; <see cref="Validate"/> is the one place of its rules.</summary>
public sealed record TuningPlan
{
    private const int DefaultCps = 8_000;

    private readonly Lazy<ImmutableArray<IPAddress>> _sources = SourceAddressList.ReadOnce([]);

    /// <summary>New connections a second (R); null stands for the 8,000 of the original set-up.</summary>
    public Rate? Cps { get; init; }

    /// <summary>How long all but one in a thousand connections live (L).</summary>
    public TimeSpan HoldTime { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How long connections are opened; null for without end.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>How many connections are open at once (C); null for as many as can be in <see cref="HoldTime"/> or
    /// <see cref="ConnectTimeout"/>.</summary>
    public int? MaxOpen { get; init; }

    /// <summary>How connections end.</summary>
    public CloseMode Close { get; init; }

    /// <summary>The longest time for which the server may accept nobody without connections being lost (S).</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long connecting may take (T): by default as long as the kernel waits before it sends a SYN again.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The addresses that connections come from, or networks of them; none for one address.</summary>
    public ImmutableArray<string> SourceAddress
    {
        get;
        init => (field, _sources) = (value, SourceAddressList.ReadOnce(value));
    } = [];

    /// <summary>The servers that they go to; none for one server.</summary>
    public ImmutableArray<string> ComputerName { get; init; } = [];

    /// <summary>The side whose settings matter.</summary>
    public TuningSide Side { get; init; }

    /// <summary>The port of the Redis.</summary>
    public int Port { get; init; } = TargetPlan.DefaultPort;

    /// <summary>R: connections a second.</summary>
    internal double Rate => Cps?.PerSecond ?? DefaultCps;

    /// <summary>L, in seconds.</summary>
    internal double Life => HoldTime.TotalSeconds;

    /// <summary>C: connections open at once.</summary>
    internal long Open
    {
        get
        {
            if (MaxOpen is { } given)
                return given;
            double seconds = Math.Max(Life, ConnectTimeout.TotalSeconds);
            if (Duration is { } duration)
                seconds = Math.Min(seconds, duration.TotalSeconds);
            return (long)Math.Ceiling(Rate * seconds);
        }
    }

    /// <summary>Q: source addresses times servers. Each pair has the whole port range.</summary>
    /// <exception cref="PlanException">A source address cannot be one.</exception>
    internal int Pairs => Math.Max(1, _sources.Value.Length) * Math.Max(1, ComputerName.Length);

    /// <summary>Whether nothing is said of how many connections there will be.</summary>
    internal bool IsSizeLeftOpen => Cps is null && MaxOpen is null;

    /// <summary>The side that closes first, and keeps what is left of a connection.</summary>
    internal TuningSide Closer => Close == CloseMode.Server ? TuningSide.Server : TuningSide.Client;

    /// <summary>Checks every value.</summary>
    /// <exception cref="PlanException">A value is out of its range.</exception>
    public void Validate()
    {
        Bounds.Require(nameof(Cps), Cps ?? DefaultCps);
        Bounds.Require(nameof(MaxOpen), MaxOpen ?? 1, 1, 100_000_000);
        _ = Pairs;
        Bounds.Require(nameof(Port), Port, 1, ushort.MaxValue);
        Bounds.RequirePositive(nameof(HoldTime), HoldTime);
        Bounds.RequirePositive(nameof(Stall), Stall);
        Bounds.RequirePositive(nameof(ConnectTimeout), ConnectTimeout);
        Bounds.RequirePositive(nameof(Duration), Duration ?? TimeSpan.FromSeconds(1));
    }
}
