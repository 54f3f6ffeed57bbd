using RedisLoad.Report.Figures;

namespace RedisLoad.Report.Tests;

public sealed class ThinningTests
{
    [Theory]
    [InlineData(new double[] { }, 4, new double[] { })]
    [InlineData(new double[] { 1, 2, 3 }, 4, new double[] { 1, 2, 3 })]
    [InlineData(new double[] { 1, 9, 2, 3, 0, 4, 5, 6 }, 4, new double[] { 1, 9, 0, 6 })]
    [InlineData(new double[] { 9, 5, 1, 2, 2, 2 }, 4, new double[] { 9, 1, 2 })]
    [InlineData(new[] { double.NaN, 5, 1, double.NaN, double.NaN, double.NaN }, 4, new[] { 5, 1, double.NaN })]
    public void OfEachStretchTheLowestAndTheHighestAreLeftInTheirOrder(double[] values, int most, double[] expected)
    {
        IReadOnlyList<Reading> kept = Thinning.KeepExtremes(Readings(values), most);

        Assert.Equal(expected, kept.Select(reading => reading.Value));
    }

    [Fact]
    public void APeakOfOneSecondInAnHourIsLeft()
    {
        double[] values = new double[3600];
        values[1234] = 7;

        IReadOnlyList<Reading> kept = Thinning.KeepExtremes(Readings(values), 480);

        Assert.True(kept.Count <= 480);
        Assert.Equal(new Reading(1234, 1235, 7), kept.MaxBy(reading => reading.Value));
    }

    [Fact]
    public void LayersKeepTheMomentThatHadMostInAll()
    {
        IReadOnlyList<IReadOnlyList<Reading>> kept = Thinning.KeepHighest([Readings([1, 2, 5, 0]), Readings([0, 3, 1, 9])], 2);

        Assert.Equal([new Reading(0, 2, 2), new Reading(2, 4, 0)], kept[0]);
        Assert.Equal([new Reading(0, 2, 3), new Reading(2, 4, 9)], kept[1]);
    }

    [Theory]
    [InlineData(0, 5, "")]
    [InlineData(3, 5, "0..1 1..2 2..3")]
    [InlineData(7, 3, "0..2 2..4 4..7")]
    public void StretchesAreNearlyAsLongAsEachOtherAndNoneIsEmpty(int count, int stretches, string expected) =>
        Assert.Equal(expected, string.Join(' ', Thinning.Stretches(count, stretches)));

    private static Reading[] Readings(double[] values) => [.. values.Select((value, i) => new Reading(i, i + 1, value))];
}
