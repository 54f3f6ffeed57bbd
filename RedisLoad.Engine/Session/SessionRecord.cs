using RedisLoad.Failures;
using RedisLoad.Resp;

namespace RedisLoad.Session;

/// <summary>What became of one session. Times are of <see cref="Clock"/>, in nanoseconds; 0 for what never came.</summary>
internal readonly record struct SessionRecord
{
    /// <summary>Which session it is.</summary>
    public SessionNumber Session { get; init; }

    /// <summary>Which slot of its transport it is in.</summary>
    public int Slot { get; init; }

    /// <summary>When the schedule wanted it started.</summary>
    public long Due { get; init; }

    /// <summary>When connect was called, or a kept connection was borrowed.</summary>
    public long Started { get; init; }

    /// <summary>When the connection was established; 0 for a kept one, too.</summary>
    public long Connected { get; init; }

    /// <summary>When the TLS handshake was over.</summary>
    public long Secured { get; init; }

    /// <summary>Whether the TLS handshake resumed the session of an earlier connection.</summary>
    public bool IsResumed { get; init; }

    /// <summary>When the first reply was complete, of the handshake or of a command.</summary>
    public long FirstReply { get; init; }

    /// <summary>When the last reply of the last command was complete; of a session without commands, when it was connected.</summary>
    public long Answered { get; init; }

    /// <summary>When the connection was closed or given back, or failed.</summary>
    public long Ended { get; init; }

    /// <summary>Whether the session had a kept connection.</summary>
    public bool IsReused { get; init; }

    /// <summary>Why it failed, or <see cref="FailureKind.None"/>.</summary>
    public FailureKind Failure { get; init; }

    /// <summary>What the first GET read, or the beginning of it; null for nothing, and where nobody asked.</summary>
    public string? Value { get; init; }
}

/// <summary>Is told of every session, on the thread that serves the transport.</summary>
internal interface ISessionSink
{
    /// <summary>A session has its last reply. It may be over, or go on: held, or waiting for the server's close. A background connection is
    /// ready for another command: after its handshake, and after each reply.</summary>
    void OnSessionAnswered(in SessionRecord session);

    /// <summary>A session is over. Told once of every session, after <see cref="OnSessionAnswered"/> where it was answered.</summary>
    void OnSessionEnded(in SessionRecord session);
}
