namespace RedisLoad.Tests;

public class ClockTests
{
    [Theory]
    [InlineData(1_234_567_890, 1_000_000_000, 1_234_567_890)]
    [InlineData(12_345, 10_000_000, 1_234_500)]
    [InlineData(9_000_000_000_000_000, 10_000_000, 900_000_000_000_000_000)]
    [InlineData(3, 3, 1_000_000_000)]
    [InlineData(1, 3, 333_333_333)]
    public void Ticks_of_any_length_become_nanoseconds(long ticks, long frequency, long expected) =>
        Assert.Equal(expected, Clock.ToNanoseconds(ticks, frequency));
}
