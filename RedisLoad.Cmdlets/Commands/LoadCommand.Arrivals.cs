using System.Management.Automation;
using RedisLoad.Cmdlets.Parameters;
using RedisLoad.Pacing;

namespace RedisLoad.Cmdlets.Commands;

public abstract partial class LoadCommand
{
    /// <summary>Spacing of connections: Uniform, the same time between one and the next; or Poisson, random and independent, -Cps per
    /// second on average, as from many unrelated clients. Default: Uniform.</summary>
    [Parameter]
    public ArrivalKind Arrival
    {
        get => Plan.Schedule.Arrival;
        set => With(Plan.Schedule with { Arrival = value });
    }

    /// <summary>Seed for the random number generator, 0 or more: the same seed and parameters produce the same load. Default: a different
    /// one each time.</summary>
    [Parameter]
    [WholeNumber<int>]
    public int Seed
    {
        get => Plan.Schedule.Seed;
        set => With(Plan.Schedule with { Seed = value });
    }

    /// <summary>Warm-up before the measurement, in which connections are opened and not counted. A ramp or steps begin with it. Default:
    /// none; 1 s for each load of Find-RedisLoadLimit.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan WarmUp
    {
        get => Plan.Schedule.WarmUp;
        set => With(Plan.Schedule with { WarmUp = value });
    }

    /// <summary>Time that each row covers, 0.1 s or more. Default: 1 s.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan Interval
    {
        get => Plan.Rows.Interval;
        set => With(Plan.Rows with { Interval = value });
    }

    /// <summary>Number of threads that share the load, up to one per CPU. Default: one per 10,000 connections per second; one with
    /// -Saturate.</summary>
    [Parameter]
    [WholeNumber<int>]
    public int Workers
    {
        get => Plan.Workers;
        set => Plan = Plan with { Workers = value };
    }
}
