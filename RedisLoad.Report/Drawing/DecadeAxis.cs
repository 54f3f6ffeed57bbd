using System.Globalization;
using OxyPlot.Axes;

namespace RedisLoad.Report.Drawing;

/// <summary>A log axis with a mark at 1, 2, .. 9 of each power of ten, and names at 1, 2, and 5 where there is room, else at 1.</summary>
/// <remarks>A value can be read off between two powers, also where the axis has only one.</remarks>
internal sealed class DecadeAxis : LogarithmicAxis
{
    /// <summary>What rounding may cost a mark.</summary>
    private const double Tolerance = 1e-6;

    /// <summary>Where the scale begins: what lies below stands for 0.</summary>
    public double First { get; init; }

    /// <summary>Over so many powers of ten there is room for names between them.</summary>
    public double RoomyDecades { get; init; }

    /// <summary>The name of a mark.</summary>
    public static string NameOf(double value) => value.ToString("#,0.####", CultureInfo.InvariantCulture);

    /// <summary>Every mark from one value to another, and whether it has a name.</summary>
    public static IEnumerable<(double Value, bool IsNamed)> MarksOf(double from, double to, double first, double roomyDecades)
    {
        bool isRoomy = Math.Log10(to / from) <= roomyDecades;
        for (int power = (int)Math.Floor(Math.Log10(from) + Tolerance); power <= Math.Log10(to) + Tolerance; power++)
        {
            for (int digit = 1; digit <= 9; digit++)
            {
                double value = digit * Math.Pow(10, power);
                bool isOnScale = value >= first * (1 - Tolerance) || (digit == 1 && value >= from * (1 - Tolerance));
                if (isOnScale && value >= from * (1 - Tolerance) && value <= to * (1 + Tolerance))
                    yield return (value, digit == 1 || (isRoomy && (digit is 2 or 5)));
            }
        }
    }

    /// <inheritdoc/>
    public override void GetTickValues(
        out IList<double> majorLabelValues, out IList<double> majorTickValues, out IList<double> minorTickValues)
    {
        (double Value, bool IsNamed)[] marks = [.. MarksOf(ActualMinimum, ActualMaximum, First, RoomyDecades)];
        majorLabelValues = majorTickValues = [.. marks.Where(mark => mark.IsNamed).Select(mark => mark.Value)];
        minorTickValues = [.. marks.Where(mark => !mark.IsNamed).Select(mark => mark.Value)];
    }
}
