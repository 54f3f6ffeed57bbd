using RedisLoad.Interop;
using RedisLoad.Pacing;
using RedisLoad.Resp;
using RedisLoad.Rows;
using RedisLoad.Session;
using RedisLoad.Transport;

namespace RedisLoad.Run;

/// <summary>Connections that stay and send requests at an even rate while others come and go: what the storm does to those who are there
/// already.</summary>
/// <remarks>
/// A request that falls due while its connection waits for a reply is sent after that, and its response time counts from when it was due: a
/// server that stalls is seen by every request of the time, not by one a connection. It has a thread of its own, so that the storm's own
/// work is not taken for the server's.
/// </remarks>
internal sealed class SteadyLoad : ISessionSink, IDisposable
{
    /// <summary>Few enough for any accept queue: what waits in one is sent again after a second.</summary>
    private const int MaxConnectingAtOnce = 64;

    private readonly LoadTimeline _timeline;
    private readonly IRecorderExchange _exchange;
    private readonly SessionScript _script;
    private readonly ConstantRate _requests;
    private readonly SteadyConnection[] _connections;
    private readonly ITransport _transport;
    private readonly long _drain;
    private readonly int _source;
    private IntervalRecorder[] _recorders;
    private long _lastReply;
    private long _start;
    private long _next;
    private int _interval;
    private int _up;
    private int _connecting;
    private volatile bool _stopRequested;

    /// <param name="rate">Requests a second, over all connections.</param>
    /// <param name="timeline">When rows begin and end.</param>
    /// <param name="source">Which of the load's threads this is, for the exchange.</param>
    /// <param name="exchange">Where recorders come from and go to.</param>
    /// <param name="settings">How many connections there are, whereto, and what they say: a command a request, in turn.</param>
    /// <param name="drain">How long after the last row requests may still be answered; what waits then has failed.</param>
    /// <param name="createTransport">Makes what carries them.</param>
    /// <exception cref="LinuxException">No descriptor or memory is left.</exception>
    public SteadyLoad(
        Rate rate, LoadTimeline timeline, int source, IRecorderExchange exchange, TransportSettings settings, TimeSpan drain,
        TransportFactory createTransport)
    {
        _timeline = timeline;
        _exchange = exchange;
        _script = settings.Script;
        _drain = drain.ToNanoseconds();
        _source = source;
        _recorders = exchange.Take();
        _requests = new ConstantRate(rate);
        _connections = new SteadyConnection[settings.Capacity];
        for (int i = 0; i < _connections.Length; i++)
            _connections[i].Request = i;
        _transport = createTransport(settings, this);
    }

    /// <summary>Connects all, before the load begins. One that cannot be connected now is tried again when its first request falls
    /// due.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Connect(CancellationToken cancellationToken)
    {
        int begun = 0;
        while (begun < _connections.Length || _connecting > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (; begun < _connections.Length && _connecting < MaxConnectingAtOnce; begun++)
                Connect(begun, ref _connections[begun]);
            _transport.Serve(Clock.Now + Clock.NanosecondsPerSecond / 10);
        }
    }

    /// <summary>Sends the requests until the last row ends, and waits for the replies then.</summary>
    /// <param name="start">When the run begins, on <see cref="Clock"/>.</param>
    public void Run(long start)
    {
        Libc.SetSmallestTimerSlack();
        _start = start;
        _interval = _timeline.EndOf(-1) > 0 ? -1 : 0;
        while (!_stopRequested)
        {
            long end = start + _timeline.End;
            long now = Clock.Now;
            SendDue(Math.Min(now, end - 1));
            if (now >= end + _drain || now >= end && !_connections.Any(connection => connection.Request < _next))
            {
                Finish(end, now);
                return;
            }
            EndIntervals(now);
            long due = _start + _requests.DueAt(_next);
            _transport.Serve(now >= end ? Math.Min(end + _drain, IntervalEnd) : Math.Min(Math.Min(due, end), IntervalEnd));
        }
    }

