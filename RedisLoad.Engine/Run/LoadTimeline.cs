using RedisLoad.Pacing;
using RedisLoad.Plan;
using RedisLoad.Rows;

namespace RedisLoad.Run;

/// <summary>A plan laid out in time: what is due when, and where the intervals end. All in nanoseconds after the start.</summary>
/// <remarks>The schedule can be ended early, while threads walk it; the intervals stay where they are.</remarks>
internal sealed class LoadTimeline
{
    private readonly LoadPlan _plan;
    private readonly EveryNth?[] _numbers;
    private readonly long _warmUp;
    private readonly long _interval;
    private readonly IArrivals _arrivals;
    private readonly List<long> _dueBefore = [];
    private readonly long _plannedArrivalsEnd;
    private long _cut = long.MaxValue;

    /// <param name="plan">The plan.</param>
    /// <param name="groups">How many groups of rows there are: connection <c>i</c> belongs to group <c>i mod groups</c>. Each has those of
    /// the plan's share.</param>
    public LoadTimeline(LoadPlan plan, int groups = 1)
    {
        _plan = plan;
        _numbers = [.. Enumerable.Range(0, groups).Select(group => plan.Share.Numbers.Among(new EveryNth(group, groups)))];
        _warmUp = plan.Schedule.WarmUp.ToNanoseconds();
        _interval = plan.Rows.Interval.ToNanoseconds();
        _arrivals = CreateArrivals();
        Saturates = plan.Schedule.Saturate;
        Limit = plan.Schedule.Limit ?? long.MaxValue;
        _plannedArrivalsEnd = plan.Schedule.Count is null ? plan.Schedule.Length.ToNanoseconds() : CreateArrivals().EndOf(Limit);
        Hold = plan.Lifetime.HoldTime.Max.ToNanoseconds();
        Intervals = (int)Math.Max(1, (PlannedEnd - _warmUp + _interval - 1) / _interval);
    }

    /// <summary>Whether connections have no due times: each is started when there is room for it.</summary>
    public bool Saturates { get; }

    /// <summary>How many connections there are at most, those of the warm-up among them.</summary>
    public long Limit { get; }

    /// <summary>When no more connections fall due.</summary>
    public long ArrivalsEnd => Math.Min(_plannedArrivalsEnd, Volatile.Read(ref _cut));

    /// <summary>When what was due and is not started yet is given up: a load generator that is behind ends all the same.</summary>
    public long GiveUpAt => ArrivalsEnd + _plan.Session.ConnectTimeout.ToNanoseconds();

    /// <summary>The longest that a connection is held.</summary>
    public long Hold { get; }

    /// <summary>When the plan is over: connections that are held are under way for so long.</summary>
    public long End => ArrivalsEnd + Hold;

    /// <summary>How many intervals the plan has; the last one may be shorter. A run that is not done by then has further ones.</summary>
    public int Intervals { get; }

    private long PlannedEnd => _plannedArrivalsEnd + Hold;

    private bool IsCut => Volatile.Read(ref _cut) < _plannedArrivalsEnd;

    /// <summary>Ends the schedule early: what falls due from then on does not.</summary>
    /// <param name="time">A time that no thread has come to yet, so that all of them end at the same connection.</param>
    public void EndAt(long time) => Interlocked.CompareExchange(ref _cut, Math.Max(0, time), long.MaxValue);

    /// <summary>Whether a connection that would be due then is part of the schedule.</summary>
    /// <remarks>With a limit, the last of a burst may be due when the schedule is over.</remarks>
    public bool Includes(long due) => due < ArrivalsEnd || Limit != long.MaxValue && !IsCut;

    /// <summary>The connections of the warm-up and of the run, for one thread to walk.</summary>
    public IArrivals CreateArrivals() => _plan.CreateArrivals();

    /// <summary>When an interval ends; of interval -1, the warm-up, when the run begins.</summary>
    public long EndOf(int interval) =>
        interval < Intervals
            ? Math.Min(_warmUp + (interval + 1) * _interval, PlannedEnd)
            : PlannedEnd + (interval - Intervals + 1) * _interval;

    /// <summary>Whether a connection due then counts, or belongs to the warm-up.</summary>
    public bool Counts(long due) => due >= _warmUp;

    /// <summary>How many connections of a group fall due in an interval. For one thread.</summary>
    public long DueIn(int interval, int group = 0) => 
        _numbers[group] is { } numbers ? numbers.CountBelow(DueBefore(interval + 1)) - numbers.CountBelow(DueBefore(interval)) : 0;

    /// <summary>The time that a row covers.</summary>
    /// <param name="first">Its first interval.</param>
    /// <param name="last">Its last.</param>
    /// <param name="end">When it ended, where that was not at the end of its last interval.</param>
    /// <param name="start">The calendar time of the start.</param>
    public SampleSpan SpanOf(int first, int last, long? end, DateTimeOffset start)
    {
        long endsAt = end ?? EndOf(last);
        return new SampleSpan(SinceWarmUp(EndOf(first - 1)), SinceWarmUp(endsAt), start + Clock.ToTimeSpan(endsAt))
        {
            ArrivalsEnd = SinceWarmUp(ArrivalsEnd),
            HoldEnd = SinceWarmUp(End),
        };
    }

    /// <remarks>To the millisecond, as rows show it: so a rate is the same in a row that comes back from a file.</remarks>
    private TimeSpan SinceWarmUp(long time) =>
        TimeSpan.FromMilliseconds(Math.Round((time - _warmUp) / (double)Clock.NanosecondsPerMillisecond));

    /// <summary>How many connections fall due before an interval begins; kept, because a random schedule is slow to look back on.</summary>
    private long DueBefore(int interval)
    {
        for (int i = _dueBefore.Count; i <= interval; i++)
            _dueBefore.Add(CountDueBefore(EndOf(i - 1)));
        return _dueBefore[interval];
    }

    /// <remarks>With a limit, rounding may have the last one due at the very end of the schedule.</remarks>
    private long CountDueBefore(long time) =>
        time >= ArrivalsEnd && Limit != long.MaxValue && !IsCut
            ? Limit
            : Math.Min(Limit, _arrivals.CountDueBefore(Math.Min(time, ArrivalsEnd)));
}
