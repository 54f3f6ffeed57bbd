namespace RedisLoad.Rows;

/// <summary>Rows added up to one: counts and histograms are summed, and of what there was at a time the last is kept.</summary>
internal sealed class SampleSum
{
    private readonly IntervalRecorder _total = new();
    private readonly Dictionary<string, IntervalGauges> _gauges = [];
    private readonly Dictionary<string, bool> _hasSchedule = [];
    private LoadSample? _first;
    private LoadSample? _last;
    private readonly List<string> _events = [];
    private bool _isOneRun = true;
    private bool _isOneTarget = true;
    private bool _isOneGenerator = true;
    private int _generators;
    private int _generatorsMissing;

    /// <summary>Connections that failed so far.</summary>
    public long Failed => _total.Counters.Failures.Total();

    /// <summary>The p99 of the response time so far.</summary>
    public double? ResponseP99Ms => _total.Response.PercentileMs(99);

    /// <summary>Adds a row, one that is not earlier than those before.</summary>
    public void Add(LoadSample sample)
    {
        _total.Counters.Add(sample.Counters);
        sample.AddTimesTo(_total);
        _gauges[sample.Target ?? string.Empty] = sample.Counters.Gauges;
        if (sample.Events is { } events && !_events.Contains(events))
            _events.Add(events);
        _first ??= sample;
        _last = sample;
        // A row after the last arrival, come back from elsewhere, tells of none.
        string run = sample.RunId ?? string.Empty;
        _hasSchedule[run] = _hasSchedule.GetValueOrDefault(run) || sample.HasSchedule;
        _isOneRun &= sample.RunId == _first.RunId;
        _isOneTarget &= sample.Target == _first.Target;
        _isOneGenerator &= sample.Generator == _first.Generator;
        _generators = Math.Max(_generators, sample.Generators + sample.GeneratorsMissing);
        _generatorsMissing = Math.Max(_generatorsMissing, sample.GeneratorsMissing);
    }

    /// <summary>The row that they come to; null where there were none.</summary>
    public LoadSample? ToSample()
    {
        if (_first is null || _last is null)
            return null;
        _total.Counters.Gauges = default;
        foreach (IntervalGauges last in _gauges.Values)
            _total.Counters.Gauges.Add(last);
        return new LoadSample(_first.Span.To(_last.Span), _hasSchedule.Values.All(hasSchedule => hasSchedule), _total)
        {
            RunId = _isOneRun ? _first.RunId : null,
            Target = _isOneTarget ? _first.Target : null,
            Generator = _isOneGenerator ? _first.Generator : null,
            Generators = _generators - _generatorsMissing,
            GeneratorsMissing = _generatorsMissing,
            Share = _isOneRun ? _first.Share : null,
            Asked = _isOneRun ? _first.Asked : null,
            Events = LoadSample.JoinEvents(_events),
            GapSeconds = _first.GapSeconds,
            MaxOpen = _isOneRun ? _first.MaxOpen : null,
        };
    }
}
