using RedisLoad.Failures;
using RedisLoad.Resp;

namespace RedisLoad.Session;

/// <summary>What has happened to a session.</summary>
internal enum SessionEvent : byte
{
    /// <summary>It begins, and has no connection.</summary>
    Started,

    /// <summary>It begins with a kept connection.</summary>
    Borrowed,

    Connected,

    /// <summary>It is connected, and the server has spoken first, or gone.</summary>
    Hailed,

    /// <summary>The TLS handshake is over.</summary>
    Secured,

    /// <summary>All replies of its step have come, and are right.</summary>
    Replied,

    /// <summary>Held, it has said nothing for as long as it may.</summary>
    KeepAliveDue,

    /// <summary>Its time to be held is over.</summary>
    HoldOver,

    /// <summary>The server has closed the connection in an orderly way.</summary>
    Closed,

    /// <summary>The server has taken too long.</summary>
    TimedOut,

    /// <summary>The connection has failed, or a reply is wrong: the cause says which.</summary>
    Failed,

    /// <summary>The run is over.</summary>
    RunOver,
}

/// <summary>What is to be done for a session.</summary>
internal enum SessionAction : byte
{
    Connect,

    /// <summary>Give up the kept connection, which was dead, and connect anew: any pool does so.</summary>
    Reconnect,

    ShakeHands,

    /// <summary>Send the step.</summary>
    Send,

    /// <summary>Hear what the server says unasked, and send the step after that.</summary>
    Listen,

    /// <summary>Tell that it has its last reply, and hold it.</summary>
    Answer,

    Hold,

    AwaitClose,

    /// <summary>It has done its work: keep the connection for another.</summary>
    Keep,

    /// <summary>It has done its work: close the connection.</summary>
    Close,

    /// <summary>It has failed: get rid of the connection.</summary>
    Drop,
}

/// <summary>What is to be done for a session, and why it failed if it did.</summary>
internal readonly record struct SessionMove(SessionAction Action, FailureKind Failure = FailureKind.None);

/// <summary>Decides the steps of a session: what follows from where it is and from what has happened.</summary>
/// <remarks>A pure function of its arguments: it opens, sends and times nothing. Whoever executes it holds the sockets and the
/// clock.</remarks>
internal sealed class SessionFlow(SessionScript script, ConnectionLife life, bool isSecured)
{
    private readonly bool _asksForClose = life.Close == CloseMode.Server && !life.IsPooled;
    private readonly bool _isHeld = life.Stays || life.Hold != TimeRange.None || (life.Close == CloseMode.Server && !life.IsPooled);

    /// <summary>Whether a session has anything to say when it is connected.</summary>
    public bool Speaks { get; } = script.PingStep > 0;

    /// <summary>What it says first. One that stays says PING, if it need not say who it is: connected is who has been answered.</summary>
    public int FirstStep { get; } = life.Stays && script.Handshake == 0 ? script.PingStep : 0;

