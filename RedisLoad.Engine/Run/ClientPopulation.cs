using RedisLoad.Failures;
using RedisLoad.Interop;
using RedisLoad.Pacing;
using RedisLoad.Resp;
using RedisLoad.Rows;
using RedisLoad.Session;
using RedisLoad.Transport;

namespace RedisLoad.Run;

/// <summary>Clients that are there before the load: each keeps a connection, sends requests at an even rate, and connects again by its
/// policy when the connection is lost.</summary>
/// <remarks>
/// A request that falls due while its client waits for a reply, or is not connected, is sent after that, and its response time counts from
/// when it was due: a server that stalls is seen by every request of the time, not by one a connection. One that could not be sent for as
/// long as a reply may take has failed, and so has one whose connection is lost before its reply. All of it is on a thread of its own, so
/// that the work of new connections is not taken for the server's.
/// </remarks>
internal sealed class ClientPopulation : ISessionSink, IDisposable
{
    /// <summary>Few enough for any accept queue: what waits in one is sent again after a second.</summary>
    private const int MaxConnectingAtOnce = 64;

    private const int MaxAttemptsAtOnce = 64;

    /// <summary>How long attempts may keep the thread from reading replies.</summary>
    private const long MaxTimeOfAttempts = Clock.NanosecondsPerMillisecond;

    /// <summary>How often the progress of connecting is told.</summary>
    private const long ProgressInterval = Clock.NanosecondsPerSecond / 5;

    private readonly LoadTimeline _timeline;
    private readonly IRecorderExchange _exchange;
    private readonly SessionScript _script;
    private readonly ReconnectPolicy _policy;
    private readonly IArrivals _requests;
    private readonly Client[] _clients;
    private readonly int[] _inPhase = new int[Enum.GetValues<ClientPhase>().Length];
    private readonly WakeQueue _attempts = new();
    private readonly RecoveryClock _recovery;
    private readonly ITransport _transport;
    private readonly ulong _seed;
    private readonly EveryNth _numbers;
    private readonly long _replyTimeout;
    private readonly long _drain;
    private readonly int _source;
    private IntervalRecorder[] _recorders;
    private ThreadCpu _cpu;
    private long _start = long.MaxValue;
    private long _lastReply;
    private long _next;
    private long _overdue;
    private long _pending;
    private int _untried;
    private long _expected;
    private long _pause;
    private int _interval;
    private bool _isOver;
    private volatile bool _stopRequested;

    /// <param name="requests">When requests are due, of all clients in turn.</param>
    /// <param name="policy">When a client connects again.</param>
    /// <param name="numbers">Which of all clients, those of other load generators among them, these are.</param>
    /// <param name="timeline">When rows begin and end.</param>
    /// <param name="source">Which of the load's threads this is, for the exchange.</param>
    /// <param name="exchange">Where recorders come from and go to.</param>
    /// <param name="settings">How many clients there are, where they connect to, and what they say: a command a request, in turn.</param>
    /// <param name="drain">How long after the last row requests may still be answered; what waits then has failed.</param>
    /// <param name="createTransport">Makes what carries them.</param>
    /// <exception cref="LinuxException">No descriptor or memory is left.</exception>
    public ClientPopulation(
        IArrivals requests,
        ReconnectPolicy policy,
        EveryNth numbers,
        LoadTimeline timeline,
        int source,
        IRecorderExchange exchange,
        TransportSettings settings,
        TimeSpan drain,
        TransportFactory createTransport)
    {
        _requests = requests;
        _policy = policy;
        _numbers = numbers;
        _timeline = timeline;
        _exchange = exchange;
        _script = settings.Script;
        _seed = settings.Seed;
        _replyTimeout = settings.ReplyTimeout.ToNanoseconds();
        _drain = drain.ToNanoseconds();
        _source = source;
        _recorders = exchange.Take();
        _clients = new Client[settings.Capacity];
        for (int number = 0; number < _clients.Length; number++)
            _clients[number].Request = number;
        _inPhase[(int)ClientPhase.Idle] = _clients.Length;
        _untried = _clients.Length;
        _recovery = new RecoveryClock(_clients.Length);
        _transport = createTransport(settings, this);
    }

