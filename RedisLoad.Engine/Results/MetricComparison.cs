using System.Globalization;

namespace RedisLoad.Results;

/// <summary>One figure of two runs.</summary>
/// <param name="Metric">Name of the figure. Its end says the unit.</param>
/// <param name="Reference">Value in the reference: of times and of Cps, that of the quiet rows; of shares, that of the whole run.</param>
/// <param name="Difference">The same for the run that is compared with it.</param>
/// <param name="ChangePercent">Change in percent of the reference; null if that is 0 or unknown.</param>
/// <param name="NoisePercent">Change to expect between two runs of the same load, in percent of the reference; null if unknown.</param>
/// <param name="IsSignificant">Whether the change exceeds the noise.</param>
/// <param name="IsRegression">Whether it does, and for the worse; with -FailOnRegression, by more than that.</param>
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