    /// <summary>Goes on.</summary>
    /// <param name="state">Where the session is, and then where it is next.</param>
    /// <param name="what">What has happened.</param>
    /// <param name="cause">Why it failed; of an end that the server made, what that stands for where it is known.</param>
    /// <exception cref="InvalidOperationException">That cannot happen to a session there.</exception>
    public SessionMove Next(ref SessionState state, SessionEvent what, FailureKind cause = FailureKind.None) => (state.Phase, what) switch
    {
        (SessionPhase.Idle, SessionEvent.Started) => Begin(ref state),
        (SessionPhase.Pooled, SessionEvent.Borrowed) => Borrow(ref state),
        (SessionPhase.Connecting, SessionEvent.Connected or SessionEvent.Hailed) when isSecured =>
            Enter(ref state, SessionPhase.Securing, SessionAction.ShakeHands),
        (SessionPhase.Connecting, SessionEvent.Connected) => Greet(ref state),
        (SessionPhase.Connecting, SessionEvent.Hailed) =>
            Say(ref state, Speaks ? FirstStep : script.PingStep) with { Action = SessionAction.Listen },
        (SessionPhase.Securing, SessionEvent.Secured) => Greet(ref state),
        (SessionPhase.Talking, SessionEvent.Replied) => EndStep(ref state),
        (SessionPhase.Holding, SessionEvent.KeepAliveDue) => Say(ref state, script.PingStep),
        (SessionPhase.Holding, SessionEvent.HoldOver) => _asksForClose ? Say(ref state, script.QuitStep) : Finish(ref state),
        (SessionPhase.Holding, SessionEvent.RunOver) or (SessionPhase.Closing, SessionEvent.Closed) => Finish(ref state),
        (SessionPhase.Connecting or SessionPhase.Securing, SessionEvent.TimedOut) => Fail(ref state, FailureKind.ConnectTimeout),
        (SessionPhase.Talking or SessionPhase.Closing, SessionEvent.TimedOut) => Fail(ref state, FailureKind.ReplyTimeout),
        (SessionPhase.Connecting or SessionPhase.Securing, SessionEvent.RunOver) =>
            Fail(ref state, FailureKind.ConnectTimeout, mayReconnect: false),
        (SessionPhase.Talking or SessionPhase.Closing, SessionEvent.RunOver) =>
            Fail(ref state, FailureKind.ReplyTimeout, mayReconnect: false),
        (not (SessionPhase.Idle or SessionPhase.Pooled), SessionEvent.Closed) =>
            Fail(ref state, cause == FailureKind.None ? FailureKind.ClosedByServer : cause),
        (not (SessionPhase.Idle or SessionPhase.Pooled), SessionEvent.Failed) => Fail(ref state, cause),
        _ => throw new InvalidOperationException($"{what} cannot happen to a session that is {state.Phase}."),
    };

    /// <summary>Has a held session say a step.</summary>
    public static SessionMove Say(ref SessionState state, int step)
    {
        state.Phase = SessionPhase.Talking;
        state.Step = (ushort)step;
        state.Reply = 0;
        state.Sent = 0;
        state.Set(SessionFlags.Sending, false);
        return new(SessionAction.Send);
    }

    private static SessionMove Enter(ref SessionState state, SessionPhase phase, SessionAction action)
    {
        state.Phase = phase;
        return new(action);
    }

    private static SessionMove Begin(ref SessionState state)
    {
        state = default;
        return Enter(ref state, SessionPhase.Connecting, SessionAction.Connect);
    }

    private SessionMove Borrow(ref SessionState state)
    {
        state = new SessionState { Flags = SessionFlags.Reused | SessionFlags.Borrowing };
        return Say(ref state, script.PingStep);
    }

    private SessionMove Greet(ref SessionState state) => Speaks ? Say(ref state, FirstStep) : Answer(ref state);

    private SessionMove EndStep(ref SessionState state)
    {
        if (state.Step == script.QuitStep)
            return Enter(ref state, SessionPhase.Closing, SessionAction.AwaitClose);
        if (state.Is(SessionFlags.Answered))
            return Enter(ref state, SessionPhase.Holding, life.Stays ? SessionAction.Answer : SessionAction.Hold);

        int next = state.Step + 1;
        if (state.Step == script.PingStep)
        {
            state.Set(SessionFlags.Borrowing, false);
            next = script.Handshake;
        }
        if (life.Stays && next == script.Handshake)
            return Answer(ref state);
        if (next == script.PingStep && script.Body > 0 && ++state.Request < script.Requests)
            next = script.Handshake;
        return next == script.PingStep ? Answer(ref state) : Say(ref state, next);
    }

    private SessionMove Answer(ref SessionState state)
    {
        if (!_isHeld)
            return Finish(ref state);
        state.Set(SessionFlags.Answered, true);
        return Enter(ref state, SessionPhase.Holding, SessionAction.Answer);
    }

    private SessionMove Finish(ref SessionState state) =>
        life.IsPooled
            ? Enter(ref state, SessionPhase.Pooled, SessionAction.Keep)
            : Enter(ref state, SessionPhase.Idle, SessionAction.Close);

    private static SessionMove Fail(ref SessionState state, FailureKind kind, bool mayReconnect = true)
    {
        if (!state.Is(SessionFlags.Borrowing) || !mayReconnect)
        {
            state.Phase = SessionPhase.Idle;
            return new(SessionAction.Drop, kind);
        }
        state = default;
        return Enter(ref state, SessionPhase.Connecting, SessionAction.Reconnect);
    }
}
