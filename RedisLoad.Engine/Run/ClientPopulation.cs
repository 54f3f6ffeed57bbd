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
    private readonly SessionScript _script;
    private readonly ClientTable _clients;
    private readonly ClientRequests _requests;
    private readonly ReconnectSchedule _attempts;
    private readonly ThreadIntervals _intervals;
    private readonly RecoveryClock _recovery;
    private readonly ITransport _transport;
    private readonly bool _isSecured;
    private readonly long _drain;
    private long _lastReply;
    private int _untried;
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
        _timeline = timeline;
        _script = settings.Script;
        _isSecured = settings.Tls is not null;
        _drain = drain.ToNanoseconds();
        _clients = new ClientTable(settings.Capacity);
        _untried = _clients.Count;
        _attempts = new ReconnectSchedule(policy, _clients.Count, numbers, settings.Seed);
        _recovery = new RecoveryClock(_clients.Count);
        _transport = createTransport(settings, this);
        _intervals = new ThreadIntervals(timeline, source, exchange, () => _transport.CpuNanoseconds, SetGauges);
        _requests = new ClientRequests(requests, _clients, timeline, _intervals, settings.ReplyTimeout.ToNanoseconds());
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
        double gap = (double)ramp.ToNanoseconds() / _clients.Count;
        bool MayBegin(int client, long now) =>
            client < _clients.Count && client * gap <= now - start && _clients.CountOf(ClientPhase.Connecting) < MaxConnectingAtOnce;
        for (int begun = 0; _untried > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long now = Clock.Now;
            for (; MayBegin(begun, now); begun++)
                Connect(begun, ref _clients[begun]);
            AttemptDue(now);
            if (now - told >= ProgressInterval)
            {
                progress?.Invoke(_clients.Connected);
                told = now;
            }
            long due = begun < _clients.Count ? start + (long)(begun * gap) : long.MaxValue;
            _transport.Serve(Math.Min(Math.Min(Math.Max(due, now + 1), told + ProgressInterval), _attempts.Earliest));
        }
    }

    /// <summary>Sends the requests until the last row ends, and waits for the replies then.</summary>
    /// <param name="start">When the run begins, on <see cref="Clock"/>.</param>
    public void Run(long start)
    {
        Libc.SetSmallestTimerSlack();
        _requests.Begin(start);
        _intervals.Begin(start);
        if (_clients.Connected < _clients.Count)
            _recovery.OnLost(_clients.Connected, start);
        while (!_stopRequested)
        {
            long now = Clock.Now;
            long end = start + _timeline.End;
            SendDue(Math.Min(now, end - 1));
            _requests.FailOverdue(now);
            if (now >= end && !_isOver)
                EndPlan();
            if (_isOver && (_requests.Pending == 0 || now >= end + _drain))
            {
                Finish(_requests.Pending == 0 ? Math.Max(end, _lastReply) : now);
                return;
            }
            _intervals.EndUntil(now);
            _intervals.NotePause(now);
            long wake = AttemptDue(now) ? now : NextWake(end);
            _intervals.Expect(wake);
            _transport.Serve(wake);
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
        _intervals.EndUntil(session.Answered);
        int number = ClientOf(session);
        ref Client client = ref _clients[number];
        bool isConnecting = client.Phase == ClientPhase.Connecting;
        _clients.SetPhase(ref client, ClientPhase.Ready);
        if (isConnecting)
            OnConnected(number, ref client, session);
        else
            OnReply(ref client, session.Answered);
        if (_requests.IsDue(client))
            Send(ref client);
    }

    void ISessionSink.OnSessionEnded(in SessionRecord session)
    {
        _intervals.EndUntil(session.Ended);
        int number = ClientOf(session);
        ref Client client = ref _clients[number];
        if (client.Phase == ClientPhase.Connecting)
            OnAttemptFailed(number, ref client, session);
        else
            OnLost(ref client, session.Ended);
        if (_isOver)
            _requests.FailDue(ref client);
        else
            Reconnect(number, ref client, session.Ended);
    }

    private IntervalRecorder Recorder => _intervals.Recorders[0];

    /// <summary>The client of a session: told of by its own number, and later by that of its request.</summary>
    private int ClientOf(in SessionRecord session) => (int)(session.Session.Number % _clients.Count);

    private void OnConnected(int number, ref Client client, in SessionRecord session)
    {
        client.Slot = session.Slot;
        client.Connected = session.Answered;
        if (client.AllAttempts == 1)
            _untried--;
        _attempts.OnConnected(number, ref client);
        (long? half, long? most, long? all) = _recovery.OnConnected(_clients.Connected, session.Answered);
        _requests.FailOverdue(ref client, session.Answered);
        if (!_intervals.IsCounting)
            return;
        if (client.Lost != 0)
            Recorder.RecordOutage(session.Answered - client.Lost);
        Recorder.RecordRecovery(half, most, all);
    }

    private void OnReply(ref Client client, long at)
    {
        _lastReply = at;
        _requests.Answer(ref client, at);
    }

    private void OnAttemptFailed(int number, ref Client client, in SessionRecord session)
    {
        if (client.AllAttempts == 1)
            _untried--;
        _attempts.OnFailed(number, ref client, isDialed: (_isSecured ? session.Secured : session.Connected) != 0);
        if (!_intervals.IsCounting)
            return;
        if (session.Failure is FailureKind.ConnectTimeout or FailureKind.ReplyTimeout)
            Recorder.Counters.ReconnectsTimedOut++;
        else
            Recorder.Counters.ReconnectsRefused++;
    }

    /// <summary>What was sent and not answered has failed; what is due beside it waits for the next connection.</summary>
    private void OnLost(ref Client client, long at)
    {
        bool isBusy = client.Phase == ClientPhase.Busy;
        _clients.SetPhase(ref client, ClientPhase.Idle);
        client.Lost = at;
        if (isBusy)
            _requests.Fail(ref client);
        _requests.FailOverdue(ref client, at);
        _recovery.OnLost(_clients.Connected, at);
        if (_intervals.IsCounting)
            Recorder.Counters.ClientsLost++;
    }

    /// <summary>Goes by the policy: has a client that is not connected wait for its next attempt, or for its next request, or give
    /// up.</summary>
    private void Reconnect(int number, ref Client client, long at)
    {
        _clients.SetPhase(ref client, ClientPhase.Idle);
        if (_attempts.IsProbe(number))
            _requests.FailDue(ref client);
        else if (!Wants(ref client))
            return;
        _clients.SetPhase(ref client, ClientPhase.Waiting);
        _attempts.Add(number, ref client, at);
    }

    /// <summary>Whether a client connects again by itself, unless it gives up.</summary>
    private bool Wants(ref Client client)
    {
        if (_attempts.IsSpent(client))
            GiveUp(ref client);
        return client.Phase != ClientPhase.GivenUp && (!_attempts.IsOnDemand || _requests.IsDue(client));
    }

    /// <summary>On demand, the limit is of one request, which has failed.</summary>
    private void GiveUp(ref Client client)
    {
        if (_attempts.IsOnDemand)
        {
            client.Attempts = default;
            if (_requests.IsDue(client))
                _requests.Fail(ref client);
        }
        else
        {
            _clients.SetPhase(ref client, ClientPhase.GivenUp);
            _requests.FailDue(ref client);
        }
    }

    /// <summary>Begins the attempts that are due, but a few at a time: replies are read meanwhile.</summary>
    /// <returns>Whether more are due.</returns>
    private bool AttemptDue(long now)
    {
        for (int begun = 0; begun < MaxAttemptsAtOnce; begun++)
        {
            if (!_attempts.TryTake(now, out int number))
                return false;
            ref Client client = ref _clients[number];
            if (_isOver || client.Phase != ClientPhase.Waiting)
                continue;
            if (_attempts.IsPassed(number, ref client))
            {
                Reconnect(number, ref client, now);
                continue;
            }
            if (_intervals.IsCounting)
                Recorder.Counters.ReconnectAttempts++;
            Connect(number, ref client);
            if (client.Attempts.Begun > now + MaxTimeOfAttempts)
                break;
        }
        return _attempts.Earliest <= now;
    }

    private void Connect(int number, ref Client client)
    {
        _clients.SetPhase(ref client, ClientPhase.Connecting);
        client.AllAttempts++;
        client.Attempts.Begun = Clock.Now;
        _transport.Start(new SessionNumber(number, 0, number), client.Attempts.Begun, client.Attempts.Begun);
    }

    private void SendDue(long until)
    {
        while (_requests.TryTake(until, out int number))
        {
            ref Client client = ref _clients[number];
            if (client.Phase == ClientPhase.Ready)
                Send(ref client);
            else if (client.Phase == ClientPhase.GivenUp)
                _requests.Fail(ref client);
            else if (client.Phase == ClientPhase.Idle)
                Reconnect(number, ref client, Clock.Now);
        }
    }

    private void Send(ref Client client)
    {
        _clients.SetPhase(ref client, ClientPhase.Busy);
        int step = _script.Handshake + (int)(client.Request % _script.Body);
        _transport.Say(client.Slot, step, _requests.Send(client), Clock.Now);
    }

    /// <summary>No request is due any more, and nobody connects for one.</summary>
    private void EndPlan()
    {
        _isOver = true;
        foreach (ref Client client in _clients.All)
        {
            if (!client.IsConnected)
                _requests.FailDue(ref client);
        }
    }

    private long NextWake(long end)
    {
        long wake = Math.Min(_intervals.End, _attempts.Earliest);
        return Math.Min(wake, _isOver ? end + _drain : Math.Min(_requests.NextDue, end));
    }

    /// <summary>The last requests are answered, or have failed.</summary>
    private void Finish(long end)
    {
        foreach (ref Client client in _clients.All)
            _requests.FailDue(ref client);
        _intervals.Finish(end);
    }

    private void SetGauges(IntervalRecorder[] recorders)
    {
        ref IntervalGauges gauges = ref recorders[0].Counters.Gauges;
        gauges.ClientsConnected = _clients.Connected;
        gauges.ClientsConnecting = _clients.CountOf(ClientPhase.Connecting);
        gauges.ClientsWaiting = _clients.CountOf(ClientPhase.Waiting) + _clients.CountOf(ClientPhase.Idle);
        gauges.ClientsGivenUp = _clients.CountOf(ClientPhase.GivenUp);
    }
}
