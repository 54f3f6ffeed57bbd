using RedisLoad.Interop;
using RedisLoad.Pacing;
using RedisLoad.Resp;
using RedisLoad.Rows;
using RedisLoad.Session;
using RedisLoad.Transport;

namespace RedisLoad.Run;

/// <summary>Starts one share of the connections when they are due, and records what becomes of them. One thread runs it.</summary>
/// <remarks>
/// What happens is counted in the interval in which it happens, by its own time: an interval is closed before the first thing that comes
/// after its end, however late the worker gets there. So the time that a row covers is the time in which its counts came about. </remarks>
internal sealed class LoadWorker : ISessionSink, IDisposable
{
    private const int MaxStartsAtOnce = 64;

    /// <summary>How long starts may keep the worker from reading replies.</summary>
    private const long MaxTimeOfStarts = Clock.NanosecondsPerMillisecond;

    /// <summary>The worker looks at the clock at least so often, so that it sees when it was kept from it.</summary>
    private const long LongestWait = 20 * Clock.NanosecondsPerMillisecond;

    private readonly LoadTimeline _timeline;
    private readonly IArrivals _arrivals;
    private readonly int _index;
    private readonly long _stride;
    private readonly long _drain;
    private readonly IRecorderExchange _exchange;
    private readonly IConnectionLog? _log;
    private readonly ITransport _transport;
    private readonly IntervalGauges[] _gauges;
    private IntervalRecorder[] _recorders;
    private long _start;
    private long _next;
    private int _interval;
    private long _intervalEnd;
    private long _pause;
    private long _expected;
    private long _starts;
    private long _lastStart;
    private long _lastEnd;
    private ThreadCpu _cpu;
    private volatile bool _stopRequested;

    /// <param name="timeline">The schedule, shared by all workers.</param>
    /// <param name="index">Which of the workers this is, from 0.</param>
    /// <param name="numbers">The numbers of its connections.</param>
    /// <param name="drain">How long after the last start, and its hold, connections may still end by themselves.</param>
    /// <param name="exchange">Where recorders come from and go to: session <c>i</c> goes into recorder <c>i mod recorders</c>.</param>
    /// <param name="log">Where a record of each connection goes; null for nowhere.</param>
    /// <param name="createTransport">Makes the worker's transport, given who is to be told of sessions.</param>
    public LoadWorker(
        LoadTimeline timeline, int index, EveryNth numbers, TimeSpan drain, IRecorderExchange exchange, IConnectionLog? log,
        Func<ISessionSink, ITransport> createTransport)
    {
        _timeline = timeline;
        _arrivals = timeline.CreateArrivals();
        _index = index;
        _next = numbers.First;
        _stride = numbers.Step;
        _drain = drain.ToNanoseconds();
        _exchange = exchange;
        _log = log;
        _recorders = exchange.Take();
        _gauges = new IntervalGauges[_recorders.Length];
        _transport = createTransport(this);
    }

