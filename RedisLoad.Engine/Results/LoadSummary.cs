using RedisLoad.Failures;
using RedisLoad.Rows;

namespace RedisLoad.Results;

/// <summary>What one run or several came to: totals, rates, exact percentiles, and the verdict with its evidence. Times are milliseconds,
/// null where there is nothing to time.</summary>
/// <remarks>
/// The columns that rows have, too, are declared in <see cref="Rows.ILoadColumns"/>; they come after those that are declared here.
/// Histograms are added, percentiles never averaged: where a row with times came back without its histograms, there are no percentiles
/// (<see cref="PercentilesAreExact"/>). Rates are counts over the time that passed in at least one run, so that the rates of runs side by
/// side add up, and those of runs one after another do not. The hold that was asked for after the last connection is no part of it: while
/// connections are held, none is asked for.
/// </remarks>
public sealed partial class LoadSummary
{
    /// <summary>So many connections support a rate over less than a second.</summary>
    private const int FewestForRate = 10;

    /// <summary>A load generator is behind where so many of the connections that it starts are overdue; one or two are at the end of any
    /// row.</summary>
    private const double PartBehind = 0.05;

    private readonly IntervalRecorder _total;
    private readonly double _arrivingSeconds;
    private readonly double _loadingSeconds;

    private LoadSummary(
        IReadOnlyList<LoadSample> rows, IntervalRecorder total, string? missingPart, IReadOnlyList<LoadSummary> parts)
    {
        IReadOnlyList<IReadOnlyList<LoadSample>> runs = LoadRuns.Split(rows);
        _total = total;
        Runs = runs.Count;
        Rows = rows.Count;
        Parts = parts;
        Generators = Math.Max(
            Math.Max(parts.Count, rows.Select(row => row.Generator).OfType<string>().Distinct().Count()), rows.Max(row => row.Generators));
        ClockSpread = LoadRuns.SpreadOf(runs);
        StartTime = runs.Min(LoadRuns.StartOf);
        EndTime = rows.Max(row => row.Timestamp);
        Seconds = Math.Round(LoadRuns.Covered(runs).TotalSeconds, 3);
        _loadingSeconds = LoadRuns.CoveredByLoad(runs).TotalSeconds;
        _arrivingSeconds = LoadRuns.CoveredByArrivals(runs).TotalSeconds;
        HasSchedule = runs.All(run => run.Any(row => row.HasSchedule));
        GapSeconds = rows.Min(row => row.GapSeconds);
        Drops = DropsOf(rows);
        ServerOverflows = ServerFindings.OverflowsOf(rows);
        Opening = OpeningOf(rows, total);
        PercentilesAreExact = runs.All(LoadSample.AreWhole);
        MissingPart = missingPart;
        TakeMaxima(rows);
        _total.Counters.Gauges = default;
        foreach (IReadOnlyList<LoadSample> run in runs)
            _total.Counters.Gauges.Add(run[^1].Counters.Gauges);

        Verdict = RunFindings.Judge(this);
        Evidence = new TextList<string>(" ", RunFindings.Evidence(this));
    }

    /// <summary>Name of the load generator, in a summary of one of several (-PerGenerator); null in the summary of all.</summary>
    public string? Generator { get; private init; }

    /// <summary>What the run says, and about whom: the most serious finding.</summary>
    public Verdict Verdict { get; }

    /// <summary>Reasons for the verdict, in words and figures, the most serious first; if nothing was found, what was checked.</summary>
    public IReadOnlyList<string> Evidence { get; }

    /// <summary>Whether every threshold was met; null without thresholds.</summary>
    public bool? Passed => Thresholds.Count == 0 ? null : Thresholds.All(result => result.Passed);

    /// <summary>Result of each threshold.</summary>
    public IReadOnlyList<ThresholdResult> Thresholds { get; private set; } = new TextList<ThresholdResult>("; ", []);

    /// <summary>Number of runs that the rows belong to.</summary>
    public int Runs { get; }

