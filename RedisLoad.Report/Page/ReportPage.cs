using System.Globalization;
using System.Reflection;
using System.Xml.Linq;
using RedisLoad.Report.Figures;
using RedisLoad.Reporting;
using static RedisLoad.Report.Page.Html;

namespace RedisLoad.Report.Page;

/// <summary>The page as a whole.</summary>
internal static class ReportPage
{
    /// <summary>Nothing but its own style: should something from outside get into the page all the same, it can neither run nor load
    /// anything.</summary>
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

    public static XElement Of(LoadReport report) => Element("html", new XAttribute("lang", "en"), Head(report.Title), Element(
        "body",
        Header(report),
        Element(
            "main",
            SummarySections.Of(report),
            Section("charts", "Charts", FigureElements.Of(LoadFigures.Of(report), report.Summary.StartTime)),
            GeneratorsSection.Of(report),
            report.Snapshots.Count == 0 ? null : Kernel(report),
            EnvironmentSection.Of(report)),
        Element("footer", Element("p", $"Created by RedisLoad on {MadeAt(report)}. Percentiles cover all connections: histograms are added, and percentiles are never averaged."))));

    private static XElement Head(string title) => Element(
        "head",
        Element("meta", new XAttribute("charset", "utf-8")),
        Element("meta", new XAttribute("http-equiv", "Content-Security-Policy"), new XAttribute("content", Policy)),
        Element("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
        Element("meta", new XAttribute("name", "color-scheme"), new XAttribute("content", "light dark")),
        Element("title", title),
        Element("style", Style()));

    private static XElement Header(LoadReport report) => Element(
        "header",
        Element("h1", report.Title),
        Element("p", Class("when"), string.Create(CultureInfo.InvariantCulture, $"{report.Summary.StartTime:yyyy-MM-dd HH:mm:ss} to {report.Summary.EndTime:HH:mm:ss zzz}, {report.Summary.Seconds:#,0.###} s")),
        Element(
            "div",
            new XAttribute("id", "verdict"),
            Class(VerdictText.ToneOf(report.Summary.Verdict)),
            new XAttribute("data-verdict", report.Summary.Verdict.ToString()),
            Element("p", Element("strong", report.Summary.Verdict.ToString()), $": {VerdictText.Of(report.Summary.Verdict)}"),
            Element("ul", report.Summary.Evidence.Select(text => Element("li", text)))));

    private static XElement Kernel(LoadReport report)
    {
        IReadOnlyList<string> attention = [.. report.Snapshots.Select(snapshot => snapshot.Attention).OfType<string>()
            .SelectMany(words => words.Split(' ')).Distinct()];
        string note = attention.Count == 0
            ? "No problems were found."
            : $"Attention: {string.Join(", ", attention)}.";
        return Section("kernel", "Kernel", Element("p", $"{report.Snapshots.Count.ToString("N0", CultureInfo.InvariantCulture)} snapshots of Watch-RedisConnections. {note}"), FigureElements.Of(KernelFigures.Of(report.Snapshots, report.Summary.StartTime), report.Summary.StartTime));
    }

    private static string MadeAt(LoadReport report) => report.MadeAt.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    private static string Style()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("Page.css")!);
        return reader.ReadToEnd();
    }
}
