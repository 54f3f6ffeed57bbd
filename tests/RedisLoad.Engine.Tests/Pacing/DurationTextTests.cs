using RedisLoad.Pacing;

namespace RedisLoad.Tests.Pacing;

public class DurationTextTests
{
    [Theory]
    [InlineData("20", 20)]
    [InlineData("0.5", 0.5)]
    [InlineData("1e3", 1000)]
    [InlineData("500ms", 0.5)]
    [InlineData("90s", 90)]
    [InlineData("90 s", 90)]
    [InlineData("5m", 300)]
    [InlineData("5M", 300)]
    [InlineData("1.5h", 5400)]
    [InlineData("1d", 86_400)]
    [InlineData("1m30s", 90)]
    [InlineData("1m 30s", 90)]
    [InlineData("1m500ms", 60.5)]
    [InlineData("1d2h3m4s5ms", 93_784.005)]
    [InlineData("00:01:30", 90)]
    [InlineData("1:02:03.5", 3723.5)]
    [InlineData("1.00:00:01", 86_401)]
    [InlineData("-5", -5)]
    [InlineData("-1m30s", -90)]
    public void A_duration_is_read_as_it_is_written(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), DurationText.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("5x")]
    [InlineData("1kb")]
    [InlineData("10l")]
    [InlineData("0x10")]
    [InlineData("1,5")]
    [InlineData("1,000")]
    [InlineData("30s1m")]
    [InlineData("1m1m")]
    [InlineData("1m30")]
    [InlineData("1.2.3s")]
    [InlineData("-")]
    [InlineData("ms")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e400")]
    [InlineData("1e20")]
    [InlineData("99999999999d")]
    public void What_is_not_a_duration_is_refused(string text) =>
        Assert.StartsWith(
            $"'{text}' is not a duration. Use seconds", Assert.Throws<FormatException>(() => DurationText.Parse(text)).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("1:30", "Use 1m30s for minutes and seconds, or 1h30m for hours and minutes.")]
    [InlineData("90:00", "Use 90m00s for minutes and seconds, or 90h00m for hours and minutes.")]
    [InlineData("1.02:30", "Use seconds (20, 0.5)")]
    [InlineData("0:0.5", "Use seconds (20, 0.5)")]
    public void What_could_be_two_durations_is_neither(string text, string way)
    {
        FormatException exception = Assert.Throws<FormatException>(() => DurationText.Parse(text));
        Assert.StartsWith($"'{text}' is ambiguous. {way}", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2", 2, 2)]
    [InlineData("1-5", 1, 5)]
    [InlineData("500ms-2s", 0.5, 2)]
    [InlineData("1m30s - 2m", 90, 120)]
    [InlineData("1E-05", 0.00001, 0.00001)]
    [InlineData("-5", -5, -5)]
    public void A_range_has_two_durations(string text, double min, double max) =>
        Assert.Equal((TimeSpan.FromSeconds(min), TimeSpan.FromSeconds(max)), DurationText.ParseRange(text));

    [Theory]
    [InlineData("soon", "'soon' is not a duration.")]
    [InlineData("1-", "'1-': '' is not a duration.")]
    [InlineData("1-5-9", "'1-5-9': '5-9' is not a duration.")]
    [InlineData("1:30-2:00", "'1:30-2:00': '1:30' is ambiguous.")]
    public void What_is_not_a_range_is_refused(string text, string reason)
    {
        FormatException exception = Assert.Throws<FormatException>(() => DurationText.ParseRange(text));
        Assert.StartsWith(reason, exception.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "For a range, use two durations with a hyphen between them: 1-5, 500ms-2s.", exception.Message, StringComparison.Ordinal);
    }
}
