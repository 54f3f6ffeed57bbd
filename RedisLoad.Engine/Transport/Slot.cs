using RedisLoad.Resp;
using RedisLoad.Session;

namespace RedisLoad.Transport;

/// <summary>One socket and the session it is in: a line of the processor's cache.</summary>
internal struct Slot
{
    public const int NoSocket = -1;

    public int Socket;
    public SessionState State;
    public int Burst;
    public long Number;
    public long Client;
    public long Due;
    public long Started;
    public long Connected;

    public readonly SessionNumber Session => new(Number, Burst, Client);

    public void BeginSession(SessionNumber session, long due, long now)
    {
        (Number, Burst, Client) = session;
        Due = due;
        Started = now;
        Connected = 0;
    }
}

/// <summary>What only some shapes of load need to know of a session: kept apart, so that the others never touch it.</summary>
internal struct SlotDetails
{
    public long Secured;
    public long FirstReply;
    public long Answered;
    public long HeldUntil;
    public long Wake;
    public int Target;
    public bool IsResumed;
    public string? Value;
}
