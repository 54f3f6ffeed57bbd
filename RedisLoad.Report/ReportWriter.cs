using System.Xml;
using System.Xml.Linq;
using RedisLoad.Report.Page;
using RedisLoad.Reporting;

namespace RedisLoad.Report;

/// <summary>Writes a report as one HTML file that needs nothing beside it.</summary>
public sealed class ReportWriter : ILoadReportWriter
{
    /// <inheritdoc/>
    public void Write(LoadReport report, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        XElement page = ReportPage.Of(report);
        foreach (XText text in page.DescendantNodes().OfType<XText>())
            text.Value = PrintableText.Of(text.Value);
        output.Write("<!DOCTYPE html>\n");
        using var writer = XmlWriter.Create(
            output, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, IndentChars = string.Empty, NewLineChars = "\n" });
        page.WriteTo(writer);
    }
}
