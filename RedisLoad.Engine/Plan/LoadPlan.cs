using System.Collections.Immutable;
using System.Globalization;
using RedisLoad.Pacing;
using RedisLoad.Redis;
using RedisLoad.Resp;
using RedisLoad.Session;
using RedisLoad.Transport;

namespace RedisLoad.Plan;

/// <summary>What to load, how hard and for how long. Immutable; <see cref="Validate"/> is the one place of its rules.</summary>
public sealed partial record LoadPlan
{
    /// <summary>The port a Redis listens at by default.</summary>
    public const int DefaultPort = 6379;

    /// <summary>The most connections that are open at once when the plan leaves it open: what the original client's pool kept at
    /// most.</summary>
    public const int DefaultMaxOpenLimit = 9_000;

    /// <summary>The rate from which one worker is not enough: one worker does twice as much on a processor of its own.</summary>
    public const int CpsPerWorker = 10_000;

    /// <summary>The connections kept going by a saturating plan that leaves it open: as many as redis-benchmark has clients.</summary>
    public const int DefaultMaxOpenWhenSaturating = 50;

    /// <summary>The key that connections read and write when the plan names no commands: one that nobody else has.</summary>
    public const string DefaultKey = "redisload:foo";

    /// <summary>The largest value that a command can draw at random.</summary>
    internal const int MaxDataSize = Placeholder.LongestText;

    private const int DefaultCps = 5;

    private static readonly TimeSpan s_defaultDuration = TimeSpan.FromSeconds(60);

    private readonly int _randomSeed = Random.Shared.Next();
    private readonly int? _seed;
    private readonly Rate? _cps;
    private readonly int? _maxOpen;
    private readonly int? _workers;
    private readonly TimeSpan? _duration;
    private readonly TimeSpan? _poolIdleTimeout;
    private readonly ImmutableArray<string>? _commands;

    /// <summary>The servers' names or addresses, each with its port or without; connections go to them in turn.</summary>
    public ImmutableArray<string> ComputerNames { get; init; } = ["localhost"];

    /// <summary>The path of the server's socket in the file system, in place of names and ports; null for TCP.</summary>
    public string? UnixSocket { get; init; }

    /// <summary>Whether the servers are nodes of a cluster, whose masters are to be found and loaded.</summary>
    public bool Cluster { get; init; }

    /// <summary>As whom, and how encrypted.</summary>
    public SecurityPlan Security { get; init; } = new();

    /// <summary>The database that each connection selects.</summary>
    public int Database { get; init; }

    /// <summary>The version of the protocol: 2, or 3, for which each connection says HELLO.</summary>
    public int Resp { get; init; } = 2;

    /// <summary>What CLIENT LIST shall call each connection; null for nothing.</summary>
    public string? ClientName { get; init; }

    /// <summary>New connections a second; with <see cref="Gap"/>, a burst.</summary>
    public Rate Cps
    {
        get => _cps ?? (OpensConnections ? DefaultCps : default);
        init => _cps = value;
    }

    /// <summary>The time from one burst to the next, each of <see cref="Cps"/> connections at once; null spreads them over the
    /// second.</summary>
    public TimeSpan? Gap { get; init; }

    /// <summary>How connections are spread in time.</summary>
    public ArrivalKind Arrival { get; init; }

    /// <summary>What everything random is drawn from: the same for the same seed.</summary>
    public int Seed
    {
        get => _seed ?? _randomSeed;
        init => _seed = value;
    }

    /// <summary>The rate that the load goes to evenly from <see cref="Cps"/>; null for none.</summary>
    public Rate? RampTo { get; init; }

    /// <summary>How long that takes; null for the whole duration.</summary>
    public TimeSpan? RampTime { get; init; }

    /// <summary>How many connections a second more there are every <see cref="StepTime"/>; null for none.</summary>
    public Rate? Step { get; init; }

    /// <summary>How long a rate stays before the next step.</summary>
    public TimeSpan? StepTime { get; init; }

    /// <summary>How many connections fall due after the warm-up, in place of a duration; null for a duration.</summary>
    public long? Count { get; init; }

    /// <summary>Whether there is no schedule: <see cref="MaxOpen"/> connections are kept going, each new one started when another has
    /// ended.</summary>
    public bool Saturate { get; init; }

    /// <summary>Whether new connections are opened: not where there are clients, and nothing was said of new connections.</summary>
    public bool OpensConnections => Clients.Count == 0 || Saturate || (_cps ?? RampTo ?? Step ?? (object?)Gap ?? Count) is not null;

