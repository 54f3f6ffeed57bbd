using RedisLoad.Kernel;

namespace RedisLoad.Tests.Kernel;

public class PortRangeTests
{
    [Theory]
    [InlineData("32768\t60999\n", 32768, 60999, 28232)]
    [InlineData("1024 65535", 1024, 65535, 64512)]
    [InlineData("5 5", 5, 5, 1)]
    public void A_range_is_read(string text, int first, int last, int count)
    {
        Assert.True(PortRange.TryParse(text, out PortRange range));
        Assert.Equal((first, last, count), (range.First, range.Last, range.Count));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("32768")]
    [InlineData("32768 x")]
    [InlineData("-1 5")]
    [InlineData("60999 32768")]
    [InlineData("1 65536")]
    [InlineData("1 2 3")]
    public void What_is_no_range_is_not_read(string? text) => Assert.False(PortRange.TryParse(text, out _));

    [Fact]
    public void A_kernel_without_the_file_has_no_range() => Assert.False(PortRange.TryRead("/proc/no/such/file", out _));

    [Fact]
    public void This_kernel_has_one() => Assert.True(PortRange.TryRead(PortRange.Path, out _));
}
