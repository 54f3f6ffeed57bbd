using RedisLoad.Pacing;

namespace RedisLoad.Load;

/// <summary>A plan laid out in time: what is due when, and where the intervals end. All in nanoseconds after the start.</summary>
internal sealed class LoadTimeline
{
    private readonly long _warmUp;
    private readonly long _interval;

    public LoadTimeline(LoadPlan plan)
    {
        _warmUp = plan.WarmUp.ToNanoseconds();
        _interval = plan.Interval.ToNanoseconds();
        End = _warmUp + plan.Duration.ToNanoseconds();
        Saturates = plan.Saturate;
        Arrivals = new ConstantRate(plan.Cps, plan.WarmUp + plan.Duration);
        Intervals = (int)((End - _warmUp + _interval - 1) / _interval);
    }

    /// <summary>Whether connections have no due times: each is started when there is room for it.</summary>
    public bool Saturates { get; }

    /// <summary>The connections of the warm-up and of the run, unless it saturates.</summary>
    public ConstantRate Arrivals { get; }

    /// <summary>When the last connection has fallen due.</summary>
    public long End { get; }

    /// <summary>How many intervals there are; the last one may be shorter.</summary>
    public int Intervals { get; }

    /// <summary>When an interval ends; of interval -1, the warm-up, when the run begins.</summary>
    public long EndOf(int interval) => Math.Min(_warmUp + (interval + 1) * _interval, End);

    /// <summary>Whether a connection due then counts, or belongs to the warm-up.</summary>
    public bool Counts(long due) => due >= _warmUp;

    /// <summary>How many connections fall due in an interval.</summary>
    public long DueIn(int interval) => Arrivals.CountDueBefore(EndOf(interval)) - Arrivals.CountDueBefore(EndOf(interval - 1));

    /// <summary>The time an interval covers.</summary>
    /// <param name="interval">The interval.</param>
    /// <param name="start">The calendar time of the start.</param>
    public SampleSpan SpanOf(int interval, DateTimeOffset start) => new(
        Clock.ToTimeSpan(EndOf(interval - 1) - _warmUp),
        Clock.ToTimeSpan(EndOf(interval) - _warmUp),
        start + Clock.ToTimeSpan(EndOf(interval)));
}
