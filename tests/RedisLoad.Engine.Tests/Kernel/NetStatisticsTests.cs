using RedisLoad.Kernel;

namespace RedisLoad.Tests.Kernel;

public sealed class NetStatisticsTests : IDisposable
{
    private readonly ProcFolder _proc = new();

    public void Dispose() => _proc.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("TCP:")]
    [InlineData("TCP: inuse 1 orphan")]
    [InlineData("TCP: inuse 1 orphan x tw\n")]
    [InlineData("UDP: orphan 2 tw 3\n")]
    public void What_is_missing_cut_off_or_no_number_is_null(string sockstat)
    {
        _proc.Write("net/sockstat", sockstat);
        _proc.Write("sys/net/ipv4/tcp_mem", "10");
        using NetStatistics statistics = _proc.Open();
        Assert.Null(statistics.ReadSockstat("orphan"));
        Assert.Null(statistics.ReadSysctl("net/ipv4/tcp_mem", 1));
    }

    [Fact]
    public void A_system_without_the_files_has_no_figures()
    {
        using NetStatistics statistics = _proc.Open();
        Assert.Null(statistics.ReadSockstat("orphan"));
        Assert.Null(statistics.ReadSysctl("fs/file-nr"));
        Assert.Null(statistics.ReadCounters(["ActiveOpens"])["ActiveOpens"]);
        Assert.Null(statistics.ReadSoftnetDropped());
    }

    [Fact]
    public void Drops_are_added_up_over_the_processors()
    {
        _proc.Write("net/softnet_stat", "0b2e3d99 0000000a 00000073\n0b0c47d1 000000ff 00000079\n0000");
        using NetStatistics statistics = _proc.Open();
        Assert.Equal(0x109UL, statistics.ReadSoftnetDropped());
    }

    [Fact]
    public void A_file_is_read_again_each_time()
    {
        _proc.Write("net/snmp", "Tcp: ActiveOpens\nTcp: 1\n");
        using NetStatistics statistics = _proc.Open();
        Assert.Equal(1UL, statistics.ReadCounters(["ActiveOpens"])["ActiveOpens"]);
        _proc.Write("net/snmp", "Tcp: ActiveOpens\nTcp: 2\n");
        Assert.Equal(2UL, statistics.ReadCounters(["ActiveOpens"])["ActiveOpens"]);
    }

    [Fact]
    public void This_kernel_shows_them()
    {
        using var statistics = new NetStatistics("/proc/thread-self/net", "/proc/sys", ["fs/file-nr"]);
        Assert.NotNull(statistics.ReadCounters(["ListenOverflows"])["ListenOverflows"]);
        Assert.NotNull(statistics.ReadCounters(["PassiveOpens"])["PassiveOpens"]);
        Assert.NotNull(statistics.ReadSockstat("tw"));
        Assert.NotNull(statistics.ReadSysctl("fs/file-nr", 2));
        Assert.NotNull(statistics.ReadSoftnetDropped());
    }
}
