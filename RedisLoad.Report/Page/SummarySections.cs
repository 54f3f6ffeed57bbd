using System.Globalization;
using System.Xml.Linq;
using RedisLoad.Failures;
using RedisLoad.Reporting;
using RedisLoad.Results;
using static RedisLoad.Report.Page.Html;

namespace RedisLoad.Report.Page;

/// <summary>The test plan, what it came to, and what failed.</summary>
internal static class SummarySections
{
    public static IEnumerable<XElement> Of(LoadReport report) =>
        [Asked(report), .. Thresholds(report.Summary), Figures(report.Summary), .. ComparisonSection.Of(report), Failures(report.Summary)];

    private static XElement Asked(LoadReport report)
    {
        string[] asked = [.. report.Rows.Select(row => row.Asked).OfType<string>().Distinct()];
        return Section("asked", "Test plan", asked.Length > 0
            ? Element("ul", asked.Select(text => Element("li", text)))
            : Element("p", $"{Rate(report.Summary)} for {Number(report.Summary.Seconds)} s. These rows were read from a file, which does not contain the rest of the test plan."));
    }

    private static string Rate(LoadSummary summary) =>
        summary.TargetCps is { } rate ? $"{Number(rate)} connections per second" : "As many connections as possible";

    private static IEnumerable<XElement> Thresholds(LoadSummary summary)
    {
        if (summary.Thresholds.Count == 0)
            yield break;
        yield return Section("thresholds", "Thresholds", Table(
            summary.Passed == true ? "Every threshold was met" : "Not every threshold was met",
            ["Threshold", "Value", "Margin", "Result"],
            summary.Thresholds.Select(result => (string[])
                [result.Threshold, Number(result.Value), Number(result.Margin), result.Passed ? "Met" : "Not met"])));
    }

    private static XElement Figures(LoadSummary summary)
    {
        (string Name, string Value)[] tiles =
        [
            ("Succeeded/s", summary.TargetCps is { } target ? $"{Number(summary.Cps)} of {Number(target)}" : Number(summary.Cps)),
            ("Due", Number(summary.Due)),
            ("Started", Number(summary.Started)),
            ("Dropped", Number(summary.Dropped)),
            ("Succeeded", Number(summary.Succeeded)),
            ("Failed", Number(summary.Failed)),
            ("Started > 1 ms late", Number(summary.Late)),
            ("CPU per load thread", $"{Number(summary.CpuPercent)} %"),
            .. ClientTiles(summary),
        ];
        return Section(
            "summary", "Summary",
            Element("dl", Class("tiles"), tiles.Select(tile => Element("div", Element("dt", tile.Name), Element("dd", tile.Value)))),
            Times(summary));
    }

    private static XElement Times(LoadSummary summary) => Table(
        "Times in milliseconds",
        ["Time", "p50", "p90", "p95", "p99", "p99.9", "max"],
        summary.AllTimes
            .Where(times => times.Max is not null)
            .Select(times => (string[])
                [times.Label, .. new[] { times.P50, times.P90, times.P95, times.P99, times.P999, times.Max }.Select(Milliseconds)]));

    private static IEnumerable<(string Name, string Value)> ClientTiles(LoadSummary summary)
    {
        if (summary.SteadyRequests + summary.SteadyFailed > 0)
        {
            yield return ("Client requests", Number(summary.SteadyRequests));
            yield return ("Client requests failed", Number(summary.SteadyFailed));
        }
        if (summary.ClientsLost + summary.ReconnectAttempts == 0)
            yield break;
        yield return ("Clients", Number(summary.Clients));
        yield return ("Clients connected at the end", Number(summary.ClientsConnected));
        yield return ("Lost client connections", Number(summary.ClientsLost));
        yield return ("Reconnect attempts", Number(summary.ReconnectAttempts));
        yield return ("Seconds until 50 % were back", Number(summary.Recovery50Seconds));
        yield return ("Seconds until 99 % were back", Number(summary.Recovery99Seconds));
        yield return ("Seconds until all were back", Number(summary.Recovery100Seconds));
    }

    private static XElement Failures(LoadSummary summary)
    {
        FailureKind[] kinds = [.. Faults.AllKinds.Where(kind => summary.CountOf(kind) > 0).OrderByDescending(summary.CountOf)];
        return Section("failures", "Failures", kinds.Length == 0
            ? Element("p", "No connection failed.")
            : Table(
                "Failures by kind and cause",
                ["Kind", "Connections", "% of started", "Fault"],
                kinds.Select(kind => new[]
                {
                    kind.ToString(), Number(summary.CountOf(kind)), Number(100.0 * summary.CountOf(kind) / Math.Max(1, summary.Started)),
                    VerdictText.Of(Faults.Of(kind)),
                })));
    }

    private static string Number(double? number) => number?.ToString("#,0.###", CultureInfo.InvariantCulture) ?? "-";

    /// <summary>With as many decimals in each cell, so that the points of a column stand below each other.</summary>
    private static string Milliseconds(double? number) => number?.ToString("#,0.000", CultureInfo.InvariantCulture) ?? "-";
}
