using RedisLoad.Interop;
using RedisLoad.Resp;
using RedisLoad.Session;

namespace RedisLoad.Transport;

/// <summary>Connections that stay, as sessions of the epoll transport.</summary>
internal sealed class EpollSteadyTransport : ISteadyTransport, ISessionSink
{
    private readonly ISteadySink _sink;
    private readonly EpollTransport _transport;
    private readonly int[] _slots;
    private readonly bool[] _isConnected;

    /// <exception cref="LinuxException">No descriptor or memory is left.</exception>
    public EpollSteadyTransport(TransportSettings settings, ISteadySink sink)
    {
        _sink = sink;
        _slots = new int[settings.Capacity];
        _isConnected = new bool[settings.Capacity];
        _transport = new EpollTransport(settings with { Life = ConnectionLife.Background }, this);
    }

    public void Connect(int connection)
    {
        long now = Clock.Now;
        _transport.Start(new SessionNumber(connection, 0, connection), now, now);
    }

    public void Send(int connection, int step, in TemplateValues values) => _transport.Say(_slots[connection], step, values.Session, Clock.Now);

    public void Serve(long until) => _transport.Serve(until);

    public void Wake() => _transport.Wake();

    public void Dispose() => _transport.Dispose();

    void ISessionSink.OnSessionAnswered(in SessionRecord session)
    {
        int connection = ConnectionOf(session);
        if (_isConnected[connection])
        {
            _sink.OnReplied(connection, session.Answered);
            return;
        }
        _isConnected[connection] = true;
        _slots[connection] = session.Slot;
        _sink.OnConnected(connection);
    }

    void ISessionSink.OnSessionEnded(in SessionRecord session)
    {
        int connection = ConnectionOf(session);
        _isConnected[connection] = false;
        _sink.OnBroken(connection);
    }

    /// <summary>Of n connections, connection <c>j</c> has the requests <c>j</c>, <c>j + n</c>, <c>j + 2n</c> and so on.</summary>
    private int ConnectionOf(in SessionRecord session) => (int)(session.Session.Number % _slots.Length);
}
