namespace RedisLoad.Session;

/// <summary>What becomes of a connection after its commands.</summary>
/// <param name="Hold">How long it stays open.</param>
/// <param name="KeepAliveInterval">How long after the last word a PING is sent meanwhile; null for never.</param>
/// <param name="Close">How it ends.</param>
/// <param name="IsPooled">Whether it is kept for a later session in place of being closed; a PING looks first whether it still
/// lives.</param>
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

/// <summary>How a connection ends that has done its work.</summary>
public enum CloseMode
{
    /// <summary>With a reset (RST): no TIME_WAIT anywhere. What the original client did.</summary>
    Reset,

    /// <summary>With an orderly close (FIN) by this host, which keeps the TIME_WAIT.</summary>
    Fin,

    /// <summary>With QUIT, which has the server close first: the TIME_WAIT is the server's.</summary>
    Server,
}

/// <summary>A time, or a range that times are drawn from evenly.</summary>
/// <param name="Min">The shortest.</param>
/// <param name="Max">The longest; the same for a time that does not vary.</param>
public readonly record struct TimeRange(TimeSpan Min, TimeSpan Max)
{
    /// <summary>No time at all.</summary>
    public static TimeRange None => default;

    /// <summary>Seconds, as they are written: <c>2</c> or <c>1-5</c>.</summary>
    public override string ToString() =>
        Min == Max
            ? FormattableString.Invariant($"{Min.TotalSeconds}")
            : FormattableString.Invariant($"{Min.TotalSeconds}-{Max.TotalSeconds}");

    /// <summary>The time that belongs to a seed, in nanoseconds.</summary>
    internal long Sample(ulong seed) =>
        Min.ToNanoseconds() + (Max == Min ? 0 : SplitMix64.Below((Max - Min).ToNanoseconds() + 1, seed, position: ulong.MaxValue - 1));
}
