using System.Globalization;
using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;
using RedisLoad.Report.Figures;

namespace RedisLoad.Report.Drawing;

/// <summary>Draws a figure.</summary>
internal static class FigurePlot
{
    private const double FontSize = 15;
    private const double LineThickness = 1.8;

    /// <summary>How much is to be seen of a curve on either side of one that lies on it.</summary>
    private const double Rim = 0.9;

    /// <summary>Room for the values of the place that the pointer is at.</summary>
    private const double RoomForValues = 34;

    private const double PixelsPerClockLabel = 92;
    private const double PixelsPerLabel = 60;
    private const double SecondsPerMinute = 60;

    /// <summary>From here on the axis is in minutes.</summary>
    private const double LongSeconds = 180;

    /// <summary>No more readings than can be told apart on the width.</summary>
    private const int MostReadings = 480;
    private const int MostLayers = 120;

    /// <summary>So that the names of marks have room above the bars.</summary>
    private const double RoomAboveMarked = 1.3;
    private const double RoomAbove = 1.08;

    /// <summary>How large it is drawn: small enough that its letters can be read where it is as wide as a phone.</summary>
    public static (double Width, double Height) SizeOf(Figure figure) => figure.IsSmall ? (300, 190) : (480, 310);

    /// <summary>The elements of the drawing.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="start">The time of day at which its clock begins.</param>
    public static IReadOnlyList<XElement> Draw(Figure figure, DateTimeOffset start)
    {
        PlotModel plot = CreatePlot(figure, start);
        var canvas = new SvgCanvas();
        ((IPlotModel)plot).Update(updateData: true);
        ((IPlotModel)plot).Render(canvas, new OxyRect(0, 0, SizeOf(figure).Width, SizeOf(figure).Height));
        // It would draw what went wrong, and say nothing.
        if (plot.GetLastPlotException() is { } exception)
            throw new InvalidOperationException($"The chart '{figure.Title}' cannot be drawn.", exception);
        return [.. canvas.Elements, .. PointerValues.Of(figure, start, plot.PlotArea, x => plot.Axes[0].Transform(x / UnitOf(figure)))];
    }

    private static PlotModel CreatePlot(Figure figure, DateTimeOffset startTime)
    {
        var plot = new PlotModel
        {
            Culture = CultureInfo.InvariantCulture,
            DefaultFontSize = FontSize,
            TextColor = Ink.Text,
            PlotAreaBorderThickness = new OxyThickness(0),
            PlotAreaBorderColor = Ink.Grid,
            Background = OxyColors.Undefined,
            Padding = figure.IsSmall ? new OxyThickness(0, RoomForValues / 2, 14, 0) : new OxyThickness(0, RoomForValues, 36, 0),
        };
        double start = figure.Scale.SelectMany(curve => curve.Readings).Min(reading => reading.From);
        double end = figure.Scale.SelectMany(curve => curve.Readings).Max(reading => reading.To);
        double unit = UnitOf(figure);
        plot.Axes.Add(figure.IsOverTimes ? TimesAxis(start, end) : ClockAxis(figure, start / unit, end / unit, unit, startTime));
        plot.Axes.Add(ValueAxis(figure));
        foreach (Series series in figure.IsStacked ? Layers(figure, unit).Concat(Outlines(figure, unit)) : Lines(figure, unit))
            plot.Series.Add(series);
        foreach (LineAnnotation line in MarkLines(figure, Math.Sqrt(start * end)))
            plot.Annotations.Add(line);
        return plot;
    }

    /// <summary>How many seconds are one on the figure's clock.</summary>
    private static double UnitOf(Figure figure) =>
        !figure.IsOverTimes && figure.Scale.SelectMany(curve => curve.Readings).Max(reading => reading.To) > LongSeconds
            ? SecondsPerMinute
            : 1;

