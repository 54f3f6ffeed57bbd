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
    public void A_connection_is_due_at_its_number_over_the_rate(int rate, long number, long expected) =>
        Assert.Equal(expected, new ConstantRate(rate).DueAt(number));

    [Theory]
    [InlineData(8000, 20, 160_000)]
    [InlineData(1, 60, 60)]
    [InlineData(3, 1, 3)]
    [InlineData(10, 0.25, 3)]
    [InlineData(10, 0.201, 3)]
    [InlineData(10, 0.2, 2)]
    [InlineData(7, 2.5, 18)]
    public void What_is_due_before_the_end_is_counted(int rate, double seconds, long expected) =>
        Assert.Equal(expected, new ConstantRate(rate).CountDueBefore(TimeSpan.FromSeconds(seconds).ToNanoseconds()));

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
