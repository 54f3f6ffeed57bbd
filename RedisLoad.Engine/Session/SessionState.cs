namespace RedisLoad.Session;

/// <summary>What a session is doing.</summary>
internal enum SessionPhase : byte
{
    /// <summary>There is no session, and no connection.</summary>
    Idle,

    Connecting,

    /// <summary>Is in the TLS handshake.</summary>
    Securing,

    /// <summary>Waits for the replies of its step.</summary>
    Talking,

    /// <summary>Has all replies, and stays open.</summary>
    Holding,

    /// <summary>Has asked the server to close, and waits for it.</summary>
    Closing,

    /// <summary>There is no session; the connection is kept for the next.</summary>
    Pooled,
}

[Flags]
internal enum SessionFlags : byte
{
    None = 0,

    /// <summary>The beginning of a reply has come.</summary>
    ReplyBegun = 1,

    /// <summary>The session has a kept connection.</summary>
    Reused = 2,

    /// <summary>The kept connection has not shown yet that it lives.</summary>
    Borrowing = 4,

    /// <summary>The last reply has come, and the sink was told.</summary>
    Answered = 8,

    /// <summary>A part of the step is still to be sent.</summary>
    Sending = 16,

    /// <summary>The connection's end has been reported: what is left to do is to read what came before it.</summary>
    Broken = 32,

    /// <summary>There is more to read than one turn may read.</summary>
    Unread = 64,
}

/// <summary>Where a session is: all that <see cref="SessionFlow"/> decides by.</summary>
internal struct SessionState
{
    /// <summary>How often the commands were gone through.</summary>
    public int Request;

    /// <summary>How many bytes of the step are sent.</summary>
    public int Sent;

    /// <summary>The step of the script.</summary>
    public ushort Step;

    /// <summary>How many replies of the step are whole.</summary>
    public ushort Reply;

    public SessionPhase Phase;
    public SessionFlags Flags;

    public readonly bool Is(SessionFlags flag) => (Flags & flag) != 0;

    public void Set(SessionFlags flag, bool value) => Flags = value ? Flags | flag : Flags & ~flag;
}
