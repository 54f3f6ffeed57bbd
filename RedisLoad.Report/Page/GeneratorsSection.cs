using System.Globalization;
using System.Xml.Linq;
using RedisLoad.Report.Figures;
using RedisLoad.Reporting;
using RedisLoad.Results;
using static RedisLoad.Report.Page.Html;

namespace RedisLoad.Report.Page;

/// <summary>What each of several load generators came to, and which of them was the bottleneck.</summary>
internal static class GeneratorsSection
{
    /// <summary>More charts are not looked at.</summary>
    private const int MostFigures = 12;

    /// <summary>The section; none where the rows do not tell several apart.</summary>
    public static IEnumerable<XElement> Of(LoadReport report)
    {
        LoadSummary[] generators = [.. report.Summary.Parts
            .OrderBy(generator => generator.Verdict == Verdict.Valid)
            .ThenByDescending(generator => generator.LagP99Ms)
            .ThenByDescending(generator => generator.CpuPercent)];
        if (generators.Length == 0)
            yield break;
        IReadOnlyList<Figure> figures = GeneratorFigures.Of([.. generators.Take(MostFigures)], report.Rows);
        string rest = generators.Length > MostFigures
            ? $" Of {generators.Length} load generators, the first {MostFigures} of the table are shown."
            : string.Empty;
        yield return Section(
            "generators", "Load generators",
            Table(
                "Problems first, then by schedule lag",
                ["Load generator", "Verdict", "Lag p99, ms", "Succeeded/s", "Due/s", "Due", "CPU per thread, %"],
                generators.Select(generator => (string[])
                [
                    generator.Generator!, generator.Verdict.ToString(), Number(generator.LagP99Ms), Number(generator.Cps),
                    Number(generator.TargetCps), Number(generator.Due), Number(generator.CpuPercent),
                ])),
            Element("p", $"{figures[0].About} All charts have the same axes.{rest}"),
            FigureElements.Legend(figures[0]),
            FigureElements.Of(figures, report.Summary.StartTime));
    }

    private static string Number(double? number) => number?.ToString("#,0.###", CultureInfo.InvariantCulture) ?? "-";
}
