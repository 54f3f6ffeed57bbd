using RedisLoad.Pacing;
using static System.FormattableString;

namespace RedisLoad.Plan;

/// <summary>The clients that are there before the load and stay: how many, what they do, and when they connect again.</summary>
public sealed record ClientsPlan
{
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromHours(1);

    private static readonly TimeSpan s_defaultMaxDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_longestRamp = TimeSpan.FromDays(1);

    private readonly Rate? _rate;
    private readonly Rate? _totalRate;
    private readonly ReconnectBackoff? _reconnect;
    private readonly TimeSpan? _delay;
    private readonly TimeSpan? _maxDelay;
    private readonly ReconnectJitter? _jitter;

    /// <summary>How many clients there are; 0 for none.</summary>
    public int Count { get; init; }

    /// <summary>How many requests each sends.</summary>
    public Rate Rate
    {
        get => _rate ?? 1;
        init => _rate = value;
    }

    /// <summary>How many requests all of them send together.</summary>
    public Rate TotalRate
    {
        get => _totalRate ?? Rate.Times(Count);
        init => _totalRate = value;
    }

    /// <summary>The time in which they connect at first; none for as soon as they can.</summary>
    public TimeSpan Ramp { get; init; }

    /// <summary>How the delays before the attempts to reconnect grow.</summary>
    public ReconnectBackoff Reconnect
    {
        get => _reconnect ?? ReconnectBackoff.Exponential;
        init => _reconnect = value;
    }

    /// <summary>The first delay.</summary>
    public TimeSpan ReconnectDelay
    {
        get => _delay ?? TimeSpan.FromMilliseconds(100);
        init => _delay = value;
    }

    /// <summary>The longest delay.</summary>
    public TimeSpan ReconnectMaxDelay
    {
        get => _maxDelay ?? (ReconnectDelay > s_defaultMaxDelay ? ReconnectDelay : s_defaultMaxDelay);
        init => _maxDelay = value;
    }

    /// <summary>How delays are spread at random.</summary>
    public ReconnectJitter ReconnectJitter
    {
        get => _jitter ?? (Reconnect == ReconnectBackoff.Exponential ? ReconnectJitter.Full : ReconnectJitter.None);
        init => _jitter = value;
    }

    /// <summary>How many attempts a client makes before it gives up; null for no limit.</summary>
    public int? ReconnectLimit { get; init; }

    /// <summary>The client library whose defaults take the place of the others; null for none.</summary>
    public string? ReconnectAs { get; init; }

    /// <summary>The libraries that <see cref="ReconnectAs"/> knows.</summary>
    public static IEnumerable<string> Libraries => ReconnectPresets.Names;

    /// <summary>The clients in words.</summary>
    internal string Describe()
    {
        string reconnect = ReconnectAs is { } library ? $"as {library} does" : Reconnect switch
        {
            ReconnectBackoff.None => "never",
            ReconnectBackoff.Immediate => "at once",
            _ => Invariant($"after {ReconnectDelay.TotalSeconds} s ({Reconnect}, jitter {ReconnectJitter})"),
        };
        return Invariant(
            $"{Count:N0} clients connected, with {TotalRate} requests a second in all; a lost connection is replaced {reconnect}");
    }

    /// <summary>Checks the values.</summary>
    /// <exception cref="PlanException">One is out of its range, or two cannot be combined.</exception>
    internal void Check()
    {
        Bounds.Require("Clients", Count, 0, int.MaxValue / 4);
        if (Count == 0)
            return;
        if (TotalRate != default)
            Bounds.Require(_totalRate is null ? "ClientRate" : "SteadyRate", TotalRate);
        Bounds.Require("ClientRamp", Ramp, TimeSpan.Zero, s_longestRamp);
        CheckReconnect();
    }

    /// <summary>When requests are due, of all clients in turn.</summary>
    internal IArrivals CreateRequests() => TotalRate == default ? new NoArrivals() : new ConstantRate(TotalRate);

    /// <summary>When a client connects again.</summary>
    internal ReconnectPolicy CreatePolicy() => ReconnectAs is { } library
        ? ReconnectPresets.Find(library)!
        : ReconnectPolicy.Of(Reconnect, ReconnectDelay, ReconnectMaxDelay, ReconnectJitter, ReconnectLimit);

    /// <summary>What was given, by the names of the parameters; null is not given.</summary>
    internal IEnumerable<(string Name, object? Value)> Given =>
    [
        ("Clients", Count == 0 ? null : Count),
        ("ClientRate", _rate),
        ("SteadyRate", _totalRate),
        ("ClientRamp", Ramp == TimeSpan.Zero ? null : Ramp),
        (nameof(ReconnectAs), ReconnectAs),
        (nameof(Reconnect), _reconnect),
        (nameof(ReconnectDelay), _delay),
        (nameof(ReconnectMaxDelay), _maxDelay),
        (nameof(ReconnectJitter), _jitter),
        (nameof(ReconnectLimit), ReconnectLimit),
    ];

    private void CheckReconnect()
    {
        if (ReconnectAs is { } library)
        {
            if (ReconnectPresets.Find(library) is null)
                throw new PlanException(
                    PlanProblem.ValueOutOfRange, nameof(ReconnectAs), library,
                    $"{UserText.Show(library)} is not a known client library. Use one of {string.Join(", ", Libraries)}.");
            return;
        }
        Bounds.Require(nameof(ReconnectDelay), ReconnectDelay, TimeSpan.FromMilliseconds(1), s_longestDelay);
        Bounds.Require(nameof(ReconnectMaxDelay), ReconnectMaxDelay, ReconnectDelay, s_longestDelay);
        if (ReconnectLimit is { } limit)
            Bounds.Require(nameof(ReconnectLimit), limit, 1, int.MaxValue);
    }
}