    /// <summary>Runs the schedule and the drain after it, unless <see cref="Stop"/> ends it before.</summary>
    /// <param name="start">When the schedule begins, on <see cref="Clock"/>.</param>
    public void Run(long start)
    {
        Libc.SetSmallestTimerSlack();
        _start = start;
        while (!_stopRequested && Clock.Now < start)
            _transport.Serve(start);
        _expected = start;
        _cpu = new ThreadCpu(start, _transport.CpuNanoseconds);
        BeginInterval(_timeline.EndOf(-1) > 0 ? -1 : 0);

        while (!_stopRequested)
        {
            long now = Clock.Now;
            if (IsOver(now))
            {
                Finish();
                return;
            }
            EndIntervals(now);
            NotePause(now);
            _expected = now;
            bool isBehind = _timeline.Saturates ? !TryFill(now) : !TryCatchUp(now);
            if (!isBehind && now >= DrainDeadline && NextDue == long.MaxValue)
                _transport.TimeOutAll();
            _expected = isBehind ? now : Math.Min(now + LongestWait, NextWake(now));
            _transport.Serve(_expected);
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
        EndIntervals(session.Answered);
        int group = GroupOf(session.Session.Number);
        _gauges[group].Held++;
        _recorders[group].RecordAnswer(session);
    }

    void ISessionSink.OnSessionEnded(in SessionRecord session)
    {
        _lastEnd = session.Ended;
        if (!_timeline.Counts(session.Due - _start))
            return;
        EndIntervals(session.Ended);
        int group = GroupOf(session.Session.Number);
        ref IntervalGauges gauges = ref _gauges[group];
        gauges.Open--;
        if (session.Answered != 0)
            gauges.Held--;
        _recorders[group].RecordEnd(session);
        _log?.Add(session, CountingFrom);
    }

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

    private int GroupOf(long number) => _recorders.Length == 1 ? 0 : (int)((ulong)number % (ulong)_recorders.Length);

    private bool IsOver(long now) => now >= PlanEnd && NextDue == long.MaxValue && _transport.Open == 0;

    private long NextWake(long now)
    {
        long wake = Math.Min(NextDue, _intervalEnd);
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
        for (int started = 0; started < MaxStartsAtOnce && _transport.Open < _transport.Capacity; started++)
        {
            long startedAt = Clock.Now;
            if (startedAt >= ArrivalsEnd)
                return true;
            StartUnscheduled(startedAt);
            _next += _stride;
            if (startedAt > now + MaxTimeOfStarts)
                break;
        }
        return _transport.Open == _transport.Capacity;
    }

    private void StartUnscheduled(long now)
    {
        bool counts = _timeline.Counts(now - _start);
        if (counts)
        {
            EndIntervals(now);
            int group = GroupOf(_next);
            _gauges[group].Open++;
            _recorders[group].RecordStart();
        }
        Start(new SessionNumber(_next, (int)((now - _start) / Clock.NanosecondsPerSecond), _next), due: now, now, counts);
    }

    /// <returns>When it was started or dropped.</returns>
    private long StartDue(long due, long turn)
    {
        bool counts = _timeline.Counts(due - _start);
        if (_transport.Open == _transport.Capacity)
        {
            if (counts)
                _recorders[GroupOf(_next)].RecordDrop();
            return turn;
        }
        long now = Clock.Now;
        if (counts)
        {
            EndIntervals(now);
            int group = GroupOf(_next);
            _gauges[group].Open++;
            _recorders[group].RecordStart(now - due);
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
            _recorders[GroupOf(session.Number)].RecordStartCpu(_transport.CpuNanoseconds - cpu);
    }

    /// <summary>The worker has come to look at the clock: it may have wanted to before.</summary>
    private void NotePause(long now) => _pause = Math.Max(_pause, now - _expected);

    private void BeginInterval(int interval)
    {
        _interval = interval;
        _intervalEnd = _start + _timeline.EndOf(interval);
        _pause = 0;
    }

    /// <summary>Closes the intervals that were over at a time.</summary>
    private void EndIntervals(long time)
    {
        while (time >= _intervalEnd)
        {
            EndInterval(_intervalEnd, isLast: false);
            BeginInterval(_interval + 1);
        }
    }

    /// <summary>The plan is over, and so is everything that was begun.</summary>
    private void Finish()
    {
        long end = Math.Max(Math.Max(PlanEnd, _lastEnd), _cpu.CountedUntil);
        EndIntervals(end);
        EndInterval(end, isLast: true);
    }

    private void EndInterval(long end, bool isLast)
    {
        long now = Clock.Now;
        NotePause(now);
        long length = end - _cpu.CountedUntil;
        long cpu = _cpu.Count(end, now, _transport.CpuNanoseconds);
        if (_interval < 0)
            return;
        for (int group = 0; group < _recorders.Length; group++)
        {
            ref IntervalCounters counters = ref _recorders[group].Counters;
            counters.Gauges = _gauges[group];
            // What is kept, and the thread, belong to all groups alike.
            counters.Gauges.Pooled = group == 0 ? _transport.Pooled : 0;
            counters.LongestPause = _pause;
            counters.CpuNanoseconds = cpu / _recorders.Length;
            counters.CpuCapacityNanoseconds = length / _recorders.Length;
        }
        _exchange.Publish(new Slice(_index, _interval, _recorders, isLast ? end - _start : null));
        if (!isLast)
            _recorders = _exchange.Take();
    }
}
