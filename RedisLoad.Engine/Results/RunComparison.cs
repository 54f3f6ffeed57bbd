using System.Globalization;
using RedisLoad.Rows;
using static System.FormattableString;

namespace RedisLoad.Results;

/// <summary>Holds one run against another, figure by figure, and tells a change from noise.</summary>
/// <remarks>
/// What else the machines do makes single rows slower, never faster. So a run is known by its quiet rows, the quickest tenth; and a run is
/// slower than another where even its quietest row is slower than the first quarter of the other's rows, by three waits for a processor.
/// Those are what the schedule lag measures: a connection wakes the load generator about as often, and the server too, and how long a
/// wake-up takes differs from minute to minute. On a busy machine the lag is greater, and so is the noise: less is seen, and nothing is
/// seen that is not there.
/// </remarks>
public static class RunComparison
{
    private const double QuietPart = 0.1;
    private const double OrdinaryPart = 0.25;
    private const double WakeUps = 3;
    private const double LeastNoise = 0.05;

    /// <summary>A rate that stands for none at all.</summary>
    private const double LeastCps = 0.001;

    /// <summary>Without a schedule there is no lag to tell the machine's own noise by.</summary>
    private const double LeastNoiseWithoutSchedule = 0.2;

    /// <summary>The errors of the mean that the means of two runs may be apart.</summary>
    private const double ShareErrors = 3;

    /// <summary>From fewer rows nothing is known of their noise.</summary>
    private const int FewestRows = 3;

    /// <summary>Compares two runs.</summary>
    /// <param name="reference">The rows of the run, or runs, to compare with.</param>
    /// <param name="difference">The rows of the run, or runs, to compare.</param>
    /// <param name="allowedPercent">How much worse a figure may be.</param>
    public static IReadOnlyList<MetricComparison> Compare(
        IReadOnlyList<LoadSample> reference, IReadOnlyList<LoadSample> difference, double allowedPercent = 0)
    {
        var before = new Side(GeneratorCoverage.WithoutParts(reference));
        var after = new Side(GeneratorCoverage.WithoutParts(difference));
        MetricComparison[] compared =
        [
            Rate(before, after, allowedPercent),
            Share(
                nameof(LoadSummary.FailureRatePercent), before, after, row => Percent(row.Failed, row.Succeeded + row.Failed),
                run => run.FailureRatePercent, allowedPercent),
            Share(
                nameof(LoadSummary.DropRatePercent), before, after, row => Percent(row.Dropped, row.Due), run => run.DropRatePercent,
                allowedPercent),
            Time(nameof(LoadSample.ResponseP50Ms), before, after, row => row.ResponseP50Ms, run => run.LagP50Ms, allowedPercent),
            Time(nameof(LoadSample.ResponseP90Ms), before, after, row => row.ResponseP90Ms, run => run.LagP90Ms, allowedPercent),
            Time(nameof(LoadSample.ResponseP99Ms), before, after, row => row.ResponseP99Ms, run => run.LagP99Ms, allowedPercent),
            Time(nameof(LoadSample.ServiceP50Ms), before, after, row => row.ServiceP50Ms, run => run.LagP50Ms, allowedPercent),
            Time(nameof(LoadSample.ServiceP99Ms), before, after, row => row.ServiceP99Ms, run => run.LagP99Ms, allowedPercent),
            Time(nameof(LoadSample.ConnectP50Ms), before, after, row => row.ConnectP50Ms, run => run.LagP50Ms, allowedPercent),
            .. before.Summary.Clients > 0 && after.Summary.Clients > 0 ? Clients(before, after, allowedPercent) : [],
        ];
        bool isComparable = !Doubts(before.Summary).Concat(Doubts(after.Summary)).Any();
        return isComparable
            ? compared
            : [.. compared.Select(metric => metric with { NoisePercent = null, IsSignificant = false, IsRegression = false })];
    }

    private static IEnumerable<MetricComparison> Clients(Side before, Side after, double allowedPercent) =>
    [
        Time(nameof(LoadSample.SteadyP99Ms), before, after, row => row.SteadyP99Ms, _ => 0, allowedPercent),
        OfRuns(nameof(LoadSummary.SteadyFailureRatePercent), before, after, run => run.SteadyFailureRatePercent, allowedPercent),
        OfRuns(nameof(LoadSummary.AttemptsPerClient), before, after, run => run.AttemptsPerClient, allowedPercent),
        OfRuns(nameof(LoadSummary.OutageP50Ms), before, after, run => run.OutageP50Ms, allowedPercent),
        OfRuns(nameof(LoadSummary.OutageP99Ms), before, after, run => run.OutageP99Ms, allowedPercent),
        OfRuns(nameof(LoadSummary.Recovery50Seconds), before, after, run => run.Recovery50Seconds, allowedPercent),
        OfRuns(nameof(LoadSummary.Recovery99Seconds), before, after, run => run.Recovery99Seconds, allowedPercent),
        OfRuns(nameof(LoadSummary.Recovery100Seconds), before, after, run => run.Recovery100Seconds, allowedPercent),
    ];

