using RedisLoad.Failures;
using RedisLoad.Reporting;
using RedisLoad.Results;
using RedisLoad.Rows;

namespace RedisLoad.Report.Figures;

/// <summary>The charts of what a load saw.</summary>
internal static class LoadFigures
{
    /// <summary>As many layers as can be told apart.</summary>
    private const int MostKinds = 7;
    private const int PartsOfDecade = 20;

    public static IReadOnlyList<Figure> Of(LoadReport report)
    {
        IReadOnlyList<Moment> moments = Moment.Of(GeneratorCoverage.WithoutParts(report.Rows));
        IReadOnlyList<Moment> baseline = report.Baseline.Count == 0 ? [] : Moment.Of(GeneratorCoverage.WithoutParts(report.Baseline));
        string slowest = report.Summary.Runs > 1 ? " For concurrent runs, the slowest counts." : string.Empty;
        // Clients alone open no connections that there is something to see of.
        bool opensConnections = report.Summary.Due > 0 || report.Summary.Clients == 0;
        return
        [
            .. opensConnections ? [Rate(moments, baseline, report.Summary), Response(moments, baseline, slowest)] : Array.Empty<Figure>(),
            .. Distribution(report),
            .. ClientFigures.Of(report, moments, slowest),
            .. Failures(moments, report.Summary),
            .. opensConnections ? [Open(moments)] : Array.Empty<Figure>(),
            .. Lag(moments, report.Summary, slowest),
        ];
    }

    private static Figure Rate(IReadOnlyList<Moment> moments, IReadOnlyList<Moment> baseline, LoadSummary summary) => new()
    {
        Title = "Rate",
        About = "Connections per second: due, started, and succeeded. Where the lines separate, something did not keep up.",
        YTitle = "connections/s",
        Curves =
        [
            .. summary.TargetCps is null ? [] : new[] { CurveOf("Due", moments, moment => moment.PerSecond(row => row.Due)) },
            CurveOf("Started", moments, moment => moment.PerSecond(row => row.Started)),
            CurveOf("Succeeded", moments, moment => moment.PerSecond(row => row.Succeeded)),
            .. BaselineOf("succeeded", baseline, moment => moment.PerSecond(row => row.Succeeded)),
        ],
    };

    private static Figure Response(IReadOnlyList<Moment> moments, IReadOnlyList<Moment> baseline, string slowest)
    {
        Figure figure = Times(
            "Response time",
            $"From the moment a connection was due to its last reply, as percentiles of each interval. Log axis.{slowest}",
            moments,
            ("p50", row => row.ResponseP50Ms),
            ("p90", row => row.ResponseP90Ms),
            ("p95", row => row.ResponseP95Ms),
            ("p99", row => row.ResponseP99Ms),
            ("p99.9", row => row.ResponseP999Ms),
            ("max", row => row.ResponseMaxMs));
        return figure with
        {
            Curves =
            [
                .. figure.Curves,
                .. BaselineOf("p50", baseline, moment => moment.Longest(row => row.ResponseP50Ms)),
                .. BaselineOf("p99", baseline, moment => moment.Longest(row => row.ResponseP99Ms)),
            ],
        };
    }

    private static IEnumerable<Figure> Distribution(LoadReport report)
    {
        IReadOnlyList<TimeShare> shares = report.Summary.GetResponseTimes(PartsOfDecade);
        if (shares.Count == 0)
            yield break;
        IReadOnlyList<TimeShare> baseline =
            report.Baseline.Count == 0 ? [] : LoadSummary.Of(report.Baseline).GetResponseTimes(PartsOfDecade);
        string outline = baseline.Count == 0 ? string.Empty : " The line is the baseline.";
        yield return new Figure
        {
            Title = "Distribution of the response time",
            About = "Response times of all successful connections: each bar is the share with that time. Log axis." + outline,
            YTitle = "% of connections",
            IsStacked = true,
            IsOverTimes = true,
            Curves = Spread("Share of connections", shares, baseline),
            Marks = Marks(
                ("p50", report.Summary.ResponseP50Ms), ("p99", report.Summary.ResponseP99Ms), ("p99.9", report.Summary.ResponseP999Ms)),
        };
    }

