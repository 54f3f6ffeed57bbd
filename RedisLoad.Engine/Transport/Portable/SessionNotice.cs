using RedisLoad.Session;
namespace RedisLoad.Transport.Portable;

/// <summary>What a session tells the thread that serves the transport: that it was answered, or has ended.</summary>
/// <param name="Session">The session.</param>
/// <param name="Record">What became of it so far.</param>
internal readonly record struct SessionNotice(PortableSession Session, SessionRecord Record)
{
    /// <summary>Whether it has ended; else it was answered.</summary>
    public bool IsEnd { get; init; }

    /// <summary>The connection it leaves for another session; null for none.</summary>
    public PortableConnection? Kept { get; init; }

    /// <summary>What it died of, where that is no failure of a connection: a mistake of ours.</summary>
    public Exception? Mistake { get; init; }
}
