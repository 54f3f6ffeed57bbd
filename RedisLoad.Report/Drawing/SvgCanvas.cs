using System.Globalization;
using System.Text;
using System.Xml.Linq;
using OxyPlot;

namespace RedisLoad.Report.Drawing;

/// <summary>What OxyPlot draws on: SVG elements whose colours are the page's. OxyPlot's own SVG has fixed colours, and could not be dark at
/// night.</summary>
internal sealed class SvgCanvas : RenderContextBase
{
    /// <summary>The width of a letter in parts of its height: nothing here can measure the reader's font.</summary>
    private const double LetterWidth = 0.62;

    private const double LineHeight = 1.2;

    private readonly List<XElement> _elements = [];
    private int _clips;

    public SvgCanvas() => RendersToScreen = false;

    public IReadOnlyList<XElement> Elements => _elements;

    /// <inheritdoc/>
    public override int ClipCount => _clips;

    /// <inheritdoc/>
    public override void DrawLine(
        IList<ScreenPoint> points, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode, double[] dashArray,
        LineJoin lineJoin)
    {
        if (points.Count < 2 || thickness <= 0 || !stroke.IsVisible())
            return;
        var path = new XElement(
            "path", new XAttribute("class", $"line {Ink.NameOf(stroke)}"), new XAttribute("d", PathOf(points)),
            new XAttribute("stroke-width", Text(thickness)));
        if (dashArray is { Length: > 0 })
            path.Add(new XAttribute("stroke-dasharray", string.Join(' ', dashArray.Select(Text))));
        _elements.Add(path);
    }

    /// <inheritdoc/>
    public override void DrawPolygon(
        IList<ScreenPoint> points, OxyColor fill, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode,
        double[] dashArray, LineJoin lineJoin)
    {
        if (points.Count > 2 && fill.IsVisible())
            _elements.Add(
                new XElement("path", new XAttribute("class", $"area {Ink.NameOf(fill)}"), new XAttribute("d", $"{PathOf(points)}Z")));
    }

    /// <inheritdoc/>
    public override void DrawText(
        ScreenPoint p,
        string text,
        OxyColor fill,
        string fontFamily,
        double fontSize,
        double fontWeight,
        double rotation,
        HorizontalAlignment horizontalAlignment,
        VerticalAlignment verticalAlignment,
        OxySize? maxSize)
    {
        if (string.IsNullOrEmpty(text))
            return;
        string anchor = horizontalAlignment switch
        {
            HorizontalAlignment.Left => "start",
            HorizontalAlignment.Center => "middle",
            _ => "end",
        };
        double drop = fontSize * verticalAlignment switch
        {
            VerticalAlignment.Top => 0.85,
            VerticalAlignment.Middle => 0.35,
            _ => -0.2,
        };
        string turn = rotation == 0 ? string.Empty : $" rotate({Text(rotation)})";
        _elements.Add(new XElement(
            "text",
            new XAttribute("transform", $"translate({Text(p.X)} {Text(p.Y)}){turn}"),
            new XAttribute("y", Text(drop)),
            new XAttribute("text-anchor", anchor),
            new XAttribute("font-size", Text(fontSize)),
            LinesOf(text)));
    }

    /// <inheritdoc/>
    public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight) =>
        string.IsNullOrEmpty(text)
            ? OxySize.Empty
            : new OxySize(
                text.Split('\n').Max(line => line.Length) * fontSize * LetterWidth, text.Split('\n').Length * fontSize * LineHeight);

    // Nothing is cut off: the axes have room for all that is drawn.

    /// <inheritdoc/>
    public override void PushClip(OxyRect clippingRectangle) => _clips++;

    /// <inheritdoc/>
    public override void PopClip() => _clips--;

    /// <summary>A text of one line as it is; of more, an element each.</summary>
    internal static object LinesOf(string text) => !text.Contains('\n')
        ? text
        : text.Split('\n').Select((line, i) =>
            new XElement("tspan", new XAttribute("x", "0"), i == 0 ? null : new XAttribute("dy", $"{Text(LineHeight)}em"), line));

    private static string PathOf(IList<ScreenPoint> points)
    {
        var path = new StringBuilder();
        foreach (ScreenPoint point in points)
            path.Append(path.Length == 0 ? 'M' : 'L').Append(Text(point.X)).Append(' ').Append(Text(point.Y));
        return path.ToString();
    }

    internal static string Text(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
