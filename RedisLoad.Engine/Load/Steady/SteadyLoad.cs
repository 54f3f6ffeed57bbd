using System.Collections.Immutable;
using RedisLoad.Failures;
using RedisLoad.Interop;
using RedisLoad.Metrics;
using RedisLoad.Pacing;
using RedisLoad.Resp;
using RedisLoad.Transport;
using RedisLoad.Transport.Epoll;

namespace RedisLoad.Load.Steady;

/// <summary>Connections that stay and send requests at an even rate while others come and go: what the storm does to those who are there already.</summary>
/// <remarks>
/// A request that falls due while its connection waits for a reply is sent after that, and its response time counts from when it was due: a
/// server that stalls is seen by every request of the time, not by one a connection. It has a thread of its own, so that the storm's own
/// work is not taken for the server's.
/// </remarks>
internal sealed class SteadyLoad : IDisposable
{
    private const int BatchSize = 64;
    private const int ReceiveBufferSize = 16 * 1024;

    /// <summary>Few enough for any accept queue: what waits in one is sent again after a second.</summary>
    private const int MaxConnectingAtOnce = 64;

    private readonly LoadPlan _plan;
    private readonly ImmutableArray<LoadTarget> _targets;
    private readonly LoadTimeline _timeline;
    private readonly IRecorderExchange _exchange;
    private readonly SessionScript _script;
    private readonly ConstantRate _requests;
    private readonly SocketOpener _sockets;
    private readonly SteadyConnection[] _connections;
    private readonly DeadlineQueue _connectDeadlines;
    private readonly DeadlineQueue _replyDeadlines;
    private readonly byte[] _receiveBuffer = new byte[ReceiveBufferSize];
    private readonly byte[] _sendBuffer;
    private readonly EpollSet _epoll;
    private IntervalRecorder _recorder;
    private long _start;
    private long _now;
    private long _next;
    private int _interval;
    private int _up;
    private volatile bool _stopRequested;

    /// <exception cref="LinuxException">No descriptor or memory is left.</exception>
    public SteadyLoad(LoadPlan plan, ImmutableArray<LoadTarget> targets, LoadTimeline timeline, IRecorderExchange exchange)
    {
        _plan = plan;
        _targets = targets;
        _timeline = timeline;
        _exchange = exchange;
        _recorder = exchange.Take();
        _script = (plan with { Pipeline = false, Requests = 1 }).CreateScript();
        _requests = new ConstantRate(plan.SteadyRate);
        _sockets = new SocketOpener(plan.CreateSockets(), CloseMode.Reset);
        _sendBuffer = new byte[_script.MaxLength];
        _connectDeadlines = new DeadlineQueue(plan.Steady, plan.ConnectTimeout.ToNanoseconds());
        _replyDeadlines = new DeadlineQueue(plan.Steady, plan.ReplyTimeout.ToNanoseconds());
        _connections = new SteadyConnection[plan.Steady];
        for (int i = 0; i < _connections.Length; i++)
            _connections[i] = new SteadyConnection { Socket = Slot.NoSocket, Request = i };
        _epoll = new EpollSet(BatchSize);
    }

    /// <summary>Connects all, before the load begins. One that cannot be connected now is tried again when its first request falls due.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Connect(CancellationToken cancellationToken)
    {
        int begun = 0;
        while (begun < _connections.Length || _connections.Any(connection => connection.Phase is SteadyPhase.Connecting or SteadyPhase.Handshake))
        {
            cancellationToken.ThrowIfCancellationRequested();
            _now = Clock.Now;
            int underWay = _connections.Take(begun).Count(connection => connection.Phase is SteadyPhase.Connecting or SteadyPhase.Handshake);
            for (; begun < _connections.Length && underWay < MaxConnectingAtOnce; begun++, underWay++)
                Connect(begun, ref _connections[begun]);
            Serve(_now + Clock.NanosecondsPerSecond / 10);
        }
    }

