using RedisLoad.Resp;

namespace RedisLoad.Load.Steady;

internal enum SteadyPhase : byte
{
    /// <summary>Not connected; the next request connects it.</summary>
    Down,

    Connecting,

    /// <summary>Says who it is.</summary>
    Handshake,

    /// <summary>Waits for its next request to fall due.</summary>
    Ready,

    /// <summary>Waits for the reply to a request.</summary>
    Busy,
}

/// <summary>One connection that stays, and where it is in its share of the requests.</summary>
internal struct SteadyConnection
{
    public int Socket;
    public SteadyPhase Phase;
    public int Step;
    public int Sent;
    public bool IsSending;

    /// <summary>The request that it sends next, or waits for: of n connections, connection <c>j</c> has the requests <c>j</c>, <c>j + n</c>, <c>j + 2n</c> and so on.</summary>
    public long Request;

    public ReplyScanner Reply;

    public void BeginStep(SteadyPhase phase, int step)
    {
        Phase = phase;
        Step = step;
        Sent = 0;
        IsSending = true;
        Reply = default;
    }
}
