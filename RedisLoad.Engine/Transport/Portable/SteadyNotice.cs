namespace RedisLoad.Transport.Portable;

/// <summary>What became of a connection that stays.</summary>
internal enum SteadyEvent : byte
{
    Connected,
    Replied,
    Broken,
}

/// <summary>What a connection that stays tells the thread that serves the transport.</summary>
/// <param name="Connection">Its number.</param>
/// <param name="Event">What became of it.</param>
/// <param name="At">When, on <see cref="Clock"/>.</param>
internal readonly record struct SteadyNotice(int Connection, SteadyEvent Event, long At)
{
    /// <summary>What it died of, where that is no failure of a connection: a mistake of ours.</summary>
    public Exception? Mistake { get; init; }
}
