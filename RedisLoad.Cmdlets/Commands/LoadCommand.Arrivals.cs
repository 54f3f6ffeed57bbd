using System.Management.Automation;
using RedisLoad.Pacing;

namespace RedisLoad.Cmdlets.Commands;

public abstract partial class LoadCommand
{
    /// <summary>Uniform: the same time between one connection and the next. Poisson: at random, independently of each other, -Cps a second on average, as from many clients
    /// that know nothing of each other. Uniform when left out.</summary>
    [Parameter]
    public ArrivalKind Arrival
    {
        get => Plan.Arrival;
        set => Plan = Plan with { Arrival = value };
    }

    /// <summary>What everything random is drawn from, 0 or more: the same load for the same seed and the same parameters. Another one each time when left out.</summary>
    [Parameter]
    [WholeNumber<int>]
    public int Seed
    {
        get => Plan.Seed;
        set => Plan = Plan with { Seed = value };
    }

    /// <summary>How long connections are opened before those that count; a ramp or a stair begins with it. None when left out.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan WarmUp
    {
        get => Plan.WarmUp;
        set => Plan = Plan with { WarmUp = value };
    }

    /// <summary>The time that each sample covers: 0.1 seconds or more. 1 second when left out.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan Interval
    {
        get => Plan.Interval;
        set => Plan = Plan with { Interval = value };
    }

    /// <summary>How many threads share the load: up to one a processor. When left out: one for every 10,000 connections a second.</summary>
    [Parameter]
    [WholeNumber<int>]
    public int Workers
    {
        get => Plan.Workers;
        set => Plan = Plan with { Workers = value };
    }
}