    /// <summary>What each connection sends, each command after the reply to the one before: quoted as in redis-cli, with placeholders. None
    /// connects only.
    /// Left open: what the original client sent; in a cluster, with keys of the node's own.</summary>
    public ImmutableArray<string> Commands
    {
        get => _commands ?? ["PING", $"GET {KeyOfNode}", $"SET {KeyOfNode} {DefaultValue}"];
        init => _commands = value;
    }

    /// <summary>How many bytes the value has that connections write when the plan names no commands; null for a short one.</summary>
    public int? DataSize { get; init; }

    /// <summary>Whether a connection's commands are sent together, and the replies read then.</summary>
    public bool Pipeline { get; init; }

    /// <summary>How often each connection sends its commands.</summary>
    public int Requests { get; init; } = 1;

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

    /// <summary>The clients that are there before the load, and stay.</summary>
    public ClientsPlan Clients { get; init; } = new();

    /// <summary>The period of TCP keepalive: idle time before the first probe, and between probes; null for off.</summary>
    public TimeSpan? TcpKeepAlive { get; init; }

    /// <summary>Whether small packets are sent at once (TCP_NODELAY).</summary>
    public bool NoDelay { get; init; } = true;

    /// <summary>The socket's send buffer (SO_SNDBUF) in bytes; null for what the kernel does by itself.</summary>
    public int? SendBufferSize { get; init; }

    /// <summary>The socket's receive buffer (SO_RCVBUF) in bytes; null for what the kernel does by itself.</summary>
    public int? ReceiveBufferSize { get; init; }

    /// <summary>The local addresses that connections come from in turn: addresses, or networks as <c>127.0.0.8/29</c>. None lets the kernel
    /// choose.</summary>
    public ImmutableArray<string> SourceAddresses { get; init; } = [];

    /// <summary>How long connections fall due, after the warm-up. With <see cref="Count"/>: how long that many take, on average.</summary>
    public TimeSpan Duration
    {
        get => _duration ?? (Count is { } count ? Clock.ToTimeSpan(CreateArrivals(ArrivalKind.Uniform).EndOf(count)) : s_defaultDuration);
        init => _duration = value;
    }

    /// <summary>How long connections fall due before the first that counts.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>The time that one sample covers.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether each target has samples of its own.</summary>
    public bool PerTarget { get; init; }

    /// <summary>Whether there is a record of each connection.</summary>
    public bool PerConnection { get; init; }

    /// <summary>How long a connection may take to be established.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long each reply may take.</summary>
    public TimeSpan ReplyTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many connections may be open at once; one that falls due beyond that is dropped.</summary>
    /// <remarks>
    /// Left open: <see cref="PoolSize"/>, or as many as there can be at this rate in the time-outs and the hold, or in the whole run, at
    /// most
    /// <see cref="DefaultMaxOpenLimit"/>; <see cref="DefaultMaxOpenWhenSaturating"/> without a schedule.
    /// </remarks>
    public int MaxOpen
    {
        get => _maxOpen ?? PoolSize ?? (OpensConnections ? DefaultMaxOpen : 0);
        init => _maxOpen = value;
    }

    /// <summary>How many threads share the schedule. Left open: one for every <see cref="CpsPerWorker"/>, at most one a processor; one
    /// without a schedule.</summary>
    public int Workers
    {
        get => _workers ?? (
            !OpensConnections ? 0
            : Saturate ? 1
            : (int)Math.Clamp(Math.Ceiling(PeakCps / Share.Count / CpsPerWorker), 1, Environment.ProcessorCount));
        init => _workers = value;
    }

    /// <summary>How many connections fall due in all, those of the warm-up among them: on average, where they come at random. Null without
    /// a schedule.</summary>
    public long? Total =>
        Saturate ? null : Limit ?? CreateArrivals(ArrivalKind.Uniform).CountDueBefore((WarmUp + Duration).ToNanoseconds());

    /// <summary>How long after the last due time and the longest hold a connection may still end by itself; what is open then counts as
    /// timed out.</summary>
    public TimeSpan DrainTimeout => ConnectTimeout > ReplyTimeout ? ConnectTimeout : ReplyTimeout;

    /// <summary>Whether the plan names no commands, and so writes <see cref="DefaultKey"/>.</summary>
    public bool WritesDefaultKey => _commands is null;

    /// <summary>The servers as they are written in messages: <c>host:port</c>, an IPv6 address in brackets; or the path of the
    /// socket.</summary>
    public string Server => UnixSocket ?? string.Join(", ", Servers);

    /// <summary>The commands by their names, with their subcommands: all of them that may be shown, for the rest can be a secret.</summary>
    public IEnumerable<string> CommandNames => Commands.Select(command => CommandTemplate.Parse(command).FullName);

