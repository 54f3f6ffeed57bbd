using System.Xml.Linq;
using RedisLoad.Reporting;
using static RedisLoad.Report.Page.Html;

namespace RedisLoad.Report.Page;

/// <summary>Where the load ran.</summary>
internal static class EnvironmentSection
{
    public static XElement Of(LoadReport report) => Section(
        "environment",
        "Environment",
        Element("p", "The host that created this report, at that time. If the load ran on another host, its values are not here."),
        Facts("This host", report.Host),
        report.Redis.Count == 0 ? null : Facts("Redis", report.Redis),
        report.Settings.Count == 0 ? null : Element("details", Element("summary", "Kernel settings for connections"),
        Facts("Current settings", report.Settings)));

    private static XElement Facts(string caption, IReadOnlyList<ReportFact> facts) =>
        Table(caption, ["Name", "Value"], facts.Select(fact => new[] { fact.Name, fact.Value }));
}
