using RedisLoad.Pacing;
using RedisLoad.Parameters;
using static System.FormattableString;

namespace RedisLoad.Plan;

/// <summary>When a connection is opened again: that of a client, when it is lost, and a new one, when it has failed and is
/// retried.</summary>
public sealed record ReconnectPlan
{
    private const int MostRetries = 1000;

    private static readonly TimeSpan s_longestDelay = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_defaultMaxDelay = TimeSpan.FromSeconds(10);

    private readonly ReconnectBackoff? _backoff;
    private readonly TimeSpan? _delay;
    private readonly TimeSpan? _maxDelay;
    private readonly ReconnectJitter? _jitter;

    /// <summary>How often a new connection that has failed is tried again; 0 for never.</summary>
    public int Retries { get; init; }

    /// <summary>How the delays before the attempts grow.</summary>
    public ReconnectBackoff Backoff
    {
        get => _backoff ?? ReconnectBackoff.Exponential;
        init => _backoff = value;
    }

    /// <summary>The first delay.</summary>
    public TimeSpan Delay
    {
        get => _delay ?? TimeSpan.FromMilliseconds(100);
        init => _delay = value;
    }

    /// <summary>The longest delay.</summary>
    public TimeSpan MaxDelay
    {
        get => _maxDelay ?? (Delay > s_defaultMaxDelay ? Delay : s_defaultMaxDelay);
        init => _maxDelay = value;
    }

    /// <summary>How delays are spread at random.</summary>
    public ReconnectJitter Jitter
    {
        get => _jitter ?? (Backoff == ReconnectBackoff.Exponential ? ReconnectJitter.Full : ReconnectJitter.None);
        init => _jitter = value;
    }

    /// <summary>How many attempts a client makes before it gives up; null for no limit.</summary>
    public int? Limit { get; init; }

    /// <summary>The client library whose defaults take the place of the others; null for none.</summary>
    public string? Library { get; init; }

    /// <summary>The libraries that <see cref="Library"/> knows.</summary>
    public static IEnumerable<string> Libraries => ReconnectPresets.Names;

    /// <summary>What was given, by the names of the parameters; null is not given.</summary>
    internal IEnumerable<(string Name, object? Value)> Given =>
    [
        ("Retry", Retries == 0 ? null : Retries),
        ("ReconnectAs", Library),
        ("Reconnect", _backoff),
        ("ReconnectDelay", _delay),
        ("ReconnectMaxDelay", _maxDelay),
        ("ReconnectJitter", _jitter),
        ("ReconnectLimit", Limit),
    ];

    /// <summary>When a connection is opened again, in words.</summary>
    internal string Describe() => Library is { } library ? $"as {library} does" : Backoff switch
    {
        ReconnectBackoff.None => "never",
        ReconnectBackoff.Immediate => "at once",
        _ => Invariant($"after {Delay.TotalSeconds} s ({Backoff}, jitter {Jitter})"),
    };

    /// <summary>Checks the values.</summary>
    /// <exception cref="PlanException">One is out of its range.</exception>
    internal void Check()
    {
        Bounds.Require("Retry", Retries, 0, MostRetries);
        if (Library is { } library)
        {
            if (ReconnectPresets.Find(library) is null)
                throw new PlanException(
                    PlanProblem.ValueOutOfRange, "ReconnectAs", library,
                    $"{UserText.Show(library)} is not a known client library. Use one of {string.Join(", ", Libraries)}.");
            return;
        }
        Bounds.Require("ReconnectDelay", Delay, TimeSpan.FromMilliseconds(1), s_longestDelay);
        Bounds.Require("ReconnectMaxDelay", MaxDelay, Delay, s_longestDelay);
        if (Limit is { } limit)
            Bounds.Require("ReconnectLimit", limit, 1, int.MaxValue);
    }

    /// <summary>When a connection is opened again.</summary>
    internal ReconnectPolicy CreatePolicy() => Library is { } library
        ? ReconnectPresets.Find(library)!
        : ReconnectPolicy.Of(Backoff, Delay, MaxDelay, Jitter, Limit);
}
