using RedisLoad.Rows;

namespace RedisLoad.Run;

/// <summary>What one thread of a load counted in one interval.</summary>
/// <param name="Source">Which thread, from 0.</param>
/// <param name="Interval">The interval.</param>
/// <param name="Recorders">A recorder for each group of rows.</param>
/// <param name="End">In the thread's last slice, when the thread was done, in nanoseconds after the start of the run; null before.</param>
internal readonly record struct Slice(int Source, int Interval, IntervalRecorder[] Recorders, long? End = null);

/// <summary>Where the threads of a load get empty recorders and leave full ones.</summary>
internal interface IRecorderExchange
{
    /// <summary>Gives a recorder for each group of rows.</summary>
    IntervalRecorder[] Take();

    /// <summary>Takes in what a thread counted: each interval once, in their order.</summary>
    void Publish(Slice slice);
}

/// <summary>The intervals of one thread of a load: each is published when it is over, with what the thread counted and what it
/// used.</summary>
/// <remarks>
/// What happens is counted in the interval in which it happens, by its own time: an interval is closed before the first thing that comes
/// after its end, however late the thread gets there. So the time that a row covers is the time in which its counts came about.
/// </remarks>
internal sealed class ThreadIntervals
{
    private readonly LoadTimeline _timeline;
    private readonly int _source;
    private readonly IRecorderExchange _exchange;
    private readonly Func<long> _cpuNanoseconds;
    private readonly Action<IntervalRecorder[]> _setGauges;
    private long _start;
    private int _interval;
    private long _pause;
    private long _expected;
    private ThreadCpu _cpu;

    /// <param name="timeline">Where intervals end.</param>
    /// <param name="source">Which of the load's threads this is.</param>
    /// <param name="exchange">Where recorders come from and go to.</param>
    /// <param name="cpuNanoseconds">Gives the processor time of the thread.</param>
    /// <param name="setGauges">Sets what there is when an interval ends.</param>
    public ThreadIntervals(
        LoadTimeline timeline, int source, IRecorderExchange exchange, Func<long> cpuNanoseconds, Action<IntervalRecorder[]> setGauges)
    {
        _timeline = timeline;
        _source = source;
        _exchange = exchange;
        _cpuNanoseconds = cpuNanoseconds;
        _setGauges = setGauges;
        Recorders = exchange.Take();
    }

    /// <summary>What is counted now: a recorder for each group of rows.</summary>
    public IntervalRecorder[] Recorders { get; private set; }

    /// <summary>When the present interval ends, on <see cref="Clock"/>; <see cref="long.MaxValue"/> before the first.</summary>
    public long End { get; private set; } = long.MaxValue;

    /// <summary>Whether what happens now is part of a row: not before the run, and not in the warm-up.</summary>
    public bool IsCounting => End != long.MaxValue && _interval >= 0;

    /// <summary>Begins the first interval.</summary>
    /// <param name="start">When the run begins.</param>
    public void Begin(long start)
    {
        _start = start;
        _expected = start;
        _cpu = new ThreadCpu(start, _cpuNanoseconds());
        BeginInterval(_timeline.EndOf(-1) > 0 ? -1 : 0);
    }

    /// <summary>The thread has come to look at the clock: it may have wanted to before.</summary>
    public void NotePause(long now) => _pause = Math.Max(_pause, now - _expected);

    /// <summary>The thread wants to look at the clock again.</summary>
    /// <param name="time">When.</param>
    public void Expect(long time) => _expected = time;

    /// <summary>Closes the intervals that were over at a time.</summary>
    public void EndUntil(long time)
    {
        if (time >= End)
            EndPast(time);
    }

    /// <summary>Closes the last interval: everything that was begun is over.</summary>
    /// <param name="end">When it was.</param>
    public void Finish(long end)
    {
        end = Math.Max(end, _cpu.CountedUntil);
        EndUntil(end);
        EndInterval(end, isLast: true);
    }

    private void EndPast(long time)
    {
        while (time >= End)
        {
            EndInterval(End, isLast: false);
            BeginInterval(_interval + 1);
        }
    }

    private void BeginInterval(int interval)
    {
        _interval = interval;
        _pause = 0;
        End = _start + _timeline.EndOf(interval);
    }

    private void EndInterval(long end, bool isLast)
    {
        long now = Clock.Now;
        NotePause(now);
        long length = end - _cpu.CountedUntil;
        long cpu = _cpu.Count(end, now, _cpuNanoseconds());
        if (_interval < 0)
            return;
        _setGauges(Recorders);
        foreach (IntervalRecorder recorder in Recorders)
        {
            // The thread belongs to all groups alike.
            recorder.Counters.LongestPause = _pause;
            recorder.Counters.CpuNanoseconds = cpu / Recorders.Length;
            recorder.Counters.CpuCapacityNanoseconds = length / Recorders.Length;
        }
        _exchange.Publish(new Slice(_source, _interval, Recorders, isLast ? end - _start : null));
        if (!isLast)
            Recorders = _exchange.Take();
    }
}
