using System.Management.Automation;
using RedisLoad.Cmdlets.Completion;
using RedisLoad.Cmdlets.Parameters;
using RedisLoad.Pacing;

namespace RedisLoad.Cmdlets.Commands;

public abstract partial class LoadCommand
{
    /// <summary>Number of retries for a new connection that fails, after the delays of -Reconnect. A retry is counted in Retries, not in
    /// Started, and the response time counts from when the connection was first due. Failures of this host, and of passwords, permissions,
    /// and certificates, are not retried. Default: 0.</summary>
    [Parameter]
    [WholeNumber<int>]
    public int Retry
    {
        get => Plan.Reconnect.Retries;
        set => With(Plan.Reconnect with { Retries = value });
    }

    /// <summary>Backoff of a client whose connection is lost or refused: None (it stays away), Immediate (no delay), Fixed (-ReconnectDelay
    /// before each attempt), Linear (n times -ReconnectDelay before attempt n), or Exponential (each delay twice the previous one).
    /// Default: Exponential.</summary>
    [Parameter]
    public ReconnectBackoff Reconnect
    {
        get => Plan.Reconnect.Backoff;
        set => With(Plan.Reconnect with { Backoff = value });
    }

    /// <summary>First delay before an attempt to reconnect, 1 ms to 1 h. Default: 100 ms.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan ReconnectDelay
    {
        get => Plan.Reconnect.Delay;
        set => With(Plan.Reconnect with { Delay = value });
    }

    /// <summary>Longest delay before an attempt to reconnect, with Linear and Exponential. Default: 10 s.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan ReconnectMaxDelay
    {
        get => Plan.Reconnect.MaxDelay;
        set => With(Plan.Reconnect with { MaxDelay = value });
    }

    /// <summary>Randomness of the delays: None, Full (0 to the delay), Equal (half of the delay, plus 0 to the other half), or Decorrelated
    /// (-ReconnectDelay to three times the previous delay). Default: Full with Exponential, None otherwise.</summary>
    [Parameter]
    public ReconnectJitter ReconnectJitter
    {
        get => Plan.Reconnect.Jitter;
        set => With(Plan.Reconnect with { Jitter = value });
    }

    /// <summary>Number of failed attempts after which a client gives up. Default: no limit.</summary>
    [Parameter]
    [WholeNumber<int>]
    public int ReconnectLimit
    {
        get => Plan.Reconnect.Limit ?? default;
        set => With(Plan.Reconnect with { Limit = value });
    }

    /// <summary>Client library whose default reconnect behavior the clients have: StackExchange.Redis, redis-py, ioredis, ioredis-5,
    /// node-redis, Lettuce, Jedis, go-redis, redis-plus-plus, or hiredis. Replaces the other -Reconnect parameters.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ClientLibraryCompleter))]
    public string? ReconnectAs
    {
        get => Plan.Reconnect.Library;
        set => With(Plan.Reconnect with { Library = value });
    }
}
