using System.Globalization;
using System.Xml.Linq;
using RedisLoad.Report.Drawing;
using RedisLoad.Report.Figures;
using static RedisLoad.Report.Page.Html;

namespace RedisLoad.Report.Page;

/// <summary>Figures as elements of the page: the drawing, what its lines are, and the same as a table.</summary>
internal static class FigureElements
{
    public static XElement Of(IReadOnlyList<Figure> figures, DateTimeOffset start) =>
        Element(
            "div", Class(figures.Any(figure => figure.IsSmall) ? "figures small" : "figures"), figures.Select(figure => Of(figure, start)));

    /// <summary>What the lines of a figure are, or of all that are drawn small beside it.</summary>
    public static XElement Legend(Figure figure) =>
        Element("ul", Class("legend"), new XAttribute("aria-hidden", "true"), figure.Curves.Select((curve, i) => Element(
        "li",
        figure.IsStacked && !curve.IsBaseline
            ? Key(new XElement("path", new XAttribute("class", $"area c{Ink.ColourOf(curve, i)}"), new XAttribute("d", "M4 1H20V11H4Z")))
            : Key(new XElement("path", new XAttribute("class", $"line c{Ink.ColourOf(curve, i)}"), new XAttribute("d", "M0 6H24"),
                new XAttribute("stroke-width", "2.4"), Dashes(i))),
        curve.Name)));

    private static XElement Of(Figure figure, DateTimeOffset start) => Element(
        "figure",
        Element("h3", figure.Title),
        Drawing(figure, start),
        figure.IsSmall ? null : Legend(figure),
        figure.IsSmall ? null : Element("figcaption", figure.About),
        Element("details", Element("summary", "As a table"), FigureTable.Of(figure, start)));

    private static XElement Drawing(Figure figure, DateTimeOffset start)
    {
        string id = string.Concat(figure.Title.ToLowerInvariant().Select(letter => char.IsWhiteSpace(letter) ? '-' : letter));
        return Element(
            "svg",
            new XAttribute("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {FigurePlot.SizeOf(figure).Width} {FigurePlot.SizeOf(figure).Height}")),
            new XAttribute("role", "img"),
            new XAttribute("aria-labelledby", $"{id}-name {id}-text"),
            Element("title", new XAttribute("id", $"{id}-name"), figure.Title),
            Element("desc", new XAttribute("id", $"{id}-text"), $"{figure.About} {FigureTable.Extremes(figure)}"),
            FigurePlot.Draw(figure, start));
    }

    private static XElement Key(XElement mark) => Element("svg", Class("key"), new XAttribute("viewBox", "0 0 24 12"), mark);

    private static XAttribute? Dashes(int curve) => Ink.DashesOf(curve) is { Length: > 0 } dashes
        ? new XAttribute("stroke-dasharray", string.Join(' ', dashes.Select(dash => (2 * dash).ToString(CultureInfo.InvariantCulture))))
        : null;
}
