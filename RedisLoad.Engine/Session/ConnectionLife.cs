namespace RedisLoad.Session;

/// <summary>What becomes of a connection after its commands.</summary>
/// <param name="Hold">How long it stays open.</param>
/// <param name="KeepAliveInterval">How long after the last word a PING is sent meanwhile; null for never.</param>
/// <param name="Close">How it ends.</param>
/// <param name="IsPooled">Whether it is kept for a later session in place of being closed; a PING looks first whether it still lives.</param>
/// <param name="PoolIdleTimeout">How long a kept connection may wait for that, before it is closed.</param>
internal sealed record ConnectionLife(TimeRange Hold, TimeSpan? KeepAliveInterval, CloseMode Close, bool IsPooled, TimeSpan PoolIdleTimeout)
{
    /// <summary>Closed at once with a reset.</summary>
    public static ConnectionLife Short { get; } = new(TimeRange.None, null, CloseMode.Reset, IsPooled: false, TimeSpan.Zero);

    /// <summary>A background connection: it goes through its handshake, stays, and says what it is told to.</summary>
    public static ConnectionLife Background { get; } = Short with { Stays = true };

    /// <summary>Whether it stays open after its handshake until it breaks, and says only what it is told to.</summary>
    public bool Stays { get; init; }
}
