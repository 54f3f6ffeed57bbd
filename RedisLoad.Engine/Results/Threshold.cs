using System.Globalization;
using System.Text.RegularExpressions;

namespace RedisLoad.Results;

/// <summary>A limit that a run has to hold: <c>ResponseP99Ms &lt; 5</c>, <c>FailureRate &lt; 0.1%</c>, <c>Cps &gt; 7900</c>.</summary>
/// <remarks>A metric is a number of <see cref="LoadSummary"/>, by its name; or by its name without the unit, where the limit has
/// one.</remarks>
public sealed partial class Threshold
{
    private readonly SummaryMetric _metric;
    private readonly string _comparison;

    private Threshold(string text, SummaryMetric metric, string comparison, double limit)
    {
        Text = text;
        _metric = metric;
        _comparison = comparison;
        Limit = limit;
    }

    /// <summary>The names of all metrics.</summary>
    public static IReadOnlyList<string> MetricNames { get; } = [.. SummaryMetric.All.Select(metric => metric.Name)];

    /// <summary>The comparisons.</summary>
    public static IReadOnlyList<string> Comparisons { get; } = ["<", "<=", ">", ">=", "=="];

    /// <summary>The threshold as it was given.</summary>
    public string Text { get; }

    /// <summary>The name of the metric.</summary>
    public string Metric => _metric.Name;

    /// <summary>The limit, in the metric's own unit.</summary>
    public double Limit { get; }

    /// <summary>Reads a threshold.</summary>
    /// <exception cref="ThresholdException">It cannot be read, or nothing has that name.</exception>
    public static Threshold Parse(string text)
    {
        Match match = Grammar().Match(text ?? string.Empty);
        _ = double.TryParse(match.Groups["number"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
        if (!match.Success || !double.IsFinite(number))
        {
            throw new ThresholdException(text, string.Concat(
                $"{UserText.Show(text ?? string.Empty)} is not a valid threshold. Use a metric, a comparison (<, <=, >, >= or ==), and a number of 0 or more with a decimal point, ",
                "with or without a unit: 'ResponseP99Ms < 5', 'FailureRate < 0.1%', 'Cps > 7900'."));
        }
        string unit = match.Groups["unit"].Value;
        SummaryMetric metric = FindMetric(text!, match.Groups["metric"].Value, unit);
        double factor = FactorOf(unit, metric.Unit)
            ?? throw new ThresholdException(text, $"'{text}': {metric.Name} is not measured in {unit}. {UnitsOf(metric.Unit)}");
        return new Threshold(text!.Trim(), metric, match.Groups["comparison"].Value, number * factor);
    }

    /// <summary>Holds a run against the limit. A metric that has no value does not pass.</summary>
    public ThresholdResult Check(LoadSummary run)
    {
        ArgumentNullException.ThrowIfNull(run);
        // Where nothing was measured, no failure is no merit.
        double? value = run.Verdict == Verdict.NothingMeasured ? null : _metric.Of(run);
        return new ThresholdResult(
            Text, Metric, value, Limit, value is { } number ? MarginOf(number) : null, value is { } known && Holds(known));
    }

    /// <summary>Whether a run that has not ended is past the limit. A metric that has no value yet may still get one.</summary>
    public bool IsBreachedSoFar(LoadSummary run) => Check(run) is { Passed: false, Value: not null };

    private static SummaryMetric FindMetric(string text, string name, string unit)
    {
        if (SummaryMetric.TryFind(name, out SummaryMetric? exact))
            return exact;
        IReadOnlyList<SummaryMetric> meant = SummaryMetric.FindByShortName(name);
        if (meant.Count == 0)
        {
            string guess = NearestName.Find(name, MetricNames) is { } nearest ? $" Did you mean {nearest}?" : string.Empty;
            throw new ThresholdException(text, $"'{text}': there is no metric {name}.{guess} There are: {string.Join(", ", MetricNames)}.");
        }
        string full = string.Join(" or ", meant.Select(metric => metric.Name));
        if (unit.Length == 0)
            throw new ThresholdException(text, $"'{text}': {name} requires a unit. Add one to the number, or use the full name {full}.");
        return meant.FirstOrDefault(metric => FactorOf(unit, metric.Unit) is not null)
            ?? throw new ThresholdException(text, $"'{text}': {full} is not measured in {unit}. {UnitsOf(meant[0].Unit)}");
    }

    private static double? FactorOf(string unit, MetricUnit of) => (unit.ToUpperInvariant(), of) switch
    {
        ("", _) or ("%", MetricUnit.Percent) or ("MS", MetricUnit.Milliseconds) or ("S", MetricUnit.Seconds) => 1,
        ("US", MetricUnit.Milliseconds) or ("MS", MetricUnit.Seconds) => 0.001,
        ("S", MetricUnit.Milliseconds) => 1000,
        _ => null,
    };

    private static string UnitsOf(MetricUnit unit) => unit switch
    {
        MetricUnit.Percent => "Give percent (%), or a number alone.",
        MetricUnit.Milliseconds => "Use us, ms or s; the default is ms.",
        MetricUnit.Seconds => "Use ms or s; the default is s.",
        _ => "Give a number alone.",
    };

    private bool Holds(double value) => _comparison switch
    {
        "<" => value < Limit,
        "<=" => value <= Limit,
        ">" => value > Limit,
        ">=" => value >= Limit,
        _ => value == Limit,
    };

    private double MarginOf(double value) => Math.Round(_comparison[0] switch
    {
        '<' => Limit - value,
        '>' => value - Limit,
        _ => 0 - Math.Abs(value - Limit),
    }, 6);

    [GeneratedRegex(@"^\s*(?<metric>[a-z][a-z0-9]*)\s*(?<comparison><=|>=|==|<|>)\s*(?<number>[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?)\s*(?<unit>us|ms|s|%)?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}

/// <summary>Result of a threshold.</summary>
/// <param name="Threshold">The threshold as it was given.</param>
/// <param name="Metric">The name of the metric, which ends with its unit.</param>
/// <param name="Value">The metric's value; null if the run has none.</param>
/// <param name="Limit">The limit, in the metric's unit.</param>
/// <param name="Margin">How far the value is on the right side of the limit, in the metric's unit; negative on the wrong side.</param>
/// <param name="Passed">Whether the run meets it. A metric without a value does not pass.</param>
public sealed record ThresholdResult(string Threshold, string Metric, double? Value, double Limit, double? Margin, bool Passed)
{
    /// <summary>The same in words.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Threshold}: {(Passed ? "met" : "not met")}, {Metric} {(Value is { } value ? $"is {value}" : "has no value")}");
}

/// <summary>A threshold cannot be read.</summary>
/// <param name="text">The threshold.</param>
/// <param name="reason">What is wrong with it, and the way out.</param>
public sealed class ThresholdException(string? text, string reason) : Exception($"-Threshold: {reason}")
{
    /// <summary>The threshold; null where it can contain a password.</summary>
    public string? Text { get; } = (string?)UserText.Target(text);
}
