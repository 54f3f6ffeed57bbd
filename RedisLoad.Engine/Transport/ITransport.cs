using RedisLoad.Resp;
using RedisLoad.Session;

namespace RedisLoad.Transport;

/// <summary>Makes a worker's transport.</summary>
/// <param name="settings">What it needs to know of the plan.</param>
/// <param name="sink">Who is told of sessions.</param>
internal delegate ITransport TransportFactory(TransportSettings settings, ISessionSink sink);

/// <summary>Opens connections, lets each go through its session, and closes it. For one thread, but for <see cref="Wake"/>.</summary>
internal interface ITransport : IDisposable
{
    /// <summary>How many sessions are under way.</summary>
    int Open { get; }

    /// <summary>How many sessions may be under way at once.</summary>
    int Capacity { get; }

    /// <summary>How many connections are kept and idle.</summary>
    int Pooled { get; }

    /// <summary>The processor time spent on the sessions so far, user and system, in nanoseconds. Read on the thread that serves.</summary>
    long CpuNanoseconds { get; }

    /// <summary>Starts a session. It may end, and be reported, before this returns.</summary>
    /// <param name="session">Its numbers.</param>
    /// <param name="due">When it was due, on <see cref="Clock"/>.</param>
    /// <param name="now">The time, on <see cref="Clock"/>: its start.</param>
    /// <exception cref="InvalidOperationException"><see cref="Capacity"/> sessions are under way.</exception>
    void Start(SessionNumber session, long due, long now);

    /// <summary>Has a background connection that is ready send a command. What comes of it may be told before this returns.</summary>
    /// <param name="slot">The slot that it was told of in.</param>
    /// <param name="step">The step of the script that the command is.</param>
    /// <param name="request">The numbers that it is filled in with.</param>
    /// <param name="now">The time, on <see cref="Clock"/>.</param>
    void Say(int slot, int step, SessionNumber request, long now);

    /// <summary>Serves the sessions under way: what is ready, and what is out of time.</summary>
    /// <param name="until">When to come back at the latest, on <see cref="Clock"/>; it comes back after every batch of events.</param>
    void Serve(long until);

    /// <summary>Ends every session under way: a held one has done its work and is closed, the others have timed out.</summary>
    void TimeOutAll();

    /// <summary>Ends the present or the next wait of <see cref="Serve"/>.</summary>
    void Wake();
}
