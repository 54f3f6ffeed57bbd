using System.Management.Automation;
using RedisLoad.Pacing;
using RedisLoad.Session;

namespace RedisLoad.Cmdlets.Commands;

public abstract partial class LoadCommand
{
    /// <summary>How long a connection stays open after its commands: a time, or a range such as 1-5 or 500ms-2s that is drawn from evenly. The rows go on for
    /// so long after -Duration. Not at all when left out.</summary>
    [Parameter]
    [SecondsRange]
    public TimeRange HoldTime
    {
        get => Plan.HoldTime;
        set => Plan = Plan with { HoldTime = value };
    }

    /// <summary>How long after the last word a held connection sends a PING. Never when left out.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan KeepAliveInterval
    {
        get => Plan.KeepAliveInterval ?? default;
        set => Plan = Plan with { KeepAliveInterval = value };
    }

    /// <summary>How a connection ends. Reset: with a reset, which leaves no TIME_WAIT. Fin: with an orderly close by this host, which keeps the TIME_WAIT for a minute.
    /// Server: with QUIT, and the server closes, so that the TIME_WAIT is the server's. Reset when left out.</summary>
    [Parameter]
    public CloseMode Close
    {
        get => Plan.Close;
        set => Plan = Plan with { Close = value };
    }

    /// <summary>At most how many connections are kept and used again, as the pool of a client does: a kept one is looked at with a PING, and replaced where it has died.
    /// One that falls due while all are in use is dropped and counted. Every connection is a new one when left out.</summary>
    [Parameter]
    [WholeNumber<int>]
    public int PoolSize
    {
        get => Plan.PoolSize ?? default;
        set => Plan = Plan with { PoolSize = value };
    }

    /// <summary>How long a kept connection may be idle before it is closed. 300 seconds when left out.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan PoolIdleTimeout
    {
        get => Plan.PoolIdleTimeout;
        set => Plan = Plan with { PoolIdleTimeout = value };
    }

    /// <summary>How many connections are opened before the load and stay, sending -SteadyRate requests a second while the others come and go: what a storm of connections does to
    /// the clients that are there already stands in the columns SteadyOpen, SteadyRequests, SteadyFailed and SteadyP50Ms to SteadyMaxMs. None when left out.</summary>
    [Parameter]
    [WholeNumber<int>]
    public int Steady
    {
        get => Plan.Steady;
        set => Plan = Plan with { Steady = value };
    }

    /// <summary>Requests per second of all steady connections together; a request is one command of -Command, in turn. Same form and range as -Cps.
    /// Default: one request per second for each connection.</summary>
    [Parameter]
    [Rate]
    public Rate SteadyRate
    {
        get => Plan.SteadyRate;
        set => Plan = Plan with { SteadyRate = value };
    }

    /// <summary>How many connections may be open at once. One that falls due beyond that is dropped and counted.
    /// When left out: as many as the time-outs and -HoldTime allow at this rate, at most 9,000.</summary>
    [Parameter]
    [WholeNumber<int>]
    public int MaxOpen
    {
        get => Plan.MaxOpen;
        set => Plan = Plan with { MaxOpen = value };
    }

    /// <summary>How long a connection may take to be established: up to 120 seconds. 3 seconds when left out.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan ConnectTimeout
    {
        get => Plan.ConnectTimeout;
        set => Plan = Plan with { ConnectTimeout = value };
    }

    /// <summary>How long each reply may take: up to 120 seconds. 10 seconds when left out.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan ReplyTimeout
    {
        get => Plan.ReplyTimeout;
        set => Plan = Plan with { ReplyTimeout = value };
    }

    /// <summary>Turns TCP keepalive on: the idle time before the first probe, and between probes, in whole seconds from 1. Off when left out.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan TcpKeepAlive
    {
        get => Plan.TcpKeepAlive ?? default;
        set => Plan = Plan with { TcpKeepAlive = value };
    }

    /// <summary>Whether small packets are sent at once (TCP_NODELAY). $true when left out.</summary>
    [Parameter]
    public bool NoDelay
    {
        get => Plan.NoDelay;
        set => Plan = Plan with { NoDelay = value };
    }

    /// <summary>The send buffer of each socket (SO_SNDBUF) in bytes; the kernel doubles it, up to net.core.wmem_max. The kernel's own choice when left out.</summary>
    [Parameter]
    [WholeNumber<int>(IsSize = true)]
    public int SendBufferSize
    {
        get => Plan.SendBufferSize ?? default;
        set => Plan = Plan with { SendBufferSize = value };
    }

    /// <summary>The receive buffer of each socket (SO_RCVBUF) in bytes; the kernel doubles it, up to net.core.rmem_max. The kernel's own choice when left out.</summary>
    [Parameter]
    [WholeNumber<int>(IsSize = true)]
    public int ReceiveBufferSize
    {
        get => Plan.ReceiveBufferSize ?? default;
        set => Plan = Plan with { ReceiveBufferSize = value };
    }
}
