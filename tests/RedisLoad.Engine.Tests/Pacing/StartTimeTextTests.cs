using RedisLoad.Pacing;

namespace RedisLoad.Tests.Pacing;

public class StartTimeTextTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 25, 21, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("+10s", "2026-11-25T21:00:10Z")]
    [InlineData("+10", "2026-11-25T21:00:10Z")]
    [InlineData("+1m30s", "2026-11-25T21:01:30Z")]
    [InlineData("2026-11-25T21:30:00Z", "2026-11-25T21:30:00Z")]
    [InlineData("2026-11-25T21:30:00.125+02:00", "2026-11-25T19:30:00.125Z")]
    public void A_moment_is_read(string text, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, null), StartTimeText.Parse(text, s_now));

    [Fact]
    public void A_time_alone_is_one_of_today_by_the_clock_of_this_host() =>
        Assert.Equal(new DateTimeOffset(DateTime.Today.AddHours(21.5)), StartTimeText.Parse("21:30", s_now));

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("10s")]
    [InlineData("+soon")]
    [InlineData("2026-13-01")]
    public void What_is_none_is_refused(string text) => Assert.Throws<FormatException>(() => StartTimeText.Parse(text, s_now));
}
