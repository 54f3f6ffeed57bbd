using System.Globalization;
using System.Xml.Linq;
using OxyPlot;
using RedisLoad.Report.Figures;

namespace RedisLoad.Report.Drawing;

/// <summary>The values of a figure at the place that the pointer is at: elements that the page's style shows then, without a
/// script.</summary>
internal static class PointerValues
{
    private const int MostPlaces = 48;
    private const int LineLength = 62;
    private const int SmallLineLength = 38;
    private const double FontSize = 13.5;

    /// <summary>An element for each stretch of the x axis.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="start">The time of day at which its clock begins.</param>
    /// <param name="area">Where it is drawn.</param>
    /// <param name="place">Where a value of the x axis is.</param>
    public static IEnumerable<XElement> Of(Figure figure, DateTimeOffset start, OxyRect area, Func<double, double> place)
    {
        IReadOnlyList<Reading> readings = figure.Curves[0].Readings;
        return Thinning.Stretches(readings.Count, MostPlaces).Select(stretch =>
        {
            double left = Math.Clamp(place(readings[stretch.Start].From), area.Left, area.Right);
            double right = Math.Clamp(place(readings[stretch.End.Value - 1].To), area.Left, area.Right);
            return new XElement(
                "g",
                new XAttribute("class", "at"),
                new XElement(
                    "rect",
                    new XAttribute("x", SvgCanvas.Text(left)),
                    new XAttribute("y", SvgCanvas.Text(area.Top)),
                    new XAttribute("width", SvgCanvas.Text(Math.Max(0, right - left))),
                    new XAttribute("height", SvgCanvas.Text(area.Height))),
                new XElement(
                    "text",
                    new XAttribute("y", SvgCanvas.Text(FontSize)),
                    new XAttribute("font-size", SvgCanvas.Text(FontSize)),
                    SvgCanvas.LinesOf(Wrapped(
                        [PlaceOf(figure, start, readings[stretch.End.Value - 1].To), .. Values(figure, stretch)],
                        figure.IsSmall ? SmallLineLength : LineLength))));
        });
    }

    private static string PlaceOf(Figure figure, DateTimeOffset start, double x) => figure.IsOverTimes
        ? string.Create(CultureInfo.InvariantCulture, $"up to {x:#,0.###} ms:")
        : string.Create(CultureInfo.InvariantCulture, $"{x:0.###} s, {start.AddSeconds(x):HH:mm:ss}:");

    private static IEnumerable<string> Values(Figure figure, Range stretch) => figure.Curves.Select(curve =>
    {
        double[] values = [.. curve.Readings.Take(stretch).Select(reading => reading.Value).Where(value => !double.IsNaN(value))];
        string span = values.Length == 0 ? "-" : Short(values.Min());
        return values.Length == 0 || Short(values.Max()) == span ? $"{curve.Name} {span}" : $"{curve.Name} {span} to {Short(values.Max())}";
    });

    private static string Short(double value) =>
        value.ToString(Math.Abs(value) >= 100 ? "#,0" : "0.###", CultureInfo.InvariantCulture);

    private static string Wrapped(IEnumerable<string> words, int length)
    {
        var lines = new List<string> { string.Empty };
        foreach (string word in words)
        {
            if (lines[^1].Length > 0 && lines[^1].Length + word.Length > length)
                lines.Add(string.Empty);
            lines[^1] += (lines[^1].Length > 0 ? "  " : string.Empty) + word;
        }
        return string.Join('\n', lines);
    }
}
