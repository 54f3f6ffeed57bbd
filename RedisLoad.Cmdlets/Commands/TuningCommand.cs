using System.Collections.Immutable;
using System.Management.Automation;
using RedisLoad.Cmdlets.Completion;
using RedisLoad.Cmdlets.Parameters;
using RedisLoad.Pacing;
using RedisLoad.Session;
using RedisLoad.Tuning;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>Base class of the tuning cmdlets: the plan that the kernel must be ready for.</summary>
public abstract class TuningCommand : RedisLoadCommand
{
    /// <summary>The parameter set of the plan's parameters.</summary>
    protected const string PlanSet = "Plan";

    private TuningPlan _plan = new();

    /// <summary>New connections per second: a number (8000, 0.5), or a number and its unit of time (500/m, 2/h). Default: 8,000, and 64,000
    /// open files.
    /// Range: 0.000001 to 1,000,000 per second.</summary>
    [Parameter(Position = 0, ParameterSetName = PlanSet)]
    [Rate]
    public Rate Cps
    {
        get => _plan.Cps ?? default;
        set => _plan = _plan with { Cps = value };
    }

    /// <summary>Time that a connection stays open, as in Start-RedisLoad: a duration, or a range such as 1-5, of which the longest
    /// counts. One in a thousand connections may live longer. Default: 0.01 s.</summary>
    [Parameter(ParameterSetName = PlanSet)]
    [SecondsRange]
    public TimeRange HoldTime
    {
        get => new(_plan.HoldTime, _plan.HoldTime);
        set => _plan = _plan with { HoldTime = value.Max };
    }

    /// <summary>Time in which connections are opened. Default: unlimited.</summary>
    [Parameter(ParameterSetName = PlanSet)]
    [Alias("durs")]
    [Seconds]
    public TimeSpan Duration
    {
        get => _plan.Duration ?? default;
        set => _plan = _plan with { Duration = value };
    }

    /// <summary>Number of connections open at once. Default: those of -HoldTime or -ConnectTimeout, whichever is longer.</summary>
    [Parameter(ParameterSetName = PlanSet)]
    [WholeNumber<int>]
    public int MaxOpen
    {
        get => _plan.MaxOpen ?? 0;
        set => _plan = _plan with { MaxOpen = value };
    }

    /// <summary>How connections end: Reset (by the client, as Start-RedisLoad does; no TIME_WAIT), Fin (the client closes first), or Server
    /// (the server closes first). Default: Reset.</summary>
    [Parameter(ParameterSetName = PlanSet)]
    public CloseMode Close
    {
        get => _plan.Close;
        set => _plan = _plan with { Close = value };
    }

    /// <summary>Longest time without accept() by the server in which no connection may be lost. Default: 0.5 s.</summary>
    [Parameter(ParameterSetName = PlanSet)]
    [Seconds]
    public TimeSpan Stall
    {
        get => _plan.Stall;
        set => _plan = _plan with { Stall = value };
    }

    /// <summary>Time in which a connection must be established. Default: 1 s, after which the kernel retransmits a SYN.</summary>
    [Parameter(ParameterSetName = PlanSet)]
    [Seconds]
    public TimeSpan ConnectTimeout
    {
        get => _plan.ConnectTimeout;
        set => _plan = _plan with { ConnectTimeout = value };
    }

    /// <summary>Addresses of the client host that connections come from, as in Start-RedisLoad: addresses, or networks such as
    /// 127.0.0.8/29. Each has the whole range of local ports. Default: one address.</summary>
    [Parameter(ParameterSetName = PlanSet)]
    public string[] SourceAddress
    {
        get => [.. _plan.SourceAddress];
        set => _plan = _plan with { SourceAddress = [.. value ?? []] };
    }

    /// <summary>Side whose settings are checked: Client, Server, or Both. Default: Both.</summary>
    [Parameter(ParameterSetName = PlanSet)]
    public TuningSide Side
    {
        get => _plan.Side;
        set => _plan = _plan with { Side = value };
    }

    /// <summary>Port of the Redis server, which no outgoing connection should take. Default: 6379.</summary>
    [Parameter(ParameterSetName = PlanSet)]
    [WholeNumber<int>]
    [ArgumentCompleter(typeof(PortCompleter))]
    public int Port
    {
        get => _plan.Port;
        set => _plan = _plan with { Port = value };
    }

    /// <summary>The plan as it was given.</summary>
    private protected TuningPlan Plan => _plan;

    /// <summary>Those of the checks that match one of these names, which can be wildcards; all of them without names.</summary>
    private protected static IEnumerable<TuningCheck> Filter(ImmutableArray<TuningCheck> checks, string[]? names)
    {
        WildcardPattern[] patterns = [.. (names ?? ["*"]).Select(name => new WildcardPattern(name, WildcardOptions.IgnoreCase))];
        return checks.Where(check => Array.Exists(patterns, pattern => pattern.IsMatch(check.Name)));
    }
}