    /// <summary>Sends the requests until the last row ends, and waits for the replies then.</summary>
    /// <param name="start">When the run begins, on <see cref="Clock"/>.</param>
    public void Run(long start)
    {
        Libc.SetSmallestTimerSlack();
        _start = start;
        _interval = _timeline.EndOf(-1) > 0 ? -1 : 0;
        long end = start + _timeline.End;
        while (!_stopRequested)
        {
            _now = Clock.Now;
            EndIntervals();
            SendDue(Math.Min(_now, end - 1));
            if (_now >= end && !_connections.Any(connection => connection.Phase == SteadyPhase.Busy))
            {
                EndInterval();
                return;
            }
            long due = _start + _requests.DueAt(_next);
            Serve(_now >= end ? _now + _plan.ReplyTimeout.ToNanoseconds() : Math.Min(Math.Min(due, end), IntervalEnd));
        }
    }

    /// <summary>Ends the run soon. May be called from any thread.</summary>
    public void Stop()
    {
        _stopRequested = true;
        _epoll.Wake();
    }

    public void Dispose()
    {
        for (int i = 0; i < _connections.Length; i++)
            Close(ref _connections[i]);
        _epoll.Dispose();
    }

    private long IntervalEnd => _interval == _timeline.Intervals - 1 ? long.MaxValue : _start + _timeline.EndOf(_interval);

    private void EndIntervals()
    {
        while (_now >= IntervalEnd)
            EndInterval();
    }

    private void EndInterval()
    {
        if (_interval >= 0)
        {
            _recorder.Counters.Gauges.SteadyOpen = _up;
            _exchange.Publish(_interval, group: 0, _recorder);
            _recorder = _exchange.Take();
        }
        _interval++;
    }

    private void SendDue(long until)
    {
        for (; _start + _requests.DueAt(_next) <= until; _next++)
        {
            int number = (int)(_next % _connections.Length);
            ref SteadyConnection connection = ref _connections[number];
            if (connection.Phase == SteadyPhase.Ready)
                Ask(number, ref connection);
            else if (connection.Phase == SteadyPhase.Down)
                Connect(number, ref connection);
        }
    }

    private void Serve(long until)
    {
        long wake = Math.Min(until, Math.Min(_connectDeadlines.Earliest, _replyDeadlines.Earliest));
        foreach (EpollEvent ready in _epoll.Wait(Math.Max(0, wake - Clock.Now)))
        {
            _now = Clock.Now;
            OnEvent(ready.Number, ref _connections[ready.Number]);
        }
        _now = Clock.Now;
        while (_connectDeadlines.TryPeek(_now, out int number))
            Fail(number, ref _connections[number]);
        while (_replyDeadlines.TryPeek(_now, out int number))
            Fail(number, ref _connections[number]);
    }

    private void Connect(int number, ref SteadyConnection connection)
    {
        LoadTarget target = _targets[number % _targets.Length];
        KernelAddress address = KernelAddress.Of(target.EndPoints[number / _targets.Length % target.EndPoints.Length]);
        connection.Phase = SteadyPhase.Connecting;
        _connectDeadlines.Add(number, _now);
        connection.Socket = Math.Max(Slot.NoSocket, _sockets.Open(address.Family));
        if (connection.Socket == Slot.NoSocket || _sockets.Bind(connection.Socket, number) != 0
            || Libc.Connect(connection.Socket, address.Bytes) is not (0 or -Errno.EINPROGRESS)
            || !_epoll.TryAdd(connection.Socket, EpollSet.In | EpollSet.Out | EpollSet.PeerClosed, number))
        {
            Fail(number, ref connection);
        }
    }

    private void OnEvent(int number, ref SteadyConnection connection)
    {
        if (connection.Phase == SteadyPhase.Connecting)
        {
            if (Libc.TakeError(connection.Socket) != 0)
            {
                Fail(number, ref connection);
                return;
            }
            _connectDeadlines.Remove(number);
            connection.Phase = SteadyPhase.Handshake;
            connection.Step = -1;
            Advance(number, ref connection);
        }
        if (connection.Phase != SteadyPhase.Down)
            Receive(number, ref connection);
        if (connection.IsSending && connection.Phase is SteadyPhase.Handshake or SteadyPhase.Busy)
            Send(number, ref connection);
    }

