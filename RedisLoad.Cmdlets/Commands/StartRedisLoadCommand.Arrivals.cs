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
        get => Plan.Cps;
        set => Plan = Plan with { Cps = value };
    }

    /// <summary>How long connections are opened: seconds, units (500ms, 1m30s, 1d), or a TimeSpan. Default: 60 seconds.</summary>
    [Parameter(Position = 1)]
    [Alias("durs")]
    [Seconds]
    public TimeSpan Duration
    {
        get => Plan.Duration;
        set => Plan = Plan with { Duration = value };
    }

    /// <summary>How many connections are opened, in place of -Duration; those of the warm-up come before.</summary>
    [Parameter]
    [WholeNumber<long>]
    public long Count
    {
        get => Plan.Count ?? default;
        set => Plan = Plan with { Count = value };
    }

    /// <summary>Bursts in place of an even rate: -Cps connections at once, again every so many seconds, -Duration / -Gap times. A burst begins when it is due,
    /// whether or not the one before is done.</summary>
    [Parameter]
    [Alias("gaps")]
    [Seconds]
    public TimeSpan Gap
    {
        get => Plan.Gap ?? default;
        set => Plan = Plan with { Gap = value };
    }

    /// <summary>Final rate of a ramp that goes evenly from -Cps, up or down, in connections per second. Same form and range as -Cps.</summary>
    [Parameter]
    [Rate]
    public Rate RampTo
    {
        get => Plan.RampTo ?? default;
        set => Plan = Plan with { RampTo = value };
    }

    /// <summary>How long the way to -RampTo takes; the rate stays there then. The whole -Duration when left out.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan RampTime
    {
        get => Plan.RampTime ?? default;
        set => Plan = Plan with { RampTime = value };
    }

    /// <summary>Rate increase per -StepTime, in connections per second. Same form as -Cps; a negative number decreases the rate.</summary>
    [Parameter]
    [Rate]
    public Rate Step
    {
        get => Plan.Step ?? default;
        set => Plan = Plan with { Step = value };
    }

    /// <summary>How long a rate stays before the next -Step.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan StepTime
    {
        get => Plan.StepTime ?? default;
        set => Plan = Plan with { StepTime = value };
    }

    /// <summary>No schedule: keeps -MaxOpen connections going (50 when left out), each new one started when another has ended. For the highest rate that
    /// server and host can do, and for comparing with redis-benchmark. A slow server slows this load: response times are those of a closed loop.</summary>
    [Parameter]
    public SwitchParameter Saturate
    {
        get => Plan.Saturate;
        set => Plan = Plan with { Saturate = value };
    }
}
