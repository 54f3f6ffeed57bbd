using System.Management.Automation;
using RedisLoad.Cmdlets.Parameters;
using RedisLoad.Pacing;

namespace RedisLoad.Cmdlets.Commands;

public partial class StartRedisLoadCommand
{
    /// <summary>New connections per second, evenly spaced; with -Gap, the connections in a burst. A number (8000, 0.5), or a number and its
    /// unit of time (500/m, 2/h).
    /// Default: 5. Range: 0.000001 to 1,000,000 per second.</summary>
    [Parameter(Position = 0)]
    [Rate]
    public Rate Cps
    {
        get => Plan.Schedule.Cps;
        set => With(Plan.Schedule with { Cps = value });
    }

    /// <summary>Time in which connections are opened: seconds, units (500ms, 1m30s, 1d), or a TimeSpan. Default: 60 s.</summary>
    [Parameter(Position = 1)]
    [Alias("durs")]
    [Seconds]
    public TimeSpan Duration
    {
        get => Plan.Schedule.Duration;
        set => With(Plan.Schedule with { Duration = value });
    }

    /// <summary>Number of connections to open, instead of -Duration. Connections of the warm-up are extra.</summary>
    [Parameter]
    [WholeNumber<long>]
    public long Count
    {
        get => Plan.Schedule.Count ?? default;
        set => With(Plan.Schedule with { Count = value });
    }

    /// <summary>Opens connections in bursts: -Cps at once every -Gap seconds, -Duration / -Gap times. A burst starts when it is due,
    /// whether or not the previous one is done. Default: no bursts, an even rate.</summary>
    [Parameter]
    [Alias("gaps")]
    [Seconds]
    public TimeSpan Gap
    {
        get => Plan.Schedule.Gap ?? default;
        set => With(Plan.Schedule with { Gap = value });
    }

    /// <summary>Final rate of a linear ramp from -Cps, up or down, in connections per second. Same form and range as
    /// -Cps.</summary>
    [Parameter]
    [Rate]
    public Rate RampTo
    {
        get => Plan.Schedule.RampTo ?? default;
        set => With(Plan.Schedule with { RampTo = value });
    }

    /// <summary>Time that the ramp to -RampTo takes; the rate then stays there. Default: the whole -Duration.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan RampTime
    {
        get => Plan.Schedule.RampTime ?? default;
        set => With(Plan.Schedule with { RampTime = value });
    }

    /// <summary>Rate increase per -StepTime, in connections per second. Same form as -Cps; a negative number decreases the rate.</summary>
    [Parameter]
    [Rate]
    public Rate Step
    {
        get => Plan.Schedule.Step ?? default;
        set => With(Plan.Schedule with { Step = value });
    }

    /// <summary>Time that a rate stays before the next -Step.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan StepTime
    {
        get => Plan.Schedule.StepTime ?? default;
        set => With(Plan.Schedule with { StepTime = value });
    }

    /// <summary>Keeps -MaxOpen connections going, without a schedule: each new one starts when another has ended. Shows the highest rate
    /// of server and host together, as redis-benchmark does. A slow server slows this load down: response times are those of a closed
    /// loop.</summary>
    [Parameter]
    public SwitchParameter Saturate
    {
        get => Plan.Schedule.Saturate;
        set => With(Plan.Schedule with { Saturate = value });
    }
}
