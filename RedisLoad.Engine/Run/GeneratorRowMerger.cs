using RedisLoad.Plan;
using RedisLoad.Rows;

namespace RedisLoad.Run;

/// <summary>A load that several load generators share: their rows, put together by the interval of the run.</summary>
/// <remarks>
/// A merged row ends where no load generator's row goes on, and waits for all that still report. So it covers the same time of all of them,
/// whatever their clocks show. A lost one has no part in later rows; what it had open last counts as open, so that the books balance over
/// what was reported. Whoever moves the rows tells the time, so that there is none in here.
/// </remarks>
public sealed class GeneratorRowMerger
{
    /// <summary>How long a load generator may say nothing past the end of its next row but one: rows are sent when they are finished, and
    /// the last one of the plan waits for the next.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Rows are written to the millisecond.</summary>
    private static readonly TimeSpan s_rounding = TimeSpan.FromMilliseconds(2);

    private readonly LoadPlan _plan;
    private readonly string _id;
    private readonly Part[] _parts;
    private readonly TimeSpan _longestSilence;
    private readonly SampleSum _total = new();

    /// <summary>A run that begins.</summary>
    /// <param name="plan">What all of them do together.</param>
    /// <param name="start">When it starts, by the clock of this host.</param>
    /// <param name="generators">The names of the load generators, no two the same.</param>
    public GeneratorRowMerger(LoadPlan plan, DateTimeOffset start, IReadOnlyList<string> generators)
    {
        _plan = plan;
        _id = RunMark.Create();
        CountsFrom = start + plan.Schedule.WarmUp;
        _longestSilence = 2 * plan.Rows.Interval + s_patience;
        _parts = [.. generators.Select(name => new Part(name, plan.Schedule.WarmUp))];
    }

    /// <summary>From when on connections count, by the clock of this host.</summary>
    public DateTimeOffset CountsFrom { get; }

    /// <summary>Whether every load generator is done, or lost.</summary>
    public bool IsOver => Array.TrueForAll(_parts, part => part.HasEnded);

    /// <summary>Whether every load generator was lost: the rows end before the load was to end, and none of them says so.</summary>
    public bool AreAllLost => Array.TrueForAll(_parts, part => part.IsLost);

    /// <summary>All merged rows so far, added up; null before the first.</summary>
    public LoadSample? Total
    {
        get
        {
            LoadSample? total = _total.ToSample();
            if (total is not null && AreAllLost)
                (total.Generators, total.GeneratorsMissing) = (0, _parts.Length);
            return total;
        }
    }

    /// <summary>Connections that have failed, in all merged rows so far.</summary>
    public long FailedSoFar => _total.Failed;

    /// <summary>The p99 of the response time over all merged rows so far, in milliseconds; null where there is none.</summary>
    public double? ResponseP99MsSoFar => _total.ResponseP99Ms;

    /// <summary>A load generator's own row: with its name, the mark of this run, and the time by the clock of this host.</summary>
    public LoadSample Identify(int generator, LoadSample row)
    {
        ArgumentNullException.ThrowIfNull(row);
        row.Generator = _parts[generator].Name;
        row.RunId = _id;
        row.Timestamp = CountsFrom + row.Span.End;
        row.Span = row.Span with { EndTime = row.Timestamp };
        return row;
    }

    /// <summary>Takes a row in.</summary>
    /// <param name="generator">Whose it is.</param>
    /// <param name="row">The row. One of a load generator that was lost is left out.</param>
    /// <param name="elapsed">How long ago the run started.</param>
    /// <returns>The merged rows that it finishes, in their order.</returns>
    public IReadOnlyList<LoadSample> Add(int generator, LoadSample row, TimeSpan elapsed)
    {
        Part part = _parts[generator];
        if (part.HasEnded)
            return [];
        part.Add(row, elapsed);
        return TakeFinished();
    }

    /// <summary>A load generator has no more rows: it is done, or was lost.</summary>
    /// <returns>The merged rows that waited for it, in their order.</returns>
    public IReadOnlyList<LoadSample> End(int generator, bool isLost)
    {
        Part part = _parts[generator];
        if (part.HasEnded)
            return [];
        part.HasEnded = true;
        part.IsLost = isLost;
        return TakeFinished();
    }

