using RedisLoad.Pacing;

namespace RedisLoad.Tests.Pacing;

public class ConstantRateTests
{
    [Theory]
    [InlineData(8000, 0, 0)]
    [InlineData(8000, 1, 125_000)]
    [InlineData(8000, 8000, 1_000_000_000)]
    [InlineData(8000, 159_999, 19_999_875_000)]
    [InlineData(3, 1, 333_333_333)]
    [InlineData(3, 2, 666_666_666)]
    [InlineData(3, 3, 1_000_000_000)]
    [InlineData(1, 86_400, 86_400_000_000_000)]
    [InlineData(1_000_000, 1, 1_000)]
    [InlineData("0.5", 1, 2_000_000_000)]
    [InlineData("1.5", 1, 666_666_666)]
    [InlineData("1.5", 3, 2_000_000_000)]
    [InlineData("1.5", 1_500_000_000, 1_000_000_000_000_000_000)]
    [InlineData("0.000001", 1_000_000_000_000, long.MaxValue)]
    [InlineData("500/m", 500, 60_000_000_000)]
    [InlineData("40/m", 2, 3_000_000_000)]
    [InlineData("2/h", 1, 1_800_000_000_000)]
    public void A_connection_is_due_at_its_number_over_the_rate(object rate, long number, long expected) =>
        Assert.Equal(expected, new ConstantRate(Rate.Parse($"{rate}")).DueAt(number));

    [Theory]
    [InlineData(8000, 20, 160_000)]
    [InlineData(1, 60, 60)]
    [InlineData(3, 1, 3)]
    [InlineData(10, 0.25, 3)]
    [InlineData(10, 0.201, 3)]
    [InlineData(10, 0.2, 2)]
    [InlineData(7, 2.5, 18)]
    [InlineData("1.5", 2, 3)]
    [InlineData("0.5", 2, 1)]
    [InlineData("0.5", 2.1, 2)]
    [InlineData("500/m", 60, 500)]
    [InlineData("40/m", 3, 2)]
    [InlineData("0.3333333333333333", 3, 1)]
    public void What_is_due_before_the_end_is_counted(object rate, double seconds, long expected) =>
        Assert.Equal(expected, new ConstantRate(Rate.Parse($"{rate}")).CountDueBefore(TimeSpan.FromSeconds(seconds).ToNanoseconds()));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8000)]
    [InlineData(29_999)]
    public void Counts_and_due_times_agree_at_every_connection(int rate)
    {
        var pacer = new ConstantRate(rate);
        for (long number = 0; number < 2L * rate + 2; number++)
        {
            long due = pacer.DueAt(number);
            Assert.Equal(number, pacer.CountDueBefore(due));
            Assert.Equal(number + 1, pacer.CountDueBefore(due + 1));
        }
    }

    [Fact]
    public void Connections_are_numbered_by_second_and_place()
    {
        var pacer = new ConstantRate(8000);
        Assert.Equal((0, 0), pacer.PlaceOf(0));
        Assert.Equal((0, 7999), pacer.PlaceOf(7999));
        Assert.Equal((19, 7999), pacer.PlaceOf(159_999));
    }
}
