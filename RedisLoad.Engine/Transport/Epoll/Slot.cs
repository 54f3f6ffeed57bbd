using RedisLoad.Resp;

namespace RedisLoad.Transport.Epoll;

internal enum SlotPhase : byte
{
    /// <summary>In no session; the socket may be open, and is not connected.</summary>
    Idle,

    Connecting,

    /// <summary>Waits for the replies of its step.</summary>
    Talking,

    /// <summary>Has all replies, and stays open.</summary>
    Holding,

    /// <summary>Has asked the server to close, and waits for it.</summary>
    Closing,

    /// <summary>In no session; the connection is kept for the next.</summary>
    Pooled,
}

[Flags]
internal enum SlotFlags : byte
{
    None = 0,

    /// <summary>A part of the step is still to be sent.</summary>
    Sending = 1,

    /// <summary>The beginning of a reply has come.</summary>
    ReplyBegun = 2,

    /// <summary>The session has a kept connection.</summary>
    Reused = 4,

    /// <summary>The kept connection has not shown yet that it lives.</summary>
    Borrowing = 8,

    /// <summary>The last reply has come, and the sink was told.</summary>
    Answered = 16,
}

/// <summary>One socket and the session it is in: a line of the processor's cache.</summary>
internal struct Slot
{
    public const int NoSocket = -1;

    public int Socket;
    public int Sent;
    public int Request;
    public ushort Step;
    public ushort Reply;
    public SlotPhase Phase;
    public SlotFlags Flags;
    public int Burst;
    public long Number;
    public long Client;
    public long Due;
    public long Started;
    public long Connected;

    public readonly SessionNumber Session => new(Number, Burst, Client);

    public readonly bool Is(SlotFlags flag) => (Flags & flag) != 0;

    public void Set(SlotFlags flag, bool value) => Flags = value ? Flags | flag : Flags & ~flag;

    public void BeginSession(SessionNumber session, long due, long now)
    {
        (Number, Burst, Client) = session;
        Due = due;
        Started = now;
        Connected = 0;
        Request = 0;
        Flags = SlotFlags.None;
    }

    public void BeginStep(int step)
    {
        Step = (ushort)step;
        Reply = 0;
        Sent = 0;
        Flags &= ~(SlotFlags.Sending | SlotFlags.ReplyBegun);
    }
}

/// <summary>What only some shapes of load need to know of a session: kept apart, so that the others never touch it.</summary>
internal struct SlotDetails
{
    public long FirstReply;
    public long Answered;
    public long HeldUntil;
    public long Wake;
    public string? Value;
}
