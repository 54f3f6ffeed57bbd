using RedisLoad.Pacing;
using RedisLoad.Parameters;
using RedisLoad.Redis;
using RedisLoad.Resp;

namespace RedisLoad.Plan;

/// <summary>What to load, how hard and for how long: a record for each topic, with its rules, and here what follows from several of
/// them.</summary>
public sealed record LoadPlan
{
    /// <summary>The most connections that are open at once when the plan leaves it open: what the original client's pool kept at
    /// most.</summary>
    public const int DefaultMaxOpenLimit = 9_000;

    /// <summary>The rate from which one worker is not enough: one worker does twice as much on a processor of its own.</summary>
    public const int CpsPerWorker = 10_000;

    /// <summary>The connections kept going by a saturating plan that leaves it open: as many as redis-benchmark has clients.</summary>
    public const int DefaultMaxOpenWhenSaturating = 50;

    private readonly int? _maxOpen;
    private readonly int? _workers;

    /// <summary>Which servers are loaded.</summary>
    public TargetPlan Targets { get; init; } = new();

    /// <summary>As whom connections are made, and how encrypted.</summary>
    public SecurityPlan Security { get; init; } = new();

    /// <summary>How their sockets are set up.</summary>
    public SocketPlan Sockets { get; init; } = new();

    /// <summary>When connections are due.</summary>
    public SchedulePlan Schedule { get; init; } = new();

    /// <summary>What they say.</summary>
    public SessionPlan Session { get; init; } = new();

    /// <summary>What becomes of them then.</summary>
    public LifetimePlan Lifetime { get; init; } = new();

    /// <summary>The clients that are there before the load, and stay.</summary>
    public ClientsPlan Clients { get; init; } = new();

    /// <summary>When a lost or failed connection is opened again.</summary>
    public ReconnectPlan Reconnect { get; init; } = new();

    /// <summary>What is reported.</summary>
    public RowPlan Rows { get; init; } = new();

    /// <summary>Which part of the load is this load generator's. The plan itself is that of all parts together.</summary>
    public LoadShare Share { get; init; }

    /// <summary>How many connections may be open at once; one that falls due beyond that is dropped.</summary>
    /// <remarks>
    /// Left open: <see cref="LifetimePlan.PoolSize"/>, or as many as there can be at this rate in the time-outs and the hold, or in the
    /// whole run, at most <see cref="DefaultMaxOpenLimit"/>; <see cref="DefaultMaxOpenWhenSaturating"/> without a schedule.
    /// </remarks>
    public int MaxOpen
    {
        get => _maxOpen ?? Lifetime.PoolSize ?? (OpensConnections ? DefaultMaxOpen : 0);
        init => _maxOpen = value;
    }

    /// <summary>How many threads share the schedule. Left open: one for every <see cref="CpsPerWorker"/>, at most one a processor; one
    /// without a schedule.</summary>
    public int Workers
    {
        get => _workers ?? (
            !OpensConnections ? 0
            : Schedule.Saturate ? 1
            : (int)Math.Clamp(Math.Ceiling(Schedule.PeakCps / Share.Count / CpsPerWorker), 1, Environment.ProcessorCount));
        init => _workers = value;
    }

    /// <summary>Whether new connections are opened: not where there are clients, and nothing was said of new connections.</summary>
    public bool OpensConnections => Clients.Count == 0 || Schedule.IsGiven;

    /// <summary>How many new connections fall due in all, those of the warm-up among them: on average, where they come at random. Null
    /// without a schedule.</summary>
    public long? Total => OpensConnections ? Schedule.Total : 0;

    /// <summary>What of the plan was given, by the names of the parameters, and by those that <see cref="Combinations"/> has for some of
    /// their values. What is null was not given; secrets are not shown.</summary>
    public IReadOnlyDictionary<string, object?> Given
    {
        get
        {
            IEnumerable<(string Name, object? Value)> own =
            [
                (nameof(Workers), _workers),
                (nameof(MaxOpen), _maxOpen),
                ("Share with -Arrival Poisson", Share.IsWhole || Schedule.Arrival != ArrivalKind.Poisson ? null : Share),
                ("Clients without -Cps", OpensConnections ? null : true),
                ("Clients or -Retry", Clients.Count + Reconnect.Retries == 0 ? null : true),
            ];
            var given = Targets.Given.Concat(Security.Given).Concat(Sockets.Given).Concat(Schedule.Given).Concat(Session.Given)
                .Concat(Lifetime.Given).Concat(Clients.Given).Concat(Reconnect.Given).Concat(Rows.Given).Concat(own).ToDictionary();
            foreach ((string name, object? value) in given.Where(one => one.Value is Enum).ToList())
                given[$"{name} {value}"] = value;
            return given;
        }
    }

