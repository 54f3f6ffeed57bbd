using RedisLoad.Resp;

namespace RedisLoad.Transport;

/// <summary>Makes the transport of connections that stay.</summary>
/// <param name="settings">What it needs to know of the plan: <see cref="TransportSettings.Capacity"/> says how many connections.</param>
/// <param name="sink">Who is told of them.</param>
internal delegate ISteadyTransport SteadyTransportFactory(TransportSettings settings, ISteadySink sink);

/// <summary>Connections that stay, numbered from 0, and send what they are told to. For one thread, but for <see cref="Wake"/>.</summary>
internal interface ISteadyTransport : IDisposable
{
    /// <summary>Connects one that is not connected, and goes through its handshake. What comes of it may be told before this returns.</summary>
    void Connect(int connection);

    /// <summary>Sends a command over one that is connected and waits for no reply. What comes of it may be told before this returns.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="step">The step of the script that the command is.</param>
    /// <param name="values">What it is filled in with.</param>
    void Send(int connection, int step, in TemplateValues values);

    /// <summary>Serves the connections: what is ready, and what is out of time.</summary>
    /// <param name="until">When to come back at the latest, on <see cref="Clock"/>; it comes back after every batch of events.</param>
    void Serve(long until);

    /// <summary>Ends the present or the next wait of <see cref="Serve"/>.</summary>
    void Wake();
}

/// <summary>Is told what becomes of connections that stay, on the thread that serves them.</summary>
internal interface ISteadySink
{
    /// <summary>One is connected, and its handshake is over.</summary>
    void OnConnected(int connection);

    /// <summary>The reply that one waited for came, and is right.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="at">When, on <see cref="Clock"/>.</param>
    void OnReplied(int connection, long at);

    /// <summary>One is closed: it could not be connected, broke, was too slow, or its reply was wrong.</summary>
    void OnBroken(int connection);
}