    /// <summary>How times are spread, in percent of all; those of a baseline have the same places on the x axis.</summary>
    internal static IReadOnlyList<Curve> Spread(string name, IReadOnlyList<TimeShare> shares, IReadOnlyList<TimeShare> baseline)
    {
        (double FromMs, double ToMs)[] parts = [.. shares.Concat(baseline).Select(share => (share.FromMs, share.ToMs)).Distinct().Order()];
        var run = new Curve(name, In(shares));
        return baseline.Count == 0 ? [run] : [run, new Curve("Baseline", In(baseline), IsBaseline: true)];

        IReadOnlyList<Reading> In(IReadOnlyList<TimeShare> times)
        {
            double total = times.Sum(share => share.Count);
            Dictionary<double, double> percents = times.ToDictionary(share => share.ToMs, share => 100 * share.Count / total);
            return [.. parts.Select(part => new Reading(part.FromMs, part.ToMs, percents.GetValueOrDefault(part.ToMs)))];
        }
    }

    internal static IReadOnlyList<Mark> Marks(params IEnumerable<(string Name, double? Ms)> percentiles) =>
        [.. from percentile in percentiles where percentile.Ms is not null select new Mark(percentile.Name, percentile.Ms!.Value)];

    private static IEnumerable<Figure> Failures(IReadOnlyList<Moment> moments, LoadSummary summary)
    {
        FailureKind[] kinds = [.. Faults.AllKinds.Where(kind => summary.CountOf(kind) > 0).OrderByDescending(summary.CountOf)];
        if (kinds.Length == 0)
            yield break;
        FailureKind[] rest = kinds[Math.Min(kinds.Length, MostKinds)..];
        yield return new Figure
        {
            Title = "Failures",
            About = "Failed connections per second, stacked by kind.",
            YTitle = "failures/s",
            IsStacked = true,
            Curves =
            [
                .. kinds.Take(MostKinds).Select(
                    kind => CurveOf(kind.ToString(), moments, moment => moment.PerSecond(row => row.CountOf(kind)))),
                .. rest.Length == 0 ? [] : new[] { CurveOf("Others", moments, moment => moment.PerSecond(row => rest.Sum(row.CountOf))) },
            ],
        };
    }

    private static Figure Open(IReadOnlyList<Moment> moments) => new()
    {
        Title = "Open connections",
        About = "Connections open at the end of each interval.",
        YTitle = "connections",
        Curves = [CurveOf("Open", moments, moment => moment.Total(row => row.Open))],
    };

    private static IEnumerable<Figure> Lag(IReadOnlyList<Moment> moments, LoadSummary summary, string slowest)
    {
        if (summary.LagMaxMs is null)
            yield break;
        yield return Times(
            "Schedule lag",
            $"How late connections were started: the load generator's own delay, which is part of the response time. Log axis.{slowest}",
            moments,
            ("p99", row => row.LagP99Ms),
            ("max", row => row.LagMaxMs));
    }

    internal static Figure Times(string title, string about, IReadOnlyList<Moment> moments,
        params (string Name, Func<LoadSample, double?> Column)[] columns) => new()
    {
        Title = title,
        About = about,
        YTitle = "ms",
        IsLogY = true,
        Curves = [.. columns.Select(column => CurveOf(column.Name, moments, moment => moment.Longest(column.Column)))],
    };

    /// <summary>A curve of the baseline; none without one.</summary>
    private static IEnumerable<Curve> BaselineOf(string name, IReadOnlyList<Moment> baseline, Func<Moment, Reading> read) =>
        baseline.Count == 0 ? [] : [CurveOf($"Baseline {name}", baseline, read) with { IsBaseline = true }];

    internal static Curve CurveOf(string name, IReadOnlyList<Moment> moments, Func<Moment, Reading> read) =>
        new(name, [.. moments.Select(read)]);
}