    /// <summary>Connects each client once, before the load begins. One that cannot be connected goes by its policy.</summary>
    /// <param name="ramp">The time in which they begin, evenly; none for as soon as they can.</param>
    /// <param name="progress">Is told now and then how many are connected.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Connect(TimeSpan ramp, Action<int>? progress, CancellationToken cancellationToken)
    {
        long start = Clock.Now;
        long told = start;
        double gap = (double)ramp.ToNanoseconds() / _clients.Length;
        for (int begun = 0; _untried > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long now = Clock.Now;
            for (; begun < _clients.Length && begun * gap <= now - start && CountOf(ClientPhase.Connecting) < MaxConnectingAtOnce; begun++)
                Connect(begun, ref _clients[begun]);
            AttemptDue(now);
            if (now - told >= ProgressInterval)
            {
                progress?.Invoke(Connected);
                told = now;
            }
            long due = begun < _clients.Length ? start + (long)(begun * gap) : long.MaxValue;
            _transport.Serve(Math.Min(Math.Min(Math.Max(due, now + 1), told + ProgressInterval), _attempts.Earliest));
        }
    }

    /// <summary>Sends the requests until the last row ends, and waits for the replies then.</summary>
    /// <param name="start">When the run begins, on <see cref="Clock"/>.</param>
    public void Run(long start)
    {
        Libc.SetSmallestTimerSlack();
        Begin(start);
        while (!_stopRequested)
        {
            long now = Clock.Now;
            long end = start + _timeline.End;
            SendDue(Math.Min(now, end - 1));
            ExpireDue(now);
            if (now >= end && !_isOver)
                EndPlan();
            if (_isOver && (_pending == 0 || now >= end + _drain))
            {
                Finish(end, now);
                return;
            }
            EndIntervals(now);
            _pause = Math.Max(_pause, now - _expected);
            _expected = AttemptDue(now) ? now : NextWake(end);
            _transport.Serve(_expected);
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

    /// <summary>A client is ready: connected, or replied to.</summary>
    void ISessionSink.OnSessionAnswered(in SessionRecord session)
    {
        EndIntervals(session.Answered);
        ref Client client = ref ClientOf(session, out _);
        bool isConnecting = client.Phase == ClientPhase.Connecting;
        SetPhase(ref client, ClientPhase.Ready);
        if (isConnecting)
            OnConnected(ref client, session);
        else
            OnReply(ref client, session.Answered);
        if (client.Request < _next)
            Send(ref client);
    }

    void ISessionSink.OnSessionEnded(in SessionRecord session)
    {
        EndIntervals(session.Ended);
        ref Client client = ref ClientOf(session, out int number);
        if (client.Phase == ClientPhase.Connecting)
            OnAttemptFailed(ref client, session.Failure);
        else
            OnLost(ref client, session.Ended);
        if (_isOver)
            EndRequests(ref client);
        else
            Reconnect(number, ref client, session.Ended);
    }

    private int Connected => CountOf(ClientPhase.Ready) + CountOf(ClientPhase.Busy);

    private long IntervalEnd => _start == long.MaxValue ? long.MaxValue : _start + _timeline.EndOf(_interval);

    /// <summary>Whether what happens now is part of a row: not while the clients connect at first, and not in the warm-up.</summary>
    private bool IsCounting => _start != long.MaxValue && _interval >= 0;

    private ref IntervalCounters Counters => ref _recorders[0].Counters;

    private int CountOf(ClientPhase phase) => _inPhase[(int)phase];

    private void SetPhase(ref Client client, ClientPhase phase)
    {
        _inPhase[(int)client.Phase]--;
        _inPhase[(int)phase]++;
        client.Phase = phase;
    }

    /// <summary>The client of a session: told of by its own number, and later by that of its request.</summary>
    private ref Client ClientOf(in SessionRecord session, out int number)
    {
        number = (int)(session.Session.Number % _clients.Length);
        return ref _clients[number];
    }

    /// <summary>When a request is due, on <see cref="Clock"/>; <see cref="long.MaxValue"/> for never.</summary>
    private long DueAt(long request)
    {
        long due = _start == long.MaxValue ? long.MaxValue : _requests.DueAt(request);
        return due > long.MaxValue - _start ? long.MaxValue : _start + due;
    }

    private void Begin(long start)
    {
        _start = start;
        _expected = start;
        _interval = _timeline.EndOf(-1) > 0 ? -1 : 0;
        _cpu = new ThreadCpu(start, _transport.CpuNanoseconds);
        if (Connected < _clients.Length)
            _recovery.OnLost(Connected, start);
    }

    private void OnConnected(ref Client client, in SessionRecord session)
    {
        client.Slot = session.Slot;
        client.Connected = session.Answered;
        client.Attempts = 0;
        client.DelayMs = 0;
        if (client.AllAttempts == 1)
            _untried--;
        (long? half, long? most, long? all) = _recovery.OnConnected(Connected, session.Answered);
        FailOverdue(ref client, session.Answered);
        if (!IsCounting)
            return;
        if (client.Lost != 0)
            _recorders[0].RecordOutage(session.Answered - client.Lost);
        _recorders[0].RecordRecovery(half, most, all);
    }

    private void OnReply(ref Client client, long at)
    {
        long due = _requests.DueAt(client.Request);
        _lastReply = at;
        if (_timeline.Counts(due))
            _recorders[0].RecordSteadyReply(at - _start - due);
        PassRequest(ref client);
    }

    private void OnAttemptFailed(ref Client client, FailureKind failure)
    {
        if (client.AllAttempts == 1)
            _untried--;
        if (!IsCounting)
            return;
        if (failure is FailureKind.ConnectTimeout or FailureKind.ReplyTimeout)
            Counters.ReconnectsTimedOut++;
        else
            Counters.ReconnectsRefused++;
    }

    /// <summary>What was sent and not answered has failed; what is due beside it waits for the next connection.</summary>
    private void OnLost(ref Client client, long at)
    {
        bool isBusy = client.Phase == ClientPhase.Busy;
        SetPhase(ref client, ClientPhase.Idle);
        client.Lost = at;
        if (isBusy)
            FailRequest(ref client);
        FailOverdue(ref client, at);
        _recovery.OnLost(Connected, at);
        if (IsCounting)
            Counters.ClientsLost++;
    }

    /// <summary>Goes by the policy: has a client that is not connected wait for its next attempt, or for its next request, or give
    /// up.</summary>
    private void Reconnect(int number, ref Client client, long at)
    {
        SetPhase(ref client, ClientPhase.Idle);
        if (client.Attempts >= _policy.Limit)
            GiveUp(ref client);
        if (client.Phase == ClientPhase.GivenUp || _policy.IsOnDemand && client.Request >= _next)
            return;
        ulong seed = SplitMix64.At(SplitMix64.At(_seed, (ulong)(_numbers.First + number * _numbers.Step)), client.AllAttempts);
        client.DelayMs = _policy.DelayMs(new ReconnectAttempt(client.Attempts + 1, client.DelayMs, seed));
        long from = _policy.CountsFromStart && client.Attempts > 0 ? client.Attempted : at;
        client.Attempts++;
        SetPhase(ref client, ClientPhase.Waiting);
        _attempts.Add(number, Math.Max(at, from + (long)(client.DelayMs * Clock.NanosecondsPerMillisecond)));
    }

    /// <summary>On demand, the limit is of one request, which has failed.</summary>
    private void GiveUp(ref Client client)
    {
        if (_policy.IsOnDemand)
        {
            client.Attempts = 0;
            client.DelayMs = 0;
            if (client.Request < _next)
                FailRequest(ref client);
        }
        else
        {
            SetPhase(ref client, ClientPhase.GivenUp);
            EndRequests(ref client);
        }
    }

    /// <summary>Begins the attempts that are due, but a few at a time: replies are read meanwhile.</summary>
    /// <returns>Whether more are due.</returns>
    private bool AttemptDue(long now)
    {
        for (int begun = 0; begun < MaxAttemptsAtOnce; begun++)
        {
            if (!_attempts.TryTake(now, out int number, out _))
                return false;
            ref Client client = ref _clients[number];
            if (_isOver || client.Phase != ClientPhase.Waiting)
                continue;
            if (IsCounting)
                Counters.ReconnectAttempts++;
            Connect(number, ref client);
            if (client.Attempted > now + MaxTimeOfAttempts)
                break;
        }
        return _attempts.Earliest <= now;
    }

    private void Connect(int number, ref Client client)
    {
        SetPhase(ref client, ClientPhase.Connecting);
        client.AllAttempts++;
        client.Attempted = Clock.Now;
        _transport.Start(new SessionNumber(number, 0, number), client.Attempted, client.Attempted);
    }

    private void SendDue(long until)
    {
        while (DueAt(_next) <= until)
        {
            int number = (int)(_next++ % _clients.Length);
            _pending++;
            ref Client client = ref _clients[number];
            if (client.Phase == ClientPhase.Ready)
                Send(ref client);
            else if (client.Phase == ClientPhase.GivenUp)
                FailRequest(ref client);
            else if (client.Phase == ClientPhase.Idle)
                Reconnect(number, ref client, Clock.Now);
        }
    }

    private void Send(ref Client client)
    {
        SetPhase(ref client, ClientPhase.Busy);
        long due = _requests.DueAt(client.Request);
        if (_start + due < client.Connected && _timeline.Counts(due))
            Counters.SteadyWaited++;
        (int second, long place) = _requests.PlaceOf(client.Request);
        int step = _script.Handshake + (int)(client.Request % _script.Body);
        _transport.Say(client.Slot, step, new SessionNumber(client.Request, second, place), Clock.Now);
    }

    /// <summary>Fails the requests that have waited as long as a reply may take, of clients that are not connected.</summary>
    private void ExpireDue(long now)
    {
        for (; _overdue < _next && DueAt(_overdue) + _replyTimeout <= now; _overdue++)
        {
            ref Client client = ref _clients[_overdue % _clients.Length];
            if (client.Phase is not (ClientPhase.Ready or ClientPhase.Busy))
                FailOverdue(ref client, now);
        }
    }

    private void FailOverdue(ref Client client, long now)
    {
        while (client.Request < _next && DueAt(client.Request) + _replyTimeout <= now)
            FailRequest(ref client);
    }

    /// <summary>Nothing that is due will be sent.</summary>
    private void EndRequests(ref Client client)
    {
        while (client.Request < _next)
            FailRequest(ref client);
    }

    private void FailRequest(ref Client client)
    {
        if (_timeline.Counts(_requests.DueAt(client.Request)))
            Counters.SteadyFailed++;
        PassRequest(ref client);
    }

    private void PassRequest(ref Client client)
    {
        client.Request += _clients.Length;
        _pending--;
    }

    /// <summary>No request is due any more, and nobody connects for one.</summary>
    private void EndPlan()
    {
        _isOver = true;
        foreach (ref Client client in _clients.AsSpan())
        {
            if (client.Phase is not (ClientPhase.Ready or ClientPhase.Busy))
                EndRequests(ref client);
        }
    }

    private long NextWake(long end)
    {
        long wake = Math.Min(IntervalEnd, _attempts.Earliest);
        return Math.Min(wake, _isOver ? end + _drain : Math.Min(DueAt(_next), end));
    }

    private void EndIntervals(long time)
    {
        while (time >= IntervalEnd)
        {
            EndInterval(IntervalEnd, isLast: false);
            _interval++;
        }
    }

    /// <summary>The last requests are answered, or have failed.</summary>
    private void Finish(long end, long now)
    {
        long finished = _pending == 0 ? Math.Max(end, _lastReply) : now;
        foreach (ref Client client in _clients.AsSpan())
            EndRequests(ref client);
        finished = Math.Max(finished, _cpu.CountedUntil);
        EndIntervals(finished);
        EndInterval(finished, isLast: true);
    }

    private void EndInterval(long end, bool isLast)
    {
        long now = Clock.Now;
        long length = end - _cpu.CountedUntil;
        long cpu = _cpu.Count(end, now, _transport.CpuNanoseconds);
        long pause = Math.Max(_pause, now - _expected);
        _pause = 0;
        if (_interval < 0)
            return;
        ref IntervalCounters counters = ref Counters;
        counters.Gauges.ClientsConnected = Connected;
        counters.Gauges.ClientsConnecting = CountOf(ClientPhase.Connecting);
        counters.Gauges.ClientsWaiting = CountOf(ClientPhase.Waiting) + CountOf(ClientPhase.Idle);
        counters.Gauges.ClientsGivenUp = CountOf(ClientPhase.GivenUp);
        counters.LongestPause = pause;
        counters.CpuNanoseconds = cpu;
        counters.CpuCapacityNanoseconds = length;
        _exchange.Publish(new Slice(_source, _interval, _recorders, isLast ? end - _start : null));
        if (!isLast)
            _recorders = _exchange.Take();
    }
}
