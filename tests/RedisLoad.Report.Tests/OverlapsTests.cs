using RedisLoad.Report.Drawing;
using RedisLoad.Report.Figures;

namespace RedisLoad.Report.Tests;

/// <summary>What makes a chart legible: no curve is hidden behind another, and a log axis has marks between the powers of ten.</summary>
public class OverlapsTests
{
    [Theory]
    [InlineData("1 2 3 4", "1 2 3 4", 1)]
    [InlineData("1 2 3 4", "5 6 7 8", 0)]
    [InlineData("1 2 3 4", "5 6 7 4", 1)]
    [InlineData("1 2 3 4 5 6 7 8 9 10", "10 9 8 7 6 5 4 3 2 10", 0)]
    [InlineData("NaN NaN", "1 2", 0)]
    [InlineData("NaN 2", "1 2", 1)]
    public void ACurveKnowsHowManyLieOnIt(string first, string second, int expected) =>
        Assert.Equal([expected, 0], Overlaps.Of([ReadingsOf(first), ReadingsOf(second)], value => value / 10));

    [Fact]
    public void OfThreeThatAreOneLineTheFirstHasTwoOnIt()
    {
        IReadOnlyList<Reading> readings = ReadingsOf("5 5 5");
        Assert.Equal([2, 1, 0], Overlaps.Of([readings, readings, readings], value => value / 10));
    }

    [Theory]
    [InlineData(0.05, 0.6, 0.05, 3.0, "0.05 0.1 0.2 0.5")]
    [InlineData(1, 1000, 1, 2.0, "1 10 100 1,000")]
    [InlineData(0.01, 1, 0.1, 3.0, "0.01 0.1 0.2 0.5 1")]
    public void ALogAxisHasNamesWhereThereIsRoom(double from, double to, double first, double roomyDecades, string expected)
    {
        (double Value, bool IsNamed)[] marks = [.. DecadeAxis.MarksOf(from, to, first, roomyDecades)];
        Assert.Equal(expected, string.Join(' ', marks.Where(mark => mark.IsNamed).Select(mark => DecadeAxis.NameOf(mark.Value))));
        Assert.Contains(marks, mark => !mark.IsNamed);
    }

    private static IReadOnlyList<Reading> ReadingsOf(string values) =>
        [.. values.Split(' ').Select((value, i) =>
            new Reading(i, i + 1, double.Parse(value, System.Globalization.CultureInfo.InvariantCulture)))];
}
