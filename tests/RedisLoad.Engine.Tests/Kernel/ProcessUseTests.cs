using RedisLoad.Kernel;

namespace RedisLoad.Tests.Kernel;

public class ProcessUseTests
{
    [Theory]
    [InlineData("1 (redis-server) S 1 2 3 4 5 6 7 8 9 10 11 12 13", 23L)]
    [InlineData("1 (a ) b) S 1 2 3 4 5 6 7 8 9 10 100 5", 105L)]
    [InlineData("1 (redis-server) S 1 2 3 4 5 6 7 8 9 10 11", null)]
    [InlineData("1 (redis-server) S 1 2 3 4 5 6 7 8 9 10 x y", null)]
    [InlineData("", null)]
    public void Processor_time_is_read(string stat, long? ticks) => Assert.Equal(ticks, ProcessUse.CpuTicksOf(stat));

    [Fact]
    public void A_process_that_has_gone_uses_nothing_known() => Assert.Equal(default, ProcessUse.Of(int.MaxValue));

    [Fact]
    public void This_process_is_counted()
    {
        ProcessUse use = ProcessUse.Of(Environment.ProcessId);
        Assert.InRange(use.FilesOpen!.Value, 3, use.FilesLimit!.Value);
        Assert.NotNull(use.CpuTicks);
    }

    [Fact]
    public void A_socket_that_nobody_has_has_no_owner() => Assert.Null(SocketOwner.Find(ulong.MaxValue));
}