    private int DefaultMaxOpen
    {
        get
        {
            if (Schedule.Saturate)
                return Math.Max(Workers * Share.Count, DefaultMaxOpenWhenSaturating);
            double longestTry = Session.LongestSeconds(Security.Credential) + Lifetime.HoldTime.Max.TotalSeconds;
            double longestLife = longestTry + Reconnect.Retries * (longestTry + Reconnect.MaxDelay.TotalSeconds);
            double seconds = Math.Min(longestLife, Schedule.Length.TotalSeconds);
            double open = Schedule.Gap is { } gap
                ? Schedule.BurstSize * Math.Ceiling(seconds / gap.TotalSeconds)
                : Math.Ceiling(Schedule.PeakCps * seconds);
            return (int)Math.Clamp(open, Workers * Share.Count, Math.Max(Workers * Share.Count, DefaultMaxOpenLimit));
        }
    }

    /// <summary>Checks every value, and reads every file that the plan names, before anything is opened.</summary>
    /// <returns>The plan with what its files hold, for all that comes after.</returns>
    /// <exception cref="PlanException">A value is out of its range, two cannot be combined, or a file cannot be used.</exception>
    public LoadPlan Resolve()
    {
        Combinations.Check(Given);
        Targets.Check();
        Schedule.Check();
        Session.Check(Targets.Cluster);
        Lifetime.Check();
        Clients.Check();
        Reconnect.Check();
        Sockets.Check();
        Rows.Check();
        // Last, because what they are when left open follows from the others.
        CheckCapacity();
        return this with { Security = Security.Resolve() };
    }

    /// <summary>Checks every value.</summary>
    /// <exception cref="PlanException">A value is out of its range, two cannot be combined, or a file cannot be used.</exception>
    public void Validate() => Resolve();

    /// <summary>A server of the plan, as it is asked about itself: with the plan's credential and TLS.</summary>
    /// <exception cref="PlanException">A file of certificates cannot be used.</exception>
    public RedisEndPoint ControlOf(RedisEndPoint server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return server with { Credential = Security.Credential, Tls = Security.Resolve().Tls };
    }

    /// <summary>The only server of the plan, as it is asked about itself.</summary>
    /// <exception cref="PlanException">There are several, or a file of certificates cannot be used.</exception>
    public RedisEndPoint ControlOfOne(string parameter)
    {
        if (Targets.ComputerNames.Length > 1)
            throw new PlanException(PlanProblem.ValueOutOfRange, parameter, null, "it names several servers. Use one.");
        return FirstControl();
    }

    /// <summary>The plan with a master in place of the sentinels that know it: what it can do is for the master to say. The same plan
    /// without sentinels.</summary>
    public LoadPlan OfMaster(string name) =>
        Targets.Sentinel is null ? this : this with { Targets = Targets with { Sentinel = null, ComputerNames = [name] } };

    /// <summary>The first server of the plan, as it is asked about itself.</summary>
    /// <exception cref="PlanException">A file of certificates cannot be used.</exception>
    public RedisEndPoint FirstControl() => Controls().First();

    /// <summary>All servers of the plan, as they are asked about themselves.</summary>
    /// <exception cref="PlanException">A file of certificates cannot be used.</exception>
    public IEnumerable<RedisEndPoint> Controls() =>
        (Targets.UnixSocket is { } path ? [new RedisEndPoint(path, Port: null, Credential: null)] : Targets.Servers).Select(ControlOf);

    /// <summary>The plan with limits that are this load generator's own: its part of what may be open at once, and of the
    /// clients. The schedule stays that of all.</summary>
    internal LoadPlan Divide()
    {
        if (Share.IsWhole)
            return this;
        LoadPlan own = this with { Clients = Clients with { Count = Share.Of(Clients.Count) } };
        return Lifetime.PoolSize is { } size ? own with { Lifetime = Lifetime with { PoolSize = Share.Of(size) } }
            : OpensConnections ? own with { MaxOpen = Share.Of(MaxOpen) }
            : own;
    }

    /// <summary>When new connections are due. For one thread, where it is random.</summary>
    internal IArrivals CreateArrivals() => OpensConnections ? Schedule.CreateArrivals(Schedule.Arrival) : new NoArrivals();

    /// <summary>The requests of this load generator's clients.</summary>
    internal IArrivals CreateClientRequests() => new SharedArrivals(Clients.CreateRequests(), Share.Numbers);

    /// <summary>What each connection says.</summary>
    internal SessionScript CreateScript() => Session.CreateScript(Security.Credential, Targets.Cluster);

    private void CheckCapacity()
    {
        if (Clients.Count > 0)
            Bounds.Require(nameof(Clients), Clients.Count, Share.Count, int.MaxValue);
        if (OpensConnections)
            Bounds.Require(nameof(Workers), Workers, 1, Environment.ProcessorCount);
        if (Lifetime.PoolSize is { } size)
            Bounds.Require(nameof(Lifetime.PoolSize), size, Workers * Share.Count, int.MaxValue / 2);
        Bounds.Require(nameof(MaxOpen), MaxOpen, Workers * Share.Count, int.MaxValue / 2);
    }
}