    /// <summary>Lets the thread see that the schedule ends early. May be called from any thread.</summary>
    public void Wake() => _transport.Wake();

    /// <summary>Ends the run soon. May be called from any thread.</summary>
    public void Stop()
    {
        _stopRequested = true;
        _transport.Wake();
    }

    public void Dispose() => _transport.Dispose();

    /// <summary>A connection is ready: connected, or replied to.</summary>
    void ISessionSink.OnSessionAnswered(in SessionRecord session)
    {
        int number = ConnectionOf(session);
        ref SteadyConnection connection = ref _connections[number];
        if (connection.Phase == SteadyPhase.Connecting)
        {
            connection.Slot = session.Slot;
            _connecting--;
            _up++;
        }
        else
        {
            RecordReply(connection.Request, session.Answered);
            connection.Request += _connections.Length;
        }
        connection.Phase = SteadyPhase.Ready;
        if (connection.Request < _next)
            Send(ref connection);
    }

    /// <summary>The connection's requests that are due have failed. The next one connects it again.</summary>
    void ISessionSink.OnSessionEnded(in SessionRecord session)
    {
        ref SteadyConnection broken = ref _connections[ConnectionOf(session)];
        if (broken.Phase == SteadyPhase.Connecting)
            _connecting--;
        else
            _up--;
        broken.Phase = SteadyPhase.Down;
        FailDue(ref broken);
    }

    private long IntervalEnd => _start + _timeline.EndOf(_interval);

    /// <summary>A connection is told of by its own number, and later by that of its request.</summary>
    private int ConnectionOf(in SessionRecord session) => (int)(session.Session.Number % _connections.Length);

    private void RecordReply(long request, long at)
    {
        long due = _requests.DueAt(request);
        _lastReply = at;
        EndIntervals(at);
        if (_timeline.Counts(due))
            _recorders[0].RecordSteadyReply(at - _start - due);
    }

    private void EndIntervals(long time)
    {
        while (time >= IntervalEnd)
        {
            EndInterval(end: null);
            _interval++;
        }
    }

    /// <summary>The last requests are answered, or have failed.</summary>
    private void Finish(long end, long now)
    {
        bool isAnswered = true;
        foreach (ref SteadyConnection connection in _connections.AsSpan())
        {
            isAnswered &= connection.Request >= _next;
            FailDue(ref connection);
        }
        long finished = isAnswered ? Math.Max(end, _lastReply) : now;
        EndIntervals(finished);
        EndInterval(finished - _start);
    }

    private void EndInterval(long? end)
    {
        if (_interval < 0)
            return;
        _recorders[0].Counters.Gauges.SteadyOpen = _up;
        _exchange.Publish(new Slice(_source, _interval, _recorders, end));
        if (end is null)
            _recorders = _exchange.Take();
    }

    private void SendDue(long until)
    {
        while (_start + _requests.DueAt(_next) <= until)
        {
            int number = (int)(_next++ % _connections.Length);
            ref SteadyConnection connection = ref _connections[number];
            if (connection.Phase == SteadyPhase.Ready)
                Send(ref connection);
            else if (connection.Phase == SteadyPhase.Down)
                Connect(number, ref connection);
        }
    }

    private void FailDue(ref SteadyConnection connection)
    {
        for (; connection.Request < _next; connection.Request += _connections.Length)
        {
            if (_timeline.Counts(_requests.DueAt(connection.Request)))
                _recorders[0].Counters.SteadyFailed++;
        }
    }

    private void Connect(int number, ref SteadyConnection connection)
    {
        connection.Phase = SteadyPhase.Connecting;
        _connecting++;
        long now = Clock.Now;
        _transport.Start(new SessionNumber(number, 0, number), now, now);
    }

    private void Send(ref SteadyConnection connection)
    {
        connection.Phase = SteadyPhase.Busy;
        (int second, long place) = _requests.PlaceOf(connection.Request);
        int step = _script.Handshake + (int)(connection.Request % _script.Body);
        _transport.Say(connection.Slot, step, new SessionNumber(connection.Request, second, place), Clock.Now);
    }
}
