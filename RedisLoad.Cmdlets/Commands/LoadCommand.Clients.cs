using System.Management.Automation;
using RedisLoad.Cmdlets.Parameters;
using RedisLoad.Pacing;

namespace RedisLoad.Cmdlets.Commands;

public abstract partial class LoadCommand
{
    /// <summary>Number of clients that connect before the load, stay connected, and send -ClientRate requests per second each. A client
    /// that loses its connection reconnects according to -Reconnect. Without -Cps, the clients are the whole load. Default: none.</summary>
    [Parameter]
    [Alias("Steady")]
    [WholeNumber<int>]
    public int Clients
    {
        get => Plan.Clients.Count;
        set => With(Plan.Clients with { Count = value });
    }

    /// <summary>Requests per second of each client, spread evenly over time and clients. A request is one command of -Command, in turn. A
    /// number (1, 0.1), or a number and its unit of time (6/m); 0 for idle clients. Default: 1.</summary>
    [Parameter]
    [Rate]
    public Rate ClientRate
    {
        get => Plan.Clients.Rate;
        set => With(Plan.Clients with { Rate = value });
    }

    /// <summary>Requests per second of all clients together, instead of -ClientRate.</summary>
    [Parameter]
    [Rate]
    public Rate SteadyRate
    {
        get => Plan.Clients.TotalRate;
        set => With(Plan.Clients with { TotalRate = value });
    }

    /// <summary>Time in which the clients connect before the load, evenly spaced. Default: as fast as the server accepts 64 at
    /// once.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan ClientRamp
    {
        get => Plan.Clients.Ramp;
        set => With(Plan.Clients with { Ramp = value });
    }
}
