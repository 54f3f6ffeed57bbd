using RedisLoad.Pacing;
using RedisLoad.Parameters;
using static System.FormattableString;

namespace RedisLoad.Plan;

/// <summary>The clients that are there before the load and stay: how many, and what they do.</summary>
public sealed record ClientsPlan
{
    private static readonly TimeSpan s_longestRamp = TimeSpan.FromDays(1);

    private readonly Rate? _rate;
    private readonly Rate? _totalRate;

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

    /// <summary>The clients in words.</summary>
    /// <param name="reconnect">When they connect again.</param>
    internal string Describe(ReconnectPlan reconnect) => Invariant(
        $"{Count:N0} clients connected, with {TotalRate} requests a second in all; a lost connection is replaced {reconnect.Describe()}");

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
    }

    /// <summary>When requests are due, of all clients in turn.</summary>
    internal IArrivals CreateRequests() => TotalRate == default ? new NoArrivals() : new ConstantRate(TotalRate);

    /// <summary>What was given, by the names of the parameters; null is not given.</summary>
    internal IEnumerable<(string Name, object? Value)> Given =>
    [
        ("Clients", Count == 0 ? null : Count),
        ("ClientRate", _rate),
        ("SteadyRate", _totalRate),
        ("ClientRamp", Ramp == TimeSpan.Zero ? null : Ramp),
    ];
}