    /// <summary>Number of load generators that the rows come from; 0 if rows do not name them.</summary>
    public int Generators { get; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Start of the first run, after its warm-up.</summary>
    public DateTimeOffset StartTime { get; }

    /// <summary>End of the last row.</summary>
    public DateTimeOffset EndTime { get; }

    /// <summary>Seconds in which at least one run was running.</summary>
    public double Seconds { get; }

    /// <summary>Scheduled connections per second; null without a schedule.</summary>
    public double? TargetCps => HasSchedule ? PerSecond(Due, _arrivingSeconds) : null;

    /// <summary>Connections that succeeded, per second: over the time until the last of them ended, without the hold.</summary>
    public double? Cps => PerSecond(Succeeded, _loadingSeconds);

    /// <summary>Cps in percent of TargetCps; null without a schedule.</summary>
    public double? AchievedPercent =>
        HasSchedule && Due > 0 && _loadingSeconds > 0 ? Math.Round(100 * Succeeded / _loadingSeconds / (Due / _arrivingSeconds), 4) : null;

    /// <summary>Failed connections in percent of those started; null if none was.</summary>
    public double? FailureRatePercent => Percent(Failed, Started);

    /// <summary>Dropped connections in percent of those due; null if none was.</summary>
    public double? DropRatePercent => Percent(Dropped, Due);

    /// <summary>Connections started over 1 ms late, in percent of those started; null if none was.</summary>
    public double? LateRatePercent => Percent(Late, Started);

    /// <summary>Attempts to reconnect, per client; null without -Clients.</summary>
    public double? AttemptsPerClient => Clients == 0 ? null : Math.Round((double)ReconnectAttempts / Clients, 2);

    /// <summary>Failed requests of clients in percent of all their requests; null without -Clients.</summary>
    public double? SteadyFailureRatePercent => Percent(SteadyFailed, SteadyFailed + SteadyRequests);

    /// <summary>Succeeded + Failed + Open - Started: not 0 if rows are missing.</summary>
    public long Unaccounted => Succeeded + Failed + Open - Started;

    /// <summary>Failures caused by the server.</summary>
    public long FailedByServer => CountOf(Fault.Server);

    /// <summary>Failures caused by the server, or by the network between it and the load generator.</summary>
    public long FailedByServerOrPath => CountOf(Fault.ServerOrPath);

    /// <summary>Failures caused by the network between the server and the load generator.</summary>
    public long FailedByPath => CountOf(Fault.Path);

    /// <summary>Failures caused by the user name, password, permissions, or certificates that were given.</summary>
    public long FailedByConfiguration => CountOf(Fault.Configuration);

    /// <summary>Failures caused by the load generator's own host.</summary>
    public long FailedByThisHost => CountOf(Fault.ThisHost);

    /// <summary>Whether percentiles cover all connections. If not, there are none, because the rows have no histograms.</summary>
    public bool PercentilesAreExact { get; }

    /// <summary>The summary of each load generator, where the rows tell several apart; else none.</summary>
    internal IReadOnlyList<LoadSummary> Parts { get; }

    /// <summary>What is known to be missing of a load that several load generators shared; null for nothing.</summary>
    internal string? MissingPart { get; }

    internal bool HasSchedule { get; }

    /// <summary>How far apart the first runs of different generators began by their own clocks.</summary>
    internal TimeSpan ClockSpread { get; }

    /// <summary>The time from one burst to the next, where connections came in bursts, of which all are due at once; null where they were
    /// spread.</summary>
    internal double? GapSeconds { get; }

    /// <summary>What it took to open a connection, of how many: while the load generator was behind, or in the whole run where it never
    /// was.</summary>
    internal (long Timed, double? CpuMs) Opening { get; }

    /// <summary>What there was in the rows in which connections were dropped.</summary>
    internal DropFacts Drops { get; }

    /// <summary>How often the kernel of the server's host is known to have dropped a connection because an accept queue was full.</summary>
    internal long ServerOverflows { get; }

    /// <summary>What even the quickest of the successful connections took, from the call of connect to the last reply.</summary>
    internal double? ServiceMinMs => PercentilesAreExact ? _total.Service.PercentileMs(0) : null;

    /// <summary>The same in a few words.</summary>
    public override string ToString() => SummaryText.Brief(this);

    /// <summary>How often a kind of failure happened.</summary>
    /// <param name="kind">The kind.</param>
    public long CountOf(FailureKind kind) => _total.Counters.Failures.Of(kind);

    /// <summary>How often something failed by the same one's fault.</summary>
    /// <param name="fault">Whose.</param>
    public long CountOf(Fault fault) => Faults.AllKinds.Where(kind => Faults.Of(kind) == fault).Sum(CountOf);

    /// <summary>The response time that so many percent of the successful connections did not exceed, in milliseconds; null where there are
    /// none, or they are not exact.</summary>
    /// <param name="percent">The percentile, from 0 to 100: 99.99, say.</param>
    public double? GetResponsePercentileMs(double percent) => PercentilesAreExact ? _total.Response.PercentileMs(percent) : null;

    /// <summary>How the response times of the successful connections are spread, over a log axis; empty where there are none, or they are
    /// not exact.</summary>
    /// <param name="partsOfDecade">Into how many parts each power of ten is cut.</param>
    public IReadOnlyList<TimeShare> GetResponseTimes(int partsOfDecade) => SharesOf(_total.Response, partsOfDecade);

    /// <summary>How the outages of clients are spread, over a log axis; empty where there are none, or they are not exact.</summary>
    /// <param name="partsOfDecade">Into how many parts each power of ten is cut.</param>
    public IReadOnlyList<TimeShare> GetOutageTimes(int partsOfDecade) => SharesOf(_total.Outage, partsOfDecade);

    /// <summary>The summary of each load generator, with its own verdict, where the rows tell several apart; else none.</summary>
    public IReadOnlyList<LoadSummary> GetGenerators() => Parts;

    /// <summary>The same summary, held against limits.</summary>
    public LoadSummary Against(IEnumerable<Threshold> thresholds)
    {
        var summary = (LoadSummary)MemberwiseClone();
        summary.Thresholds = new TextList<ThresholdResult>("; ", thresholds.Select(threshold => threshold.Check(this)));
        return summary;
    }

    /// <summary>Adds rows up.</summary>
    /// <param name="rows">Rows of one run or several, at least one.</param>
    /// <exception cref="ArgumentException">There are no rows.</exception>
    /// <exception cref="LoadRowException">Rows were given twice.</exception>
    public static LoadSummary Of(params IReadOnlyList<LoadSample> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0)
            throw new ArgumentException("There are no rows to add up.", nameof(rows));
        IReadOnlyList<GeneratorPart> parts = GeneratorCoverage.PartsOf(rows);
        return Of(
            GeneratorCoverage.WithoutParts(rows), GeneratorCoverage.MissingPart(rows, parts), name: null,
            [.. parts.Select(part => Of(part.Rows, part.Missing, part.Name, parts: []))]);
    }

