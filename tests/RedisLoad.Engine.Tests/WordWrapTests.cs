namespace RedisLoad.Tests;

public class WordWrapTests
{
    [Theory]
    [InlineData("one two three", 7, "one two|three")]
    [InlineData("one two three", 13, "one two three")]
    [InlineData("one two three", 12, "one two|three")]
    [InlineData("a word-that-is-longer than", 6, "a|word-that-is-longer|than")]
    [InlineData("first line\nsecond", 5, "first|line|second")]
    [InlineData("one  two", 4, "one |two")]
    [InlineData("", 5, "")]
    [InlineData(null, 5, "")]
    public void A_text_breaks_between_words(string? text, int width, string expected) =>
        Assert.Equal(expected.Replace('|', '\n'), WordWrap.At(text, width));
}
