using System.Globalization;
using System.Xml.Linq;
using RedisLoad.Report.Figures;

namespace RedisLoad.Report.Page;

/// <summary>A figure in a few rows of numbers.</summary>
internal static class FigureTable
{
    private const int MostRows = 24;

    public static XElement Of(Figure figure, DateTimeOffset start)
    {
        IReadOnlyList<Reading> all = figure.Curves.Count == 0 ? [] : figure.Curves[0].Readings;
        return Html.Table(
            figure.Title,
            [.. Edges(figure), .. figure.Curves.Select(curve => $"{curve.Name} ({figure.YTitle})")],
            Thinning.Stretches(all.Count, MostRows).Select(stretch => Row(figure, stretch, all[stretch.End.Value - 1].To, start)));
    }

    /// <summary>The lowest and the highest value of each curve, in words.</summary>
    public static string Extremes(Figure figure) =>
        string.Join(' ', figure.Curves.Select(curve => $"{curve.Name}: {Span(curve.Readings)} {figure.YTitle}."));

    private static string[] Row(Figure figure, Range stretch, double end, DateTimeOffset start) =>
        [
            Number(end),
            .. figure.IsOverTimes ? Array.Empty<string>() : [start.AddSeconds(end).ToString("HH:mm:ss", CultureInfo.InvariantCulture)],
            .. figure.Curves.Select(curve => Span([.. curve.Readings.Take(stretch)]))];

    private static string Span(IReadOnlyList<Reading> readings)
    {
        double[] values = [.. readings.Select(reading => reading.Value).Where(value => !double.IsNaN(value))];
        if (values.Length == 0)
            return "-";
        string least = Number(values.Min());
        string most = Number(values.Max());
        return least == most ? least : $"{least} to {most}";
    }

    private static string Number(double number) => number.ToString("#,0.###", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Edges(Figure figure)
    {
        yield return figure.IsOverTimes ? "ms up to" : "s up to";
        if (!figure.IsOverTimes)
            yield return "Time";
    }
}
