using RedisLoad.Interop;
using RedisLoad.Pacing;
using RedisLoad.Resp;
using RedisLoad.Rows;
using RedisLoad.Session;
using RedisLoad.Transport;

namespace RedisLoad.Run;

/// <summary>Starts one share of the connections when they are due, and records what becomes of them. One thread runs it.</summary>
internal sealed class LoadWorker : ISessionSink, IDisposable
{
    private const int MaxStartsAtOnce = 64;

    /// <summary>How long starts may keep the worker from reading replies.</summary>
    private const long MaxTimeOfStarts = Clock.NanosecondsPerMillisecond;

    /// <summary>The worker looks at the clock at least so often, so that it sees when it was kept from it.</summary>
    private const long LongestWait = 20 * Clock.NanosecondsPerMillisecond;

    private readonly LoadTimeline _timeline;
    private readonly IArrivals _arrivals;
    private readonly long _stride;
    private readonly long _drain;
    private readonly IConnectionLog? _log;
    private readonly RetryQueue? _retries;
    private readonly ITransport _transport;
    private readonly ThreadIntervals _intervals;
    private readonly IntervalGauges[] _gauges;
    private long _start;
    private long _next;
    private long _starts;
    private long _lastStart;
    private long _lastEnd;
    private bool _isDrained;
    private volatile bool _stopRequested;

    /// <param name="timeline">The schedule, shared by all workers.</param>
    /// <param name="index">Which of the workers this is, from 0.</param>
    /// <param name="numbers">The numbers of its connections.</param>
    /// <param name="drain">How long after the last start, and its hold, connections may still end by themselves.</param>
    /// <param name="exchange">Where recorders come from and go to: session <c>i</c> goes into recorder <c>i mod recorders</c>.</param>
    /// <param name="log">Where a record of each connection goes; null for nowhere.</param>
    /// <param name="retries">Connections that have failed and are tried again; null for none.</param>
    /// <param name="createTransport">Makes the worker's transport, given who is to be told of sessions.</param>
    public LoadWorker(
        LoadTimeline timeline, int index, EveryNth numbers, TimeSpan drain, IRecorderExchange exchange, IConnectionLog? log,
        RetryQueue? retries, Func<ISessionSink, ITransport> createTransport)
    {
        _timeline = timeline;
        _arrivals = timeline.CreateArrivals();
        _next = numbers.First;
        _stride = numbers.Step;
        _drain = drain.ToNanoseconds();
        _log = log;
        _retries = retries;
        _transport = createTransport(this);
        _intervals = new ThreadIntervals(timeline, index, exchange, () => _transport.CpuNanoseconds, SetGauges);
        _gauges = new IntervalGauges[_intervals.Recorders.Length];
    }

    /// <summary>Runs the schedule and the drain after it, unless <see cref="Stop"/> ends it before.</summary>
    /// <param name="start">When the schedule begins, on <see cref="Clock"/>.</param>
    public void Run(long start)
    {
        Libc.SetSmallestTimerSlack();
        _start = start;
        while (!_stopRequested && Clock.Now < start)
            _transport.Serve(start);
        _intervals.Begin(start);

        while (!_stopRequested)
        {
            long now = Clock.Now;
            if (IsOver(now))
            {
                Finish();
                return;
            }
            _intervals.EndUntil(now);
            _intervals.NotePause(now);
            _intervals.Expect(now);
            if (_retries is not null)
                RetryDue(_retries, now);
            bool isBehind = _timeline.Saturates ? !TryFill(now) : !TryCatchUp(now);
            if (!isBehind && now >= DrainDeadline && NextDue == long.MaxValue)
                EndAll();
            long wake = isBehind ? now : Math.Min(now + LongestWait, NextWake(now));
            _intervals.Expect(wake);
            _transport.Serve(wake);
        }
    }

    /// <summary>Ends the run soon, whatever is under way. May be called from any thread.</summary>
    public void Stop()
    {
        _stopRequested = true;
        _transport.Wake();
    }

