using System.Management.Automation;
using RedisLoad.Cmdlets.Completion;
using RedisLoad.Pacing;
using RedisLoad.Plan;

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

    /// <summary>Backoff of a client whose connection is lost or refused: None (it stays away), Immediate (no delay), Fixed (-ReconnectDelay
    /// before each attempt), Linear (n times -ReconnectDelay before attempt n), or Exponential (each delay twice the previous one).
    /// Default: Exponential.</summary>
    [Parameter]
    public ReconnectBackoff Reconnect
    {
        get => Plan.Clients.Reconnect;
        set => With(Plan.Clients with { Reconnect = value });
    }

    /// <summary>First delay before an attempt to reconnect, 1 ms to 1 h. Default: 100 ms.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan ReconnectDelay
    {
        get => Plan.Clients.ReconnectDelay;
        set => With(Plan.Clients with { ReconnectDelay = value });
    }

    /// <summary>Longest delay before an attempt to reconnect, with Linear and Exponential. Default: 10 s.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan ReconnectMaxDelay
    {
        get => Plan.Clients.ReconnectMaxDelay;
        set => With(Plan.Clients with { ReconnectMaxDelay = value });
    }

    /// <summary>Randomness of the delays: None, Full (0 to the delay), Equal (half of the delay, plus 0 to the other half), or Decorrelated
    /// (-ReconnectDelay to three times the previous delay). Default: Full with Exponential, None otherwise.</summary>
    [Parameter]
    public ReconnectJitter ReconnectJitter
    {
        get => Plan.Clients.ReconnectJitter;
        set => With(Plan.Clients with { ReconnectJitter = value });
    }

    /// <summary>Number of failed attempts after which a client gives up. Default: no limit.</summary>
    [Parameter]
    [WholeNumber<int>]
    public int ReconnectLimit
    {
        get => Plan.Clients.ReconnectLimit ?? default;
        set => With(Plan.Clients with { ReconnectLimit = value });
    }

    /// <summary>Client library whose default reconnect behavior the clients have: StackExchange.Redis, redis-py, ioredis, ioredis-5,
    /// node-redis, Lettuce, Jedis, go-redis, redis-plus-plus, or hiredis. Replaces the other -Reconnect parameters.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ClientLibraryCompleter))]
    public string? ReconnectAs
    {
        get => Plan.Clients.ReconnectAs;
        set => With(Plan.Clients with { ReconnectAs = value });
    }
}
