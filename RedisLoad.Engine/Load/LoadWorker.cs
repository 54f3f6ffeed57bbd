using RedisLoad.Interop;
using RedisLoad.Metrics;
using RedisLoad.Resp;
using RedisLoad.Transport;

namespace RedisLoad.Load;

/// <summary>Starts one share of the connections when they are due, and records what becomes of them. One thread runs it.</summary>
internal sealed class LoadWorker : ISessionSink, IDisposable
{
    private const int MaxStartsAtOnce = 64;

    private readonly LoadTimeline _timeline;
    private readonly int _stride;
    private readonly long _drain;
    private readonly IRecorderExchange _exchange;
    private readonly ITransport _transport;
    private IntervalRecorder _recorder;
    private long _start;
    private long _next;
    private int _interval;
    private long _intervalEnd;
    private long _intervalBegun;
    private long _cpuAtIntervalStart;
    private long _open;
    private volatile bool _stopRequested;

    /// <param name="timeline">The schedule, shared by all workers.</param>
    /// <param name="index">Which of the workers this is, from 0: connection <c>i</c> belongs to worker <c>i mod workers</c>.</param>
    /// <param name="workers">How many workers there are.</param>
    /// <param name="drain">How long after the last due time connections may still end by themselves.</param>
    /// <param name="exchange">Where recorders come from and go to.</param>
    /// <param name="createTransport">Makes the worker's transport, given who is to be told of ended sessions.</param>
    public LoadWorker(LoadTimeline timeline, int index, int workers, TimeSpan drain, IRecorderExchange exchange, Func<ISessionSink, ITransport> createTransport)
    {
        _timeline = timeline;
        _next = index;
        _stride = workers;
        _drain = drain.ToNanoseconds();
        _exchange = exchange;
        _recorder = exchange.Take();
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
        BeginInterval(_timeline.EndOf(-1) > 0 ? -1 : 0);

        while (!_stopRequested)
        {
            long now = Clock.Now;
            bool isBehind = _timeline.Saturates ? !TryFill(now) : !TryCatchUp(now);
            if (!isBehind)
                EndIntervals(now);
            if (!isBehind && now >= ScheduleEnd && HasDrained(now))
            {
                EndInterval();
                return;
            }
            _transport.Serve(isBehind ? now : now < ScheduleEnd ? Math.Min(NextDue, _intervalEnd) : DrainDeadline);
        }
    }

    /// <summary>Ends the run soon, whatever is under way. May be called from any thread.</summary>
    public void Stop()
    {
        _stopRequested = true;
        _transport.Wake();
    }

    public void Dispose() => _transport.Dispose();

    void ISessionSink.OnSessionEnded(in SessionRecord session)
    {
        if (!_timeline.Counts(session.Due - _start))
            return;
        _open--;
        _recorder.RecordEnd(session);
    }

    private bool IsLastInterval => _interval == _timeline.Intervals - 1;

    private long ScheduleEnd => _start + _timeline.End;

    private long DrainDeadline => ScheduleEnd + _drain;

    private long NextDue =>
        !_timeline.Saturates && _next < _timeline.Arrivals.Count ? _start + _timeline.Arrivals.DueAt(_next) : long.MaxValue;

    /// <summary>Starts what is due, but a few at a time: after a lag, too, replies are read meanwhile, and the run can be stopped.</summary>
    /// <returns>Whether all that is due is started.</returns>
    private bool TryCatchUp(long now)
    {
        for (int started = 0; started < MaxStartsAtOnce && NextDue <= now; started++)
        {
            // What was due before an interval's end is started in it, however late; so the books of each interval balance.
            EndIntervals(NextDue);
            StartDue(NextDue);
            _next += _stride;
        }
        return NextDue > now;
    }

    /// <summary>Without a schedule: starts as many as there is room for, a few at a time.</summary>
    /// <returns>Whether there is no room left, or no time.</returns>
    private bool TryFill(long now)
    {
        if (now >= ScheduleEnd)
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
            _open++;
            _recorder.RecordStart();
        }
        _transport.Start(new SessionNumber((now - _start) / Clock.NanosecondsPerSecond, _next), now, now);
    }

    private void StartDue(long due)
    {
        bool counts = _timeline.Counts(due - _start);
        if (_transport.Open == _transport.Capacity)
        {
            if (counts)
                _recorder.RecordDrop();
            return;
        }
        long now = Clock.Now;
        if (counts)
        {
            _open++;
            _recorder.RecordStart(now - due);
        }
        (long second, long place) = _timeline.Arrivals.PlaceOf(_next);
        _transport.Start(new SessionNumber(second, place), due, now);
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
        _cpuAtIntervalStart = Libc.ThreadCpuNanoseconds();
    }

    private void EndInterval()
    {
        if (_interval >= 0)
        {
            ref IntervalCounters counters = ref _recorder.Counters;
            counters.Open = _open;
            counters.CpuNanoseconds = Libc.ThreadCpuNanoseconds() - _cpuAtIntervalStart;
            counters.CpuCapacityNanoseconds = Clock.Now - _intervalBegun;
            _exchange.Publish(_interval, _recorder);
            _recorder = _exchange.Take();
        }
        BeginInterval(_interval + 1);
    }
}