    /// <summary>What keeps a run from being judged: what there was on the load generator's host, and so is in all of the run's
    /// figures.</summary>
    /// <returns>Each reason in words; none where the run can be judged.</returns>
    public static IEnumerable<string> Doubts(LoadSummary run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Rows < FewestRows)
            yield return Invariant($"it has {run.Rows} rows ({FewestRows} are needed)");
        if (run.FailedByThisHost > 0)
            yield return Invariant($"{run.FailedByThisHost:N0} connections failed on the load host (limit 0)");
        GeneratorCriterion?[] criteria = [GeneratorCriterion.NotStarted(run), GeneratorCriterion.ConnectCpu(run)];
        foreach (GeneratorCriterion criterion in criteria.OfType<GeneratorCriterion>().Where(criterion => criterion.IsPast))
            yield return criterion.Text;
    }

    private static MetricComparison Time(
        string name, Side before, Side after, Func<LoadSample, double?> column, Func<LoadSummary, double?> lag, double allowedPercent)
    {
        if (Read(before, after, column) is not (var x, var y) || Quiet(x) <= 0)
            return Unknown(name);
        double wakeUp = Math.Max(before.Lag(lag), after.Lag(lag)) / Quiet(x);
        double least = Math.Max(LeastNoiseOf(before, after), WakeUps * wakeUp);
        double change = Quiet(y) / Quiet(x) - 1;
        return Judge(name, Quiet(x), Quiet(y), change, least + Spread(x, y), isWorse: change > 0, allowedPercent);
    }

    private static MetricComparison Rate(Side before, Side after, double allowedPercent)
    {
        const string name = nameof(LoadSummary.Cps);
        // As the time that each connection takes, a rate is quiet at its lower end, too.
        if (Read(before, after, row => row.Due > 0 ? 1 / Math.Max(Served(row), LeastCps) : null) is not (var x, var y)
            || Quiet(x) * LeastCps >= 1)
            return Unknown(name);
        double change = Quiet(x) / Quiet(y) - 1;
        return Judge(
            name, 1 / Quiet(x), 1 / Quiet(y), change, LeastNoiseOf(before, after) + Spread(x, y), isWorse: change < 0, allowedPercent);
    }

    /// <summary>A server that stood still catches up afterwards, past the rate that was asked for: that is no better than the
    /// rate.</summary>
    private static double Served(LoadSample row) =>
        Math.Min(row.IntervalSeconds > 0 ? row.Succeeded / row.IntervalSeconds : 0, row.TargetCps ?? double.MaxValue);

    private static MetricComparison Share(
        string name, Side before, Side after, Func<LoadSample, double?> column, Func<LoadSummary, double?> whole, double allowedPercent)
    {
        double was = whole(before.Summary) ?? 0;
        double now = whole(after.Summary) ?? 0;
        if (Read(before, after, column) is not (var x, var y))
            return Unknown(name) with { Reference = was, Current = now };
        double noise = ShareErrors * Math.Sqrt(Variance(x) / x.Count + Variance(y) / y.Count);
        bool isSignificant = Math.Abs(now - was) > noise;
        bool isWorse = isSignificant && now > was * (1 + allowedPercent / 100);
        return new MetricComparison(
            name, was, now, was > 0 ? Percent(now - was, was) : null, was > 0 ? Percent(noise, was) : null, isSignificant, isWorse);
    }

    /// <summary>A figure of an event, which a run has once: only several runs on both sides say how much of a change is noise.</summary>
    private static MetricComparison OfRuns(string name, Side before, Side after, Func<LoadSummary, double?> figure, double allowedPercent)
    {
        double[] x = [.. before.Runs.Select(figure).OfType<double>()];
        double[] y = [.. after.Runs.Select(figure).OfType<double>()];
        if (x.Length == 0 || y.Length == 0)
            return Unknown(name) with { Reference = Mean(x), Current = Mean(y) };
        (double was, double now) = (x.Average(), y.Average());
        double? noise = x.Length > 1 && y.Length > 1 ? ShareErrors * Math.Sqrt(Variance(x) / x.Length + Variance(y) / y.Length) : null;
        bool isSignificant = Math.Abs(now - was) > noise;
        bool isRegression = isSignificant && now > was * (1 + allowedPercent / 100);
        return new MetricComparison(
            name, Rounded(was), Rounded(now), was > 0 ? Percent(now - was, was) : null,
            was > 0 && noise is not null ? Rounded(100 * noise.Value / was) : null, isSignificant, isRegression);

        static double? Mean(double[] values) => values.Length == 0 ? null : Rounded(values.Average());
    }

    private static MetricComparison Judge(
        string name, double was, double now, double change, double noise, bool isWorse, double allowedPercent)
    {
        bool isSignificant = Math.Abs(change) > noise;
        bool isRegression = isSignificant && isWorse && 100 * Math.Abs(change) > allowedPercent;
        return new MetricComparison(
            name, Rounded(was), Rounded(now), Rounded(100 * change), Rounded(100 * noise), isSignificant, isRegression);
    }

    private static MetricComparison Unknown(string name) => new(name, null, null, null, null, IsSignificant: false, IsRegression: false);

    private static (IReadOnlyList<double> Before, IReadOnlyList<double> After)? Read(
        Side before, Side after, Func<LoadSample, double?> column)
    {
        double[] x = [.. before.Rows.Select(column).OfType<double>()];
        double[] y = [.. after.Rows.Select(column).OfType<double>()];
        return x.Length < FewestRows || y.Length < FewestRows ? null : (x, y);
    }

    private static double LeastNoiseOf(Side before, Side after) =>
        before.Summary.HasSchedule && after.Summary.HasSchedule ? LeastNoise : LeastNoiseWithoutSchedule;

    private static double Quiet(IReadOnlyList<double> values) => Quantile.Of(values, QuietPart);

    /// <summary>How much nearer the quietest row of the slower run and the ordinary rows of the other are than the quiet rows of both, in
    /// parts of the reference.</summary>
    private static double Spread(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        (IReadOnlyList<double> quicker, IReadOnlyList<double> slower) = Quiet(x) <= Quiet(y) ? (x, y) : (y, x);
        return (Quantile.Of(quicker, OrdinaryPart) - Quiet(quicker) + Quiet(slower) - slower.Min()) / Quiet(x);
    }

    private static double Variance(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        return values.Sum(value => Square(value - mean)) / (values.Count - 1);
    }

    private static double Square(double value) => value * value;

    private static double? Percent(double part, double whole) => whole > 0 ? Rounded(100 * part / whole) : null;

    private static double Rounded(double value) => Math.Round(value, 4);

    /// <summary>One of the two runs.</summary>
    private sealed class Side(IReadOnlyList<LoadSample> rows)
    {
        public IReadOnlyList<LoadSample> Rows { get; } = rows;

        public LoadSummary Summary { get; } = LoadSummary.Of(rows);

        /// <summary>The runs that the rows are of, each for itself.</summary>
        public IReadOnlyList<LoadSummary> Runs { get; } = [.. LoadRuns.Split(rows).Select(run => LoadSummary.Of(run))];

        /// <summary>How long a start waited for a processor; where the percentile is not known, a higher one of the rows.</summary>
        public double Lag(Func<LoadSummary, double?> percentile) =>
            percentile(Summary) ?? Rows.Select(row => row.LagP99Ms).OfType<double>().DefaultIfEmpty().Average();
    }
}