    /// <summary>The load generators that ought to have said something by now.</summary>
    /// <param name="elapsed">How long ago the run started.</param>
    public IEnumerable<int> SilentAt(TimeSpan elapsed) =>
        Enumerable.Range(0, _parts.Length).Where(i => !_parts[i].HasEnded && elapsed - _parts[i].LastNews > _longestSilence);

    private List<LoadSample> TakeFinished()
    {
        var finished = new List<LoadSample>();
        while (NextEnd() is { } end)
        {
            finished.Add(Merge(end));
            _total.Add(finished[^1]);
        }
        return finished;
    }

    /// <summary>Where the next merged row ends; null while one that it needs has not come.</summary>
    private TimeSpan? NextEnd() => _parts
        .SelectMany(part => part.Waiting)
        .Select(row => (TimeSpan?)row.Span.End)
        .Order()
        .FirstOrDefault(end => Array.TrueForAll(_parts, part => part.IsCompleteAt(end!.Value)));

    private LoadSample Merge(TimeSpan end)
    {
        LoadSample[][] taken = [.. _parts.Select(part => part.TakeUntil(end))];
        LoadSample[] rows = [.. taken.SelectMany(part => part)];
        int missing = _parts.Count(part => part.IsMissingAt(end));
        var total = new IntervalRecorder();
        foreach (LoadSample row in rows)
        {
            total.Counters.Add(row.Counters);
            row.AddTimesTo(total);
        }
        total.Counters.Gauges = default;
        foreach (Part part in _parts)
            total.Counters.Gauges.Add(part.Gauges);
        SampleSpan last = rows.MaxBy(row => row.Span.End)!.Span;
        SampleSpan span = last with { Start = rows.Min(row => row.Span.Start), EndTime = CountsFrom + last.End };
        return new LoadSample(span, !_plan.Schedule.Saturate, total)
        {
            RunId = _id,
            Generators = _parts.Length - missing,
            GeneratorsMissing = missing,
            GapSeconds = _plan.Schedule.Gap?.TotalSeconds,
            MaxOpen = _plan.OpensConnections ? _plan.MaxOpen : null,
            Asked = $"{_plan.Targets}: {PlanText.Describe(_plan)}",
            Watched = WatchedFigures.OfClients([.. taken.Where(IsWatched).Select(InTurn)]),
        };
    }

    /// <summary>Whether a load generator's rows say what a watch saw: one of each host watches.</summary>
    private static bool IsWatched(LoadSample[] rows) => Array.Exists(rows, row => row.TimeWait is not null);

    private static WatchedFigures InTurn(LoadSample[] rows) =>
        WatchedFigures.InTurn([.. rows.Select(row => (row.Watched, row.IntervalSeconds))]);

    /// <summary>What is known of one load generator.</summary>
    private sealed class Part(string name, TimeSpan warmUp)
    {
        private TimeSpan _reportedUntil;

        public string Name => name;

        public List<LoadSample> Waiting { get; } = [];

        /// <summary>What it had open, and the like, in the last row that was taken.</summary>
        public IntervalGauges Gauges { get; private set; }

        /// <summary>When it last said something, since the start. It has nothing to say before the warm-up is over.</summary>
        public TimeSpan LastNews { get; private set; } = warmUp;

        public bool HasEnded { get; set; }

        public bool IsLost { get; set; }

        public void Add(LoadSample row, TimeSpan elapsed)
        {
            Waiting.Add(row);
            _reportedUntil = row.Span.End;
            LastNews = elapsed > LastNews ? elapsed : LastNews;
        }

        public bool IsCompleteAt(TimeSpan end) =>
            (HasEnded || _reportedUntil >= end - s_rounding)
            && !Waiting.Exists(row => row.Span.Start < end - s_rounding && row.Span.End > end + s_rounding);

        public bool IsMissingAt(TimeSpan end) => IsLost && _reportedUntil < end - s_rounding;

        public LoadSample[] TakeUntil(TimeSpan end)
        {
            LoadSample[] taken = [.. Waiting.Where(row => row.Span.End <= end + s_rounding)];
            Gauges = taken.Length > 0 ? taken[^1].Counters.Gauges : Gauges;
            Waiting.RemoveAll(row => row.Span.End <= end + s_rounding);
            return taken;
        }
    }
}
