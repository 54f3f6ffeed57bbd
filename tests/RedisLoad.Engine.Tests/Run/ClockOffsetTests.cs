using RedisLoad.Run;

namespace RedisLoad.Tests.Run;

public class ClockOffsetTests
{
    [Theory]
    [InlineData("one round trip", 500, 5, "0-505-10")]
    [InlineData("a clock that is behind", -500, 5, "0--495-10")]
    [InlineData("the quickest one counts", 500, 1, "0-530-60; 100-601-102; 200-720-240")]
    [InlineData("the quickest way there and the quickest way back, of two of them", 500, 1, "0-501-40; 100-639-140")]
    [InlineData("no time at all", 7, 0, "0-7-0")]
    public void Clocks_are_compared_as_well_as_round_trips_allow(string what, double offsetMs, double uncertaintyMs, string readings)
    {
        ClockOffset offset = ClockOffset.Of([.. readings.Split("; ").Select(Read)]);
        Assert.True(Math.Abs(offset.Offset.TotalMilliseconds - offsetMs) <= uncertaintyMs, $"{what}: {offset}");
        Assert.Equal(uncertaintyMs, offset.Uncertainty.TotalMilliseconds);
    }

    [Fact]
    public void The_offset_is_never_further_off_than_it_says()
    {
        var random = new Random(1);
        for (int run = 0; run < 1000; run++)
        {
            double truth = random.Next(-1_000_000, 1_000_000);
            ClockOffset offset = ClockOffset.Of([.. Enumerable.Range(0, random.Next(1, 9)).Select(i =>
            {
                double sent = i * 1000;
                double read = sent + random.Next(0, 300);
                return new ClockReading(At(sent), At(read + truth), At(read + random.Next(0, 300)));
            })]);
            Assert.True(Math.Abs(offset.Offset.TotalMilliseconds - truth) <= offset.Uncertainty.TotalMilliseconds);
        }
    }

    [Fact]
    public void A_clock_that_is_set_meanwhile_leaves_it_uncertain()
    {
        ClockOffset offset = ClockOffset.Of(Read("0-2-4"), Read("100-1102-104"));
        Assert.False(offset.IsCertain);
        Assert.True(ClockOffset.Of(Read("0-2-4")).IsCertain);
    }

    [Fact]
    public void Times_are_told_by_either_clock()
    {
        var offset = new ClockOffset(TimeSpan.FromSeconds(-3), TimeSpan.Zero);
        Assert.Equal(At(7000), offset.ToRemote(At(10_000)));
    }

    private static ClockReading Read(string text)
    {
        double[] times = [.. System.Text.RegularExpressions.Regex.Matches(text, "(?<=^|-)-?[0-9]+")
            .Select(match => double.Parse(match.Value, System.Globalization.CultureInfo.InvariantCulture))];
        return new ClockReading(At(times[0]), At(times[1]), At(times[2]));
    }

    private static DateTimeOffset At(double milliseconds) => DateTimeOffset.UnixEpoch.AddMilliseconds(milliseconds);
}