/// <summary>One figure of two runs.</summary>
/// <param name="Metric">Name of the metric, which ends with the unit.</param>
/// <param name="Reference">Value of the reference: for times and Cps, of its quiet rows; for shares, of the whole run.</param>
/// <param name="Current">The same for the compared run.</param>
/// <param name="ChangePercent">Change in percent of the reference; null if that is 0 or unknown.</param>
/// <param name="NoisePercent">Expected change between two runs of the same load, in percent of the reference; null if unknown.</param>
/// <param name="IsSignificant">Whether the change exceeds the noise.</param>
/// <param name="IsRegression">Whether the change is significant and for the worse; with -FailOnRegression, by more than its value.</param>
public sealed record MetricComparison(
    string Metric, double? Reference, double? Current, double? ChangePercent, double? NoisePercent, bool IsSignificant, bool IsRegression)
{
    /// <summary>Current minus Reference; null if one of them is unknown.</summary>
    public double? Difference => Current - Reference is { } difference ? Math.Round(difference, 4) : null;

    private string Noise =>
        NoisePercent is { } noise ? string.Create(CultureInfo.InvariantCulture, $", noise {noise:0.#} %") : string.Empty;

    /// <summary>The same in words.</summary>
    public override string ToString()
    {
        string change = ChangePercent is { } percent
            ? string.Create(CultureInfo.InvariantCulture, $" ({percent:+0.#;-0.#;0} %{Noise})")
            : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"{Metric} went from {Reference:0.###} to {Current:0.###}{change}");
    }
}

/// <summary>Quantiles of a handful of values, between two of them in proportion.</summary>
internal static class Quantile
{
    /// <summary>The value below which so great a part of all values is.</summary>
    /// <param name="values">At least one value.</param>
    /// <param name="part">From 0, the least of them, to 1, the greatest.</param>
    public static double Of(IEnumerable<double> values, double part)
    {
        double[] sorted = [.. values.Order()];
        double place = part * (sorted.Length - 1);
        int below = (int)place;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
    }
}
