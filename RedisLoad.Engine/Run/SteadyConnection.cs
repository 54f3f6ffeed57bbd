namespace RedisLoad.Run;

internal enum SteadyPhase : byte
{
    /// <summary>Not connected; the next request connects it.</summary>
    Down,

    /// <summary>Connects, and says who it is.</summary>
    Connecting,

    /// <summary>Waits for its next request to fall due.</summary>
    Ready,

    /// <summary>Waits for the reply to a request.</summary>
    Busy,
}

/// <summary>One connection that stays, and where it is in its share of the requests.</summary>
internal struct SteadyConnection
{
    public SteadyPhase Phase;

    /// <summary>Its slot in the transport, while it is connected.</summary>
    public int Slot;

    /// <summary>The request that it sends next, or waits for: of n connections, connection <c>j</c> has the requests <c>j</c>, <c>j +
    /// n</c>, <c>j + 2n</c> and so on.</summary>
    public long Request;
}
