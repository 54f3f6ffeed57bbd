using System.Runtime.ExceptionServices;
using RedisLoad.Resp;

namespace RedisLoad.Transport.Portable;

/// <summary>Connections that stay, for every system, and for TLS: each is a task on the thread pool.</summary>
/// <remarks>They leave notices; what becomes of them is told on the thread that serves the transport, and nowhere else.</remarks>
internal sealed class PortableSteadyTransport(TransportSettings settings, ISteadySink sink) : ISteadyTransport
{
    private const int BatchSize = 64;

    private readonly Surroundings<SteadyNotice> _surroundings = new(settings);
    private readonly PortableSteadyConnection[] _connections = new PortableSteadyConnection[settings.Capacity];
    private readonly Task[] _lives = [.. Enumerable.Repeat(Task.CompletedTask, settings.Capacity)];

    public void Connect(int connection)
    {
        _connections[connection] = new PortableSteadyConnection(_surroundings, new PortableConnection(settings, connection), connection);
        _lives[connection] = _connections[connection].RunAsync();
    }

    public void Send(int connection, int step, in TemplateValues values) => _connections[connection].Send(step, values);

    public void Serve(long until)
    {
        if (Deliver())
            return;
        _surroundings.Doorbell.Wait(Math.Max(0, until - Clock.Now));
        Deliver();
    }

    public void Wake() => _surroundings.Doorbell.Ring();

    public void Dispose()
    {
        foreach (PortableSteadyConnection? connection in _connections)
            connection?.Abort();
        Task.WaitAll(_lives);
        _surroundings.Dispose();
    }

    /// <summary>Tells of what connections have left notices of.</summary>
    /// <returns>Whether there was any.</returns>
    private bool Deliver()
    {
        int told = 0;
        for (; told < BatchSize && _surroundings.TryTake(out SteadyNotice notice); told++)
            Tell(notice);
        return told > 0;
    }

    private void Tell(in SteadyNotice notice)
    {
        if (notice.Mistake is { } mistake)
            ExceptionDispatchInfo.Throw(mistake);
        switch (notice.Event)
        {
            case SteadyEvent.Connected:
                sink.OnConnected(notice.Connection);
                break;
            case SteadyEvent.Replied:
                sink.OnReplied(notice.Connection, notice.At);
                break;
            default:
                sink.OnBroken(notice.Connection);
                break;
        }
    }
}
