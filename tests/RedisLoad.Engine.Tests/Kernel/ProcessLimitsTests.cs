using RedisLoad.Kernel;

namespace RedisLoad.Tests.Kernel;

public class ProcessLimitsTests
{
    [Theory]
    [InlineData("Limit                     Soft Limit           Hard Limit           Units     \nMax open files            10032                20000                files     \n", 10032)]
    [InlineData("Max open files            unlimited            unlimited            files", null)]
    [InlineData("Max open files", null)]
    [InlineData("", null)]
    public void The_soft_limit_of_open_files_is_the_first_number(string text, int? expected) =>
        Assert.Equal(expected, (int?)ProcessLimits.SoftFiles(text));
}