    public void Dispose() => _transport.Dispose();

    void ISessionSink.OnSessionAnswered(in SessionRecord session)
    {
        if (!_timeline.Counts(session.Due - _start))
            return;
        _intervals.EndUntil(session.Answered);
        int group = GroupOf(session.Session.Number);
        _gauges[group].Held++;
        _intervals.Recorders[group].RecordAnswer(session);
    }

    void ISessionSink.OnSessionEnded(in SessionRecord session)
    {
        _lastEnd = session.Ended;
        if (_retries is null)
            End(session, session.Ended, retries: 0);
        else if (_isDrained || !_retries.TryAdd(session))
            End(session, session.Ended, _retries.End(session.Session.Number));
        else
            Await(session);
    }

    /// <summary>The connections under way, with those that wait to be tried again: each keeps its place.</summary>
    private int InFlight => _transport.Open + (_retries?.Waiting ?? 0);

    private long CountingFrom => _start + _timeline.EndOf(-1);

    private long ArrivalsEnd => _start + _timeline.ArrivalsEnd;

    private long PlanEnd => _start + _timeline.End;

    /// <summary>Who was started late is held later, too.</summary>
    private long DrainDeadline => Math.Max(PlanEnd, _lastStart + _timeline.Hold) + _drain;

    private long NextDue
    {
        get
        {
            if (_timeline.Saturates || _next >= _timeline.Limit)
                return long.MaxValue;
            long due = _arrivals.DueAt(_next);
            return _timeline.Includes(due) ? _start + due : long.MaxValue;
        }
    }

    private int GroupOf(long number) => _gauges.Length == 1 ? 0 : (int)((ulong)number % (ulong)_gauges.Length);

    private bool IsOver(long now) => now >= PlanEnd && NextDue == long.MaxValue && InFlight == 0;

    private long NextWake(long now)
    {
        long wake = Math.Min(Math.Min(NextDue, _intervals.End), _retries?.Earliest ?? long.MaxValue);
        return now < PlanEnd ? wake : Math.Min(wake, DrainDeadline);
    }

    /// <summary>Starts what is due, but a few at a time: after a lag, too, replies are read meanwhile, and the run can be
    /// stopped.</summary>
    /// <returns>Whether all that is due is started, or given up.</returns>
    private bool TryCatchUp(long now)
    {
        if (now >= _start + _timeline.GiveUpAt)
            _next = long.MaxValue;
        long due = NextDue;
        long until = now + MaxTimeOfStarts;
        for (int started = 0; started < MaxStartsAtOnce && due <= now; started++)
        {
            long startedAt = StartDue(due, now);
            _next += _stride;
            due = NextDue;
            if (startedAt > until)
                break;
        }
        return due > now;
    }

    /// <summary>Without a schedule: starts as many as there is room for, a few at a time.</summary>
    /// <returns>Whether there is no room left, or no time.</returns>
    private bool TryFill(long now)
    {
        for (int started = 0; started < MaxStartsAtOnce && InFlight < _transport.Capacity; started++)
        {
            long startedAt = Clock.Now;
            if (startedAt >= ArrivalsEnd)
                return true;
            StartUnscheduled(startedAt);
            _next += _stride;
            if (startedAt > now + MaxTimeOfStarts)
                break;
        }
        return InFlight == _transport.Capacity;
    }

    private void StartUnscheduled(long now)
    {
        bool counts = _timeline.Counts(now - _start);
        if (counts)
        {
            _intervals.EndUntil(now);
            int group = GroupOf(_next);
            _gauges[group].Open++;
            _intervals.Recorders[group].RecordStart();
        }
        Start(new SessionNumber(_next, (int)((now - _start) / Clock.NanosecondsPerSecond), _next), due: now, now, counts);
    }

