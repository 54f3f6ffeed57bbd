using System.Management.Automation;
using RedisLoad.Pacing;

namespace RedisLoad.Cmdlets.Commands;

public sealed partial class StartRedisLoadCommand
{
    /// <summary>New connections per second, evenly spaced; with -Gap, the connections in a burst. A number (8000, 0.5), or a number and its unit of time (500/m, 2/h).
    /// Default: 5. Range: 0.000001 to 1,000,000 per second.</summary>
    [Parameter(Position = 0)]
    [Rate]
    public Rate Cps
    {
        get => _plan.Cps;
        set => _plan = _plan with { Cps = value };
    }

    /// <summary>How long connections are opened: seconds, units (500ms, 1m30s, 1d), or a TimeSpan. Default: 60 seconds.</summary>
    [Parameter(Position = 1)]
    [Alias("durs")]
    [Seconds]
    public TimeSpan Duration
    {
        get => _plan.Duration;
        set => _plan = _plan with { Duration = value };
    }

    /// <summary>How many connections are opened, in place of -Duration; those of the warm-up come before.</summary>
    [Parameter]
    [WholeNumber<long>]
    public long Count
    {
        get => _plan.Count ?? default;
        set => _plan = _plan with { Count = value };
    }

    /// <summary>Bursts in place of an even rate: -Cps connections at once, again every so many seconds, -Duration / -Gap times. A burst begins when it is due,
    /// whether or not the one before is done.</summary>
    [Parameter]
    [Alias("gaps")]
    [Seconds]
    public TimeSpan Gap
    {
        get => _plan.Gap ?? default;
        set => _plan = _plan with { Gap = value };
    }

    /// <summary>Uniform: the same time between one connection and the next. Poisson: at random, independently of each other, -Cps a second on average, as from many clients
    /// that know nothing of each other. Uniform when left out.</summary>
    [Parameter]
    public ArrivalKind Arrival
    {
        get => _plan.Arrival;
        set => _plan = _plan with { Arrival = value };
    }

    /// <summary>What everything random is drawn from, 0 or more: the same load for the same seed and the same parameters. Another one each time when left out.</summary>
    [Parameter]
    [WholeNumber<int>]
    public int Seed
    {
        get => _plan.Seed;
        set => _plan = _plan with { Seed = value };
    }

    /// <summary>Final rate of a ramp that goes evenly from -Cps, up or down, in connections per second. Same form and range as -Cps.</summary>
    [Parameter]
    [Rate]
    public Rate RampTo
    {
        get => _plan.RampTo ?? default;
        set => _plan = _plan with { RampTo = value };
    }

    /// <summary>How long the way to -RampTo takes; the rate stays there then. The whole -Duration when left out.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan RampTime
    {
        get => _plan.RampTime ?? default;
        set => _plan = _plan with { RampTime = value };
    }

    /// <summary>Rate increase per -StepTime, in connections per second. Same form as -Cps; a negative number decreases the rate.</summary>
    [Parameter]
    [Rate]
    public Rate Step
    {
        get => _plan.Step ?? default;
        set => _plan = _plan with { Step = value };
    }

    /// <summary>How long a rate stays before the next -Step.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan StepTime
    {
        get => _plan.StepTime ?? default;
        set => _plan = _plan with { StepTime = value };
    }

    /// <summary>No schedule: keeps -MaxOpen connections going (50 when left out), each new one started when another has ended. For the highest rate that
    /// server and host can do, and for comparing with redis-benchmark. A slow server slows this load: response times are those of a closed loop.</summary>
    [Parameter]
    public SwitchParameter Saturate
    {
        get => _plan.Saturate;
        set => _plan = _plan with { Saturate = value };
    }

    /// <summary>How long connections are opened before those that count; a ramp or a stair begins with it. None when left out.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan WarmUp
    {
        get => _plan.WarmUp;
        set => _plan = _plan with { WarmUp = value };
    }

    /// <summary>The time that each sample covers: 0.1 seconds or more. 1 second when left out.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan Interval
    {
        get => _plan.Interval;
        set => _plan = _plan with { Interval = value };
    }

    /// <summary>How many threads share the load: up to one a processor. When left out: one for every 10,000 connections a second.</summary>
    [Parameter]
    [WholeNumber<int>]
    public int Workers
    {
        get => _plan.Workers;
        set => _plan = _plan with { Workers = value };
    }
}