    private static LoadSummary Of(
        IReadOnlyList<LoadSample> rows, string? missingPart, string? name, IReadOnlyList<LoadSummary> parts)
    {
        var total = new IntervalRecorder();
        foreach (LoadSample row in rows)
        {
            total.Counters.Add(row.Counters);
            row.AddTimesTo(total);
        }
        return new LoadSummary(rows, total, missingPart, parts) { Generator = name };
    }

    private IReadOnlyList<TimeShare> SharesOf(LatencyHistogram times, int partsOfDecade)
    {
        double LimitMs(int part) => Math.Pow(10, (double)part / partsOfDecade) / 1000;
        return PercentilesAreExact
            ? [.. times.CountByDecade(partsOfDecade).Select(part => new TimeShare(LimitMs(part.Key - 1), LimitMs(part.Key), part.Value))]
            : [];
    }

    private static (long Timed, double? CpuMs) OpeningOf(IReadOnlyList<LoadSample> rows, IntervalRecorder total)
    {
        var behind = new IntervalCounters();
        foreach (LoadSample row in rows.Where(row => row.Overdue + row.NotStarted > row.Started * PartBehind))
            behind.Add(row.Counters);
        ref IntervalCounters counted = ref behind.StartsTimed >= GeneratorCriterion.FewestTimed ? ref behind : ref total.Counters;
        return (counted.StartsTimed, counted.ConnectCpuMs);
    }

    private static DropFacts DropsOf(IReadOnlyList<LoadSample> rows)
    {
        LoadSample[] dropping = [.. rows.Where(row => row.Dropped > 0)];
        return new DropFacts(
            dropping.Sum(row => row.Open),
            dropping.Sum(row => row.Held),
            dropping.Any(row => row.MaxOpen is null)
                ? null
                : dropping.DistinctBy(row => (row.RunId, row.Generator)).Sum(row => row.MaxOpen),
            dropping.GroupBy(row => (row.RunId, row.Generator, row.ElapsedSeconds)).Max(group => group.Sum(row => row.TargetCps)));
    }

    /// <remarks>Of less than a second, a rate is more than was seen: a few connections do not support it.</remarks>
    private double? PerSecond(long count, double seconds) =>
        seconds >= 1 || (seconds > 0 && Due >= FewestForRate) ? Math.Round(count / seconds, 1) : null;

    private static double? Percent(long part, long whole) => whole == 0 ? null : Math.Round(100.0 * part / whole, 4);
}

/// <summary>What there was in the rows in which connections were dropped.</summary>
/// <param name="Open">Connections under way at the rows' ends.</param>
/// <param name="Held">Those of them that had every reply, and were held.</param>
/// <param name="MaxOpen">How many may be open at once; null where rows do not say it.</param>
/// <param name="TargetCps">The highest rate that was asked for in one of them.</param>
internal readonly record struct DropFacts(long Open, long Held, int? MaxOpen, double? TargetCps);