    /// <summary>Goes on in the handshake; after it, to the request that is waiting, if one is.</summary>
    private void Advance(int number, ref SteadyConnection connection)
    {
        int step = connection.Step + 1;
        if (step < _script.Handshake)
        {
            connection.BeginStep(SteadyPhase.Handshake, step);
            _replyDeadlines.Add(number, _now);
            Send(number, ref connection);
            return;
        }
        _up++;
        GetReady(number, ref connection);
    }

    private void GetReady(int number, ref SteadyConnection connection)
    {
        connection.Phase = SteadyPhase.Ready;
        connection.IsSending = false;
        if (connection.Request < _next)
            Ask(number, ref connection);
    }

    private void Ask(int number, ref SteadyConnection connection)
    {
        connection.BeginStep(SteadyPhase.Busy, _script.Handshake + (int)(connection.Request % _script.Body));
        _replyDeadlines.Add(number, _now);
        Send(number, ref connection);
    }

    private void Send(int number, ref SteadyConnection connection)
    {
        (int second, long place) = _requests.PlaceOf(connection.Request);
        var values = new TemplateValues(
            new SessionNumber(connection.Request, second, place), Worker: 0, Draw.At((ulong)_plan.Seed, (ulong)connection.Request), _targets[number % _targets.Length].HashTag);
        ReadOnlySpan<byte> rest = _script.Steps[connection.Step].BytesFor(values, _sendBuffer)[connection.Sent..];
        int sent = Libc.Send(connection.Socket, rest);
        if (sent < 0 && sent != -Errno.EAGAIN)
        {
            Fail(number, ref connection);
            return;
        }
        connection.Sent += Math.Max(0, sent);
        connection.IsSending = sent < rest.Length;
    }

    private void Receive(int number, ref SteadyConnection connection)
    {
        while (connection.Phase != SteadyPhase.Down)
        {
            int received = Libc.Receive(connection.Socket, _receiveBuffer);
            if (received == -Errno.EAGAIN)
                return;
            if (received <= 0 || !TakeReply(number, ref connection, _receiveBuffer.AsSpan(0, received)))
                Fail(number, ref connection);
        }
    }

    /// <returns>Whether the bytes are what there is to expect.</returns>
    private bool TakeReply(int number, ref SteadyConnection connection, ReadOnlySpan<byte> bytes)
    {
        if (connection.Phase is not (SteadyPhase.Handshake or SteadyPhase.Busy))
            return false;
        ScanResult result = connection.Reply.Scan(bytes, out int consumed);
        if (result == ScanResult.Incomplete)
            return true;
        if (result == ScanResult.Malformed || consumed < bytes.Length || ReplyJudge.Judge(_script.Steps[connection.Step].Commands[0], connection.Reply) != FailureKind.None)
            return false;

        _replyDeadlines.Remove(number);
        if (connection.Phase == SteadyPhase.Handshake)
        {
            Advance(number, ref connection);
            return true;
        }
        long due = _requests.DueAt(connection.Request);
        if (_timeline.Counts(due))
            _recorder.RecordSteadyReply(_now - _start - due);
        connection.Request += _connections.Length;
        GetReady(number, ref connection);
        return true;
    }

    /// <summary>Closes a connection; its requests that are due have failed. The next one connects it again.</summary>
    private void Fail(int number, ref SteadyConnection connection)
    {
        if (connection.Phase == SteadyPhase.Connecting)
            _connectDeadlines.Remove(number);
        else if (connection.Phase is SteadyPhase.Handshake or SteadyPhase.Busy)
            _replyDeadlines.Remove(number);
        if (connection.Phase is SteadyPhase.Ready or SteadyPhase.Busy)
            _up--;
        Close(ref connection);
        for (; connection.Request < _next; connection.Request += _connections.Length)
        {
            if (_timeline.Counts(_requests.DueAt(connection.Request)))
                _recorder.Counters.SteadyFailed++;
        }
    }

    private void Close(ref SteadyConnection connection)
    {
        connection.Phase = SteadyPhase.Down;
        if (connection.Socket == Slot.NoSocket)
            return;
        _epoll.Remove(connection.Socket);
        Libc.Close(connection.Socket);
        connection.Socket = Slot.NoSocket;
    }
}
