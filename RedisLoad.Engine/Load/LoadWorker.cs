using RedisLoad.Interop;
using RedisLoad.Metrics;
using RedisLoad.Pacing;
using RedisLoad.Resp;
using RedisLoad.Session;
using RedisLoad.Transport;

namespace RedisLoad.Load;

/// <summary>Starts one share of the connections when they are due, and records what becomes of them. One thread runs it.</summary>
internal sealed class LoadWorker : ISessionSink, IDisposable
{
    private const int MaxStartsAtOnce = 64;

    private readonly LoadTimeline _timeline;
    private readonly IArrivals _arrivals;
    private readonly int _stride;
    private readonly long _drain;
    private readonly IRecorderExchange _exchange;
    private readonly IConnectionLog? _log;
    private readonly ITransport _transport;
    private readonly IntervalRecorder[] _recorders;
    private readonly IntervalGauges[] _gauges;
    private long _start;
    private long _next;
    private int _interval;
    private long _intervalEnd;
    private long _intervalBegun;
    private long _cpuAtIntervalStart;
    private volatile bool _stopRequested;

    /// <param name="timeline">The schedule, shared by all workers.</param>
    /// <param name="index">Which of the workers this is, from 0: connection <c>i</c> belongs to worker <c>i mod workers</c>.</param>
    /// <param name="workers">How many workers there are.</param>
    /// <param name="drain">How long after the last due time connections may still end by themselves.</param>
    /// <param name="groups">How many recorders an interval has: session <c>i</c> goes into <c>i mod groups</c>.</param>
    /// <param name="exchange">Where recorders come from and go to.</param>
    /// <param name="log">Where a record of each connection goes; null for nowhere.</param>
    /// <param name="createTransport">Makes the worker's transport, given who is to be told of sessions.</param>
    public LoadWorker(
        LoadTimeline timeline, int index, int workers, TimeSpan drain, int groups, IRecorderExchange exchange, IConnectionLog? log, Func<ISessionSink, ITransport> createTransport)
    {
        _timeline = timeline;
        _arrivals = timeline.CreateArrivals();
        _next = index;
        _stride = workers;
        _drain = drain.ToNanoseconds();
        _exchange = exchange;
        _log = log;
        _recorders = [.. Enumerable.Range(0, groups).Select(_ => exchange.Take())];
        _gauges = new IntervalGauges[groups];
        _transport = createTransport(this);
    }

