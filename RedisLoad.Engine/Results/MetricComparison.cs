using System.Globalization;

namespace RedisLoad.Results;

/// <summary>One figure of two runs.</summary>
/// <param name="Metric">The figure's name, as in the rows; its end says its unit.</param>
/// <param name="Reference">Its value in the reference: of times and rates that of the quiet rows, of shares that of the whole run.</param>
/// <param name="Difference">Its value in the run that is compared with it.</param>
/// <param name="ChangePercent">The change, in percent of the reference; null where that is 0 or unknown.</param>
/// <param name="NoisePercent">The change that there may be between two runs of the same thing, in percent of the reference; null where it is not known.</param>
/// <param name="IsSignificant">Whether the change is more than the noise.</param>
/// <param name="IsRegression">Whether it is, and for the worse, by more than is allowed.</param>
public sealed record MetricComparison(
    string Metric, double? Reference, double? Difference, double? ChangePercent, double? NoisePercent, bool IsSignificant, bool IsRegression)
{
    /// <summary>The same in words.</summary>
    public override string ToString()
    {
        string change = ChangePercent is { } percent ? string.Create(CultureInfo.InvariantCulture, $" ({percent:+0.#;-0.#;0} %, noise {NoisePercent:0.#} %)") : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"{Metric} went from {Reference:0.###} to {Difference:0.###}{change}");
    }
}
