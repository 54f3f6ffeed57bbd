using System.Globalization;

namespace RedisLoad.Results;

/// <summary>How a run stands to a limit.</summary>
/// <param name="Threshold">The threshold as it was given.</param>
/// <param name="Metric">The name of the metric, whose end says its unit.</param>
/// <param name="Value">The metric's value; null where the run has none.</param>
/// <param name="Limit">The limit, in the metric's unit.</param>
/// <param name="Margin">How far the value is on the right side of the limit, in the metric's unit; negative on the wrong side.</param>
/// <param name="Passed">Whether the run holds it. A metric that has no value does not pass.</param>
public sealed record ThresholdResult(string Threshold, string Metric, double? Value, double Limit, double? Margin, bool Passed)
{
    /// <summary>The same in words.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Threshold}: {(Passed ? "holds" : "does not hold")}, {Metric} {(Value is { } value ? $"is {value}" : "has no value")}");
}