    private static LinearAxis ClockAxis(
        Figure figure, double start, double end, double unit, DateTimeOffset startTime) => Styled(new LinearAxis
    {
        Position = AxisPosition.Bottom,
        Title = $"{(unit == 1 ? "seconds" : "minutes")}{(figure.IsSmall ? string.Empty : ", and time of day")}",
        IntervalLength = figure.IsSmall ? PixelsPerLabel : PixelsPerClockLabel,
        LabelFormatter = value => figure.IsSmall
            ? value.ToString("0.###", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{value:0.###}\n{startTime.AddSeconds(value * unit):HH:mm:ss}"),
        Minimum = start,
        Maximum = end,
        MajorGridlineStyle = LineStyle.None,
    });

    private static DecadeAxis TimesAxis(double start, double end) => Styled(new DecadeAxis
    {
        Position = AxisPosition.Bottom,
        Title = "ms",
        Minimum = start,
        Maximum = end,
        First = start,
        RoomyDecades = 3.2,
        LabelFormatter = DecadeAxis.NameOf,
        MajorGridlineStyle = LineStyle.None,
    });

    private static Axis ValueAxis(Figure figure)
    {
        double[] values = [.. figure.Scale.SelectMany(curve => curve.Readings).Select(reading => reading.Value).Where(value => value > 0)];
        double most = values.DefaultIfEmpty(1).Max();
        if (!figure.IsLogY)
        {
            double top = figure.IsStacked ? Math.Max(most, StackHeight(figure)) : most;
            return Styled(new LinearAxis { Position = AxisPosition.Left, Title = figure.YTitle, Minimum = 0,
                Maximum = top * (figure.Marks.Count > 0 ? RoomAboveMarked : RoomAbove), StringFormat = "#,0.###" });
        }
        // Whole powers of ten, so that there is always more than one label.
        double from = BottomOf(figure);
        double to = Math.Pow(10, Math.Max(Math.Ceiling(Math.Log10(most)), Math.Log10(from) + 1));
        return Styled(new DecadeAxis
        {
            Position = AxisPosition.Left,
            Title = figure.YTitle,
            // A little more than the powers of ten, so that rounding costs no label.
            Minimum = from * 0.999,
            Maximum = to * 1.001,
            First = HasZero(figure) ? from * 10 : from,
            RoomyDecades = 2.1,
            LabelFormatter = value => HasZero(figure) && value < from * 1.001 ? "0" : DecadeAxis.NameOf(value),
        });
    }

    /// <summary>Where a log axis begins: at the power of ten below the least value, or at the one below that, which stands for 0.</summary>
    private static double BottomOf(Figure figure)
    {
        double least = figure.Scale.SelectMany(curve => curve.Readings).Select(reading => reading.Value).Where(value => value > 0)
            .DefaultIfEmpty(1).Min();
        return Math.Pow(10, Math.Floor(Math.Log10(least)) - (HasZero(figure) ? 1 : 0));
    }

    private static bool HasZero(Figure figure) => figure.Scale.Any(curve => curve.Readings.Any(reading => reading.Value == 0));

    private static double StackHeight(Figure figure) =>
        Enumerable.Range(0, figure.Curves[0].Readings.Count).Max(i => Stacked(figure).Sum(curve => curve.Readings[i].Value));

    private static IEnumerable<Curve> Stacked(Figure figure) => figure.Curves.Where(curve => !curve.IsBaseline);

    private static T Styled<T>(T axis)
        where T : Axis
    {
        axis.AxislineStyle = LineStyle.Solid;
        axis.AxislineColor = axis.TicklineColor = axis.MinorTicklineColor = axis.MajorGridlineColor = Ink.Grid;
        axis.TextColor = axis.TitleColor = Ink.Text;
        axis.MinorTickSize = axis is DecadeAxis ? 4 : 0;
        axis.IsZoomEnabled = axis.IsPanEnabled = false;
        axis.AxisTitleDistance = 6;
        if (axis.Position == AxisPosition.Left)
            axis.MajorGridlineStyle = LineStyle.Solid;
        return axis;
    }

    private static IEnumerable<Series> Lines(Figure figure, double unit)
    {
        double bottom = figure.IsLogY ? BottomOf(figure) : 0;
        double top = figure.Scale.SelectMany(curve => curve.Readings).Select(reading => reading.Value)
            .Where(value => !double.IsNaN(value)).DefaultIfEmpty(1).Max();
        double Place(double value) => figure.IsLogY
            ? Math.Log10(Math.Max(bottom, value) / bottom) / Math.Max(1, Math.Log10(top / bottom))
            : value / Math.Max(top, double.Epsilon);
        // A baseline lies beneath the run.
        (Curve Curve, int Index)[] inOrder = [.. figure.Curves.Select((curve, i) => (curve, i)).OrderBy(each => !each.curve.IsBaseline)];
        int[] hiding = Overlaps.Of([.. inOrder.Select(each => each.Curve.Readings)], Place);
        foreach ((Curve curve, int i, int above) in inOrder.Zip(hiding, (each, above) => (each.Curve, each.Index, above)))
        {
            IReadOnlyList<Reading> readings = Thinning.KeepExtremes(curve.Readings, MostReadings);
            double[] dashes = Ink.DashesOf(i);
            var line = new LineSeries
            {
                Color = Ink.OfCurve(Ink.ColourOf(curve, i)),
                StrokeThickness = LineThickness + 2 * Rim * above,
                Dashes = dashes.Length == 0 || above > 0 ? null : dashes,
                BrokenLineStyle = LineStyle.None,
            };
            // So that of a single reading, too, there is something to see.
            line.Points.Add(new DataPoint(readings[0].From / unit, Math.Max(bottom, readings[0].Value)));
            line.Points.AddRange(readings.Select(reading => new DataPoint(reading.To / unit, Math.Max(bottom, reading.Value))));
            yield return line;
        }
    }

    private static IEnumerable<Series> Layers(Figure figure, double unit)
    {
        IReadOnlyList<IReadOnlyList<Reading>> layers = figure.IsOverTimes
            ? [.. Stacked(figure).Select(curve => curve.Readings)]
            : Thinning.KeepHighest([.. Stacked(figure).Select(curve => curve.Readings)], MostLayers);
        double[] heights = new double[layers.Count == 0 ? 0 : layers[0].Count];
        for (int i = 0; i < layers.Count; i++)
        {
            var bars = new RectangleBarSeries { FillColor = Ink.OfCurve(i), StrokeThickness = 0 };
            for (int k = 0; k < heights.Length; k++)
            {
                Reading reading = layers[i][k];
                if (reading.Value > 0)
                    bars.Items.Add(new RectangleBarItem(reading.From / unit, heights[k], reading.To / unit, heights[k] += reading.Value));
            }
            yield return bars;
        }
    }

    /// <summary>What a baseline's bars would be, as a line that bars of the run do not hide.</summary>
    private static IEnumerable<Series> Outlines(Figure figure, double unit)
    {
        foreach ((int i, Curve curve) in figure.Curves.Index().Where(each => each.Item.IsBaseline))
        {
            var line = new LineSeries
            {
                Color = Ink.OfCurve(Ink.ColourOf(curve, i)), StrokeThickness = LineThickness, Dashes = Ink.DashesOf(i),
            };
            double end = curve.Readings[0].From;
            line.Points.Add(new DataPoint(end / unit, 0));
            foreach (Reading reading in curve.Readings)
            {
                // Between two that do not follow each other there is nothing.
                if (reading.From > end)
                    line.Points.AddRange([new DataPoint(end / unit, 0), new DataPoint(reading.From / unit, 0)]);
                line.Points.AddRange(
                    [new DataPoint(reading.From / unit, reading.Value), new DataPoint(reading.To / unit, reading.Value)]);
                end = reading.To;
            }
            line.Points.Add(new DataPoint(end / unit, 0));
            yield return line;
        }
    }

    private static IEnumerable<LineAnnotation> MarkLines(Figure figure, double middle) =>
        figure.Marks.Select((mark, i) => new LineAnnotation
    {
        Type = LineAnnotationType.Vertical,
        X = mark.X,
        Color = Ink.Text,
        LineStyle = LineStyle.Dash,
        StrokeThickness = 1,
        Text = mark.Name,
        TextColor = Ink.Text,
        TextOrientation = AnnotationTextOrientation.Horizontal,
        TextLinePosition = 0.98 - 0.09 * i,
        TextHorizontalAlignment = mark.X < middle ? HorizontalAlignment.Left : HorizontalAlignment.Right,
    });
}
