using RedisLoad.Resp;

namespace RedisLoad.Transport.Epoll;

internal enum SteadySocketPhase : byte
{
    Closed,

    Connecting,

    /// <summary>Says who it is.</summary>
    Handshake,

    /// <summary>Has nothing to say.</summary>
    Idle,

    /// <summary>Waits for the reply to a command.</summary>
    Busy,
}

/// <summary>The socket of one connection that stays, and where it is in what it says.</summary>
internal struct SteadySocket
{
    public int Descriptor;
    public SteadySocketPhase Phase;
    public int Step;
    public int Sent;
    public bool IsSending;
    public TemplateValues Values;
    public StepReplies? Replies;

    public readonly bool IsTalking => Phase is SteadySocketPhase.Handshake or SteadySocketPhase.Busy;
}
