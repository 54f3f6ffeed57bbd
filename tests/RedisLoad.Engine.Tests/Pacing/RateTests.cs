using RedisLoad.Pacing;

namespace RedisLoad.Tests.Pacing;

public class RateTests
{
    [Theory]
    [InlineData("8000", 8000, "8,000")]
    [InlineData("8000/s", 8000, "8,000")]
    [InlineData("0.5", 0.5, "0.5")]
    [InlineData(" 500 / M ", 25.0 / 3, "8.333333")]
    [InlineData("2/h", 2.0 / 3600, "0.000556")]
    [InlineData("1e3", 1000, "1,000")]
    [InlineData("-10", -10, "-10")]
    [InlineData("0", 0, "0")]
    [InlineData("0.333333333333", 0.333333333333, "0.333333")]
    public void A_rate_is_read_as_it_is_written(string text, double perSecond, string shown)
    {
        var rate = Rate.Parse(text);
        Assert.Equal(perSecond, rate.PerSecond, precision: 14);
        Assert.Equal(shown, rate.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("fast")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e400")]
    [InlineData("8,000")]
    [InlineData("1,5")]
    [InlineData("8k")]
    [InlineData("8kb")]
    [InlineData("0x10")]
    [InlineData("500/d")]
    [InlineData("500/")]
    [InlineData("/m")]
    [InlineData("1/2/s")]
    [InlineData("1234567890123456789")]
    [InlineData("0.000000000000000000001")]
    [InlineData("0.123456789012345678901234567890")]
    public void What_is_not_a_rate_is_refused(string? text) => Assert.False(Rate.TryParse(text, out _));

    [Fact]
    public void The_same_rate_is_equal_however_it_is_written()
    {
        Assert.Equal(Rate.Parse("0.5"), Rate.Parse("30/m"));
        Assert.Equal(8000, Rate.Parse("8000.00"));
        Assert.Equal(default, Rate.Parse("0.0"));
        Assert.True(Rate.Parse("1.5") > 1);
    }

    [Theory]
    [InlineData("8000")]
    [InlineData("0.5")]
    [InlineData("500/m")]
    [InlineData("2/h")]
    [InlineData("0.000001")]
    [InlineData("1000000")]
    [InlineData("1.7")]
    [InlineData("-150")]
    [InlineData("0")]
    [InlineData("12345.678901")]
    public void Its_text_is_read_as_the_same_rate(string text) => Assert.Equal(Rate.Parse(text), Rate.Parse(Rate.Parse(text).ToText()));
}