    /// <summary>Checks every value, and reads every file that the plan names, before anything is opened.</summary>
    /// <returns>The plan with what its files hold, for all that comes after.</returns>
    /// <exception cref="PlanException">A value is out of its range, two cannot be combined, or a file cannot be used.</exception>
    public LoadPlan Resolve()
    {
        LoadPlanRules.Check(this);
        return this with { Security = Security.Resolve() };
    }

    /// <summary>Checks every value.</summary>
    /// <exception cref="PlanException">A value is out of its range, two cannot be combined, or a file cannot be used.</exception>
    public void Validate() => Resolve();

    /// <summary>The servers, each with its port.</summary>
    /// <exception cref="PlanException">A name cannot be one.</exception>
    public IEnumerable<RedisEndPoint> Servers => ComputerNames
        .Select(name => RedisUri.ServerOf(name, "ComputerName"))
        .Select(server => new RedisEndPoint(server.Host, server.Port ?? Port, Credential: null));

    /// <summary>The highest rate of the schedule, in connections a second.</summary>
    internal double PeakCps => Math.Max(Cps.PerSecond, RampTo?.PerSecond ?? (Step is null ? 0 : LastStepCps));

    /// <summary>The rate after the last step that falls into the run.</summary>
    internal double LastStepCps => Cps.PerSecond + StepCount * (Step?.PerSecond ?? 0);

    /// <summary>The connections after which there are no more, the warm-up's among them; null where time alone ends the schedule.</summary>
    internal long? Limit => Count is { } count
        ? CreateArrivals(Arrival).CountDueBefore(WarmUp.ToNanoseconds()) + count
        : Gap is { } gap ? (WarmUp + Duration).Ticks / gap.Ticks * BurstSize : null;

    private string DefaultValue =>
        DataSize is { } size ? $"{{random-string:{size.ToString(CultureInfo.InvariantCulture)}}}" : "{burst}:{client}";

    private string KeyOfNode => Cluster ? $"{DefaultKey}{{hash-tag}}" : DefaultKey;

    private int BurstSize => (int)Cps.PerSecond;

    private int StepCount =>
        StepTime is { } time && time > TimeSpan.Zero
            ? (int)Math.Min(int.MaxValue, ((WarmUp + (_duration ?? s_defaultDuration)).Ticks - 1) / time.Ticks)
            : 0;

    private int DefaultMaxOpen
    {
        get
        {
            if (Saturate)
                return Math.Max(Workers * Share.Count, DefaultMaxOpenWhenSaturating);
            double replies = CreateHandshake().Commands().Count() + (double)Commands.Length * Requests;
            double longestLife = ConnectTimeout.TotalSeconds + HoldTime.Max.TotalSeconds + replies * ReplyTimeout.TotalSeconds;
            double seconds = Math.Min(longestLife, (WarmUp + Duration).TotalSeconds);
            double open = Gap is { } gap ? BurstSize * Math.Ceiling(seconds / gap.TotalSeconds) : Math.Ceiling(PeakCps * seconds);
            return (int)Math.Clamp(open, Workers * Share.Count, Math.Max(Workers * Share.Count, DefaultMaxOpenLimit));
        }
    }

    /// <summary>The schedule. For one thread, where it is random.</summary>
    internal IArrivals CreateArrivals(ArrivalKind kind)
    {
        if (!OpensConnections)
            return new NoArrivals();
        if (Gap is { } gap)
            return new Bursts(BurstSize, gap);
        RateProfile? profile = RampTo is { } rampTo ? RateProfile.Ramp(
            Cps.PerSecond, rampTo.PerSecond, RampTime ?? WarmUp + (_duration ?? s_defaultDuration))
            : Step is { } step ? RateProfile.Steps(Cps.PerSecond, step.PerSecond, StepTime ?? s_defaultDuration, StepCount)
            : null;
        if (kind == ArrivalKind.Poisson)
            return new PoissonArrivals(profile ?? RateProfile.Constant(Cps.PerSecond), (ulong)Seed);
        return profile is null ? new ConstantRate(Cps) : new VaryingRate(profile);
    }

    /// <summary>What each connection says.</summary>
    internal SessionScript CreateScript() => SessionScript.Create(CreateHandshake(), Commands, Pipeline, Requests);

    internal ConnectionLife CreateLife() => new(HoldTime, KeepAliveInterval, Close, PoolSize is not null, PoolIdleTimeout);

    internal SocketSettings CreateSockets() =>
        new(NoDelay, TcpKeepAlive, SendBufferSize, ReceiveBufferSize, SourceAddressList.Parse(SourceAddresses));

    private Handshake CreateHandshake()
    {
        (string? user, string? password) = (Security.Credential?.UserName, Security.Credential?.Password);
        return new Handshake(Resp, user == "default" ? null : user, password, ClientName, Database);
    }
}