    /// <summary>Runs the schedule and the drain after it, unless <see cref="Stop"/> ends it before.</summary>
    /// <param name="start">When the schedule begins, on <see cref="Clock"/>.</param>
    public void Run(long start)
    {
        if (OperatingSystem.IsLinux())
            Libc.SetSmallestTimerSlack();
        _start = start;
        while (!_stopRequested && Clock.Now < start)
            _transport.Serve(start);
        BeginInterval(_timeline.EndOf(-1) > 0 ? -1 : 0);

        while (!_stopRequested)
        {
            long now = Clock.Now;
            bool isBehind = _timeline.Saturates ? !TryFill(now) : !TryCatchUp(now);
            if (!isBehind)
                EndIntervals(now);
            if (!isBehind && now >= RowsEnd && HasDrained(now))
            {
                EndInterval();
                return;
            }
            _transport.Serve(isBehind ? now : now < RowsEnd ? Math.Min(NextDue, _intervalEnd) : DrainDeadline);
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
        int group = GroupOf(session.Session.Number);
        _gauges[group].Held++;
        _recorders[group].RecordAnswer(session);
    }

    void ISessionSink.OnSessionEnded(in SessionRecord session)
    {
        if (!_timeline.Counts(session.Due - _start))
            return;
        int group = GroupOf(session.Session.Number);
        ref IntervalGauges gauges = ref _gauges[group];
        gauges.Open--;
        if (session.Answered != 0)
            gauges.Held--;
        _recorders[group].RecordEnd(session);
        _log?.Add(session, CountingFrom);
    }

    private bool IsLastInterval => _interval == _timeline.Intervals - 1;

    private long CountingFrom => _start + _timeline.EndOf(-1);

    private long ArrivalsEnd => _start + _timeline.ArrivalsEnd;

    private long RowsEnd => _start + _timeline.End;

    private long DrainDeadline => RowsEnd + _drain;

    private long NextDue
    {
        get
        {
            if (_timeline.Saturates || _next >= _timeline.Limit)
                return long.MaxValue;
            long due = _arrivals.DueAt(_next);
            // With a limit, the last of a burst may be due when the schedule is over.
            return due < _timeline.ArrivalsEnd || _timeline.Limit != long.MaxValue ? _start + due : long.MaxValue;
        }
    }

    private int GroupOf(long number) => _recorders.Length == 1 ? 0 : (int)((ulong)number % (ulong)_recorders.Length);

    /// <summary>Starts what is due, but a few at a time: after a lag, too, replies are read meanwhile, and the run can be stopped.</summary>
    /// <returns>Whether all that is due is started.</returns>
    private bool TryCatchUp(long now)
    {
        long due = NextDue;
        for (int started = 0; started < MaxStartsAtOnce && due <= now; started++)
        {
            // What was due before an interval's end is started in it, however late; so the books of each interval balance.
            EndIntervals(due);
            StartDue(due);
            _next += _stride;
            due = NextDue;
        }
        return due > now;
    }

    /// <summary>Without a schedule: starts as many as there is room for, a few at a time.</summary>
    /// <returns>Whether there is no room left, or no time.</returns>
    private bool TryFill(long now)
    {
        if (now >= ArrivalsEnd)
            return true;
        EndIntervals(now);
        for (int started = 0; started < MaxStartsAtOnce && _transport.Open < _transport.Capacity; started++)
        {
            StartUnscheduled(Clock.Now);
            _next += _stride;
        }
        return _transport.Open == _transport.Capacity;
    }

    private void EndIntervals(long time)
    {
        while (time >= _intervalEnd && !IsLastInterval)
            EndInterval();
    }

    private void StartUnscheduled(long now)
    {
        if (_timeline.Counts(now - _start))
        {
            int group = GroupOf(_next);
            _gauges[group].Open++;
            _recorders[group].RecordStart();
        }
        _transport.Start(new SessionNumber(_next, (int)((now - _start) / Clock.NanosecondsPerSecond), _next), now, now);
    }

    private void StartDue(long due)
    {
        bool counts = _timeline.Counts(due - _start);
        int group = GroupOf(_next);
        if (_transport.Open == _transport.Capacity)
        {
            if (counts)
                _recorders[group].RecordDrop();
            return;
        }
        long now = Clock.Now;
        if (counts)
        {
            _gauges[group].Open++;
            _recorders[group].RecordStart(now - due);
        }
        (int burst, long place) = _arrivals.PlaceOf(_next);
        _transport.Start(new SessionNumber(_next, burst, place), due, now);
    }

    private bool HasDrained(long now)
    {
        if (_transport.Open > 0 && now >= DrainDeadline)
            _transport.TimeOutAll();
        return _transport.Open == 0;
    }

    private void BeginInterval(int interval)
    {
        _interval = interval;
        _intervalEnd = _start + _timeline.EndOf(interval);
        _intervalBegun = Clock.Now;
        _cpuAtIntervalStart = _transport.CpuNanoseconds;
    }

    private void EndInterval()
    {
        long cpu = _transport.CpuNanoseconds - _cpuAtIntervalStart;
        long capacity = (Clock.Now - _intervalBegun) * _transport.Processors;
        for (int group = 0; group < _recorders.Length && _interval >= 0; group++)
        {
            ref IntervalCounters counters = ref _recorders[group].Counters;
            counters.Gauges = _gauges[group];
            // What is kept, and the thread, belong to all groups alike.
            counters.Gauges.Pooled = group == 0 ? _transport.Pooled : 0;
            counters.CpuNanoseconds = cpu / _recorders.Length;
            counters.CpuCapacityNanoseconds = capacity / _recorders.Length;
            _exchange.Publish(_interval, group, _recorders[group]);
            _recorders[group] = _exchange.Take();
        }
        BeginInterval(_interval + 1);
    }
}
