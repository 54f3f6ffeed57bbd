using System.Management.Automation;
using RedisLoad.Cmdlets.Parameters;
using RedisLoad.Session;

namespace RedisLoad.Cmdlets.Commands;

public abstract partial class LoadCommand
{
    /// <summary>Time that a connection stays open after its commands: a duration, or a range such as 1-5 or 500ms-2s from which each is
    /// drawn evenly. Rows continue for that long after -Duration. Default: none.</summary>
    [Parameter]
    [SecondsRange]
    public TimeRange HoldTime
    {
        get => Plan.Lifetime.HoldTime;
        set => With(Plan.Lifetime with { HoldTime = value });
    }

    /// <summary>Idle time after which a held connection sends a PING. Default: never.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan KeepAliveInterval
    {
        get => Plan.Lifetime.KeepAliveInterval ?? default;
        set => With(Plan.Lifetime with { KeepAliveInterval = value });
    }

    /// <summary>How a connection ends. Reset: with a reset, which leaves no TIME_WAIT. Fin: this host closes, and keeps the TIME_WAIT for a
    /// minute. Server: with QUIT; the server closes, and keeps the TIME_WAIT. Default: Reset.</summary>
    [Parameter]
    public CloseMode Close
    {
        get => Plan.Lifetime.Close;
        set => With(Plan.Lifetime with { Close = value });
    }

    /// <summary>Number of connections to keep and reuse, like the pool of a client. A kept connection is checked with a PING, and replaced
    /// if it is dead. A connection that is due while all are in use is dropped and counted. Default: no pool, each connection is
    /// new.</summary>
    [Parameter]
    [WholeNumber<int>]
    public int PoolSize
    {
        get => Plan.Lifetime.PoolSize ?? default;
        set => With(Plan.Lifetime with { PoolSize = value });
    }

    /// <summary>Idle time after which a kept connection is closed. Default: 300 s.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan PoolIdleTimeout
    {
        get => Plan.Lifetime.PoolIdleTimeout;
        set => With(Plan.Lifetime with { PoolIdleTimeout = value });
    }

    /// <summary>Limit of open connections. A connection that is due beyond it is dropped and counted. Default: as many as the timeouts and
    /// -HoldTime allow at this rate, at most 9,000; 50 with -Saturate.</summary>
    [Parameter]
    [WholeNumber<int>]
    public int MaxOpen
    {
        get => Plan.MaxOpen;
        set => Plan = Plan with { MaxOpen = value };
    }

    /// <summary>Time in which a connection must be established, including the TLS handshake, up to 120 s. Default: 3 s.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan ConnectTimeout
    {
        get => Plan.Session.ConnectTimeout;
        set => With(Plan.Session with { ConnectTimeout = value });
    }

    /// <summary>Time in which each reply must arrive, up to 120 s. Default: 10 s.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan ReplyTimeout
    {
        get => Plan.Session.ReplyTimeout;
        set => With(Plan.Session with { ReplyTimeout = value });
    }

    /// <summary>Enables TCP keepalive: the idle time before the first probe, and between probes, in whole seconds, 1 or more. Default:
    /// off.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan TcpKeepAlive
    {
        get => Plan.Sockets.TcpKeepAlive ?? default;
        set => With(Plan.Sockets with { TcpKeepAlive = value });
    }

    /// <summary>Sends small packets immediately (TCP_NODELAY). Default: $true.</summary>
    [Parameter]
    public bool NoDelay
    {
        get => Plan.Sockets.NoDelay;
        set => With(Plan.Sockets with { NoDelay = value });
    }

    /// <summary>Send buffer of each socket (SO_SNDBUF), in bytes. The kernel doubles it, up to net.core.wmem_max. Default: chosen by the
    /// kernel.</summary>
    [Parameter]
    [WholeNumber<int>(IsSize = true)]
    public int SendBufferSize
    {
        get => Plan.Sockets.SendBufferSize ?? default;
        set => With(Plan.Sockets with { SendBufferSize = value });
    }

    /// <summary>Receive buffer of each socket (SO_RCVBUF), in bytes. The kernel doubles it, up to net.core.rmem_max. Default: chosen by the
    /// kernel.</summary>
    [Parameter]
    [WholeNumber<int>(IsSize = true)]
    public int ReceiveBufferSize
    {
        get => Plan.Sockets.ReceiveBufferSize ?? default;
        set => With(Plan.Sockets with { ReceiveBufferSize = value });
    }
}