    /// <returns>When it was started or dropped.</returns>
    private long StartDue(long due, long turn)
    {
        bool counts = _timeline.Counts(due - _start);
        if (InFlight == _transport.Capacity)
        {
            if (counts)
                _intervals.Recorders[GroupOf(_next)].RecordDrop();
            return turn;
        }
        long now = Clock.Now;
        if (counts)
        {
            _intervals.EndUntil(now);
            int group = GroupOf(_next);
            _gauges[group].Open++;
            _intervals.Recorders[group].RecordStart(now - due);
        }
        (int burst, long place) = _arrivals.PlaceOf(_next);
        Start(new SessionNumber(_next, burst, place), due, now, counts);
        return now;
    }

    private void Start(SessionNumber session, long due, long now, bool counts)
    {
        _lastStart = now;
        bool isTimed = _starts++ % LoadSample.StartsPerTimed == 0 && counts;
        long cpu = isTimed ? _transport.CpuNanoseconds : 0;
        _transport.Start(session, due, now);
        if (isTimed)
            _intervals.Recorders[GroupOf(session.Number)].RecordStartCpu(_transport.CpuNanoseconds - cpu);
    }

    /// <summary>Tries again what is due, but a few at a time. It does not make the run longer.</summary>
    private void RetryDue(RetryQueue retries, long now)
    {
        long until = now + MaxTimeOfStarts;
        for (int started = 0; started < MaxStartsAtOnce && retries.TryTake(now, out SessionRecord failed); started++)
        {
            long startedAt = Clock.Now;
            if (_timeline.Counts(failed.Due - _start))
            {
                _intervals.EndUntil(startedAt);
                int group = GroupOf(failed.Session.Number);
                _gauges[group].RetryWaiting--;
                _intervals.Recorders[group].RecordRetry(failed.Failure);
            }
            _transport.Start(failed.Session, failed.Due, startedAt);
            if (startedAt > until)
                break;
        }
    }

    /// <summary>A connection has failed, and will be tried again.</summary>
    private void Await(in SessionRecord session)
    {
        if (!_timeline.Counts(session.Due - _start))
            return;
        _intervals.EndUntil(session.Ended);
        int group = GroupOf(session.Session.Number);
        _gauges[group].RetryWaiting++;
        _intervals.Recorders[group].RecordFailedTry(session);
    }

    /// <summary>A connection is over.</summary>
    /// <param name="session">The session, or the last one where it was tried again.</param>
    /// <param name="time">When.</param>
    /// <param name="retries">How often it was tried again.</param>
    private void End(in SessionRecord session, long time, int retries)
    {
        if (!_timeline.Counts(session.Due - _start))
            return;
        _intervals.EndUntil(time);
        int group = GroupOf(session.Session.Number);
        ref IntervalGauges gauges = ref _gauges[group];
        gauges.Open--;
        if (session.Answered != 0)
            gauges.Held--;
        _intervals.Recorders[group].RecordEnd(session, retries);
        _log?.Add(session, CountingFrom, retries);
    }

    /// <summary>The time to drain is over: what is under way has timed out, and what waits to be tried again has failed.</summary>
    private void EndAll()
    {
        _isDrained = true;
        while (_retries is not null && _retries.TryCancel(out SessionRecord failed, out int retries))
        {
            _lastEnd = Clock.Now;
            if (_timeline.Counts(failed.Due - _start))
                _gauges[GroupOf(failed.Session.Number)].RetryWaiting--;
            End(failed, _lastEnd, retries);
        }
        _transport.TimeOutAll();
    }

    /// <summary>The plan is over, and so is everything that was begun.</summary>
    private void Finish() => _intervals.Finish(Math.Max(PlanEnd, _lastEnd));

    private void SetGauges(IntervalRecorder[] recorders)
    {
        for (int group = 0; group < recorders.Length; group++)
            recorders[group].Counters.Gauges = _gauges[group];
        // What is kept belongs to all groups alike.
        recorders[0].Counters.Gauges.Pooled = _transport.Pooled;
    }
}
