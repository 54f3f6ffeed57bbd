using System.Globalization;
using System.Xml.Linq;
using RedisLoad.Reporting;
using RedisLoad.Results;
using static RedisLoad.Report.Page.Html;

namespace RedisLoad.Report.Page;

/// <summary>The run beside a baseline, as Compare-RedisLoad judges it.</summary>
internal static class ComparisonSection
{
    /// <summary>The section; none without a baseline.</summary>
    public static IEnumerable<XElement> Of(LoadReport report)
    {
        if (report.Baseline.Count == 0)
            yield break;
        string[] doubts = [.. Doubts("baseline", LoadSummary.Of(report.Baseline)), .. Doubts("run", report.Summary)];
        yield return Section(
            "baseline", "Compared with the baseline",
            doubts.Select(doubt => Element("p", doubt)),
            Table(
                "Rate and times are those of the quiet rows, the fastest tenth",
                ["Metric", "Baseline", "This run", "Change", "Noise", "Result"],
                RunComparison.Compare(report.Baseline, report.Rows).Select(metric => (string[])
                [
                    metric.Metric, Number(metric.Reference), Number(metric.Current), Percent(metric.ChangePercent, "+0.#;-0.#;0"),
                    Percent(metric.NoisePercent, "0.#"), ResultOf(metric),
                ])));
    }

    private static IEnumerable<string> Doubts(string name, LoadSummary run) =>
        RunComparison.Doubts(run).Take(1).Select(doubt => $"The {name} cannot be judged: {doubt}.");

    private static string ResultOf(MetricComparison metric) => metric switch
    {
        { IsRegression: true } => "Worse",
        { IsSignificant: true } => "Changed",
        { NoisePercent: null } => "-",
        _ => "Within noise",
    };

    private static string Percent(double? percent, string format) =>
        percent is { } number ? $"{number.ToString(format, CultureInfo.InvariantCulture)} %" : "-";

    private static string Number(double? number) => number?.ToString("#,0.###", CultureInfo.InvariantCulture) ?? "-";
}
