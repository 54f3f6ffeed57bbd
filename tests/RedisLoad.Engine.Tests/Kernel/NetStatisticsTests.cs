using RedisLoad.Kernel;

namespace RedisLoad.Tests.Kernel;

public sealed class NetStatisticsTests : IDisposable
{
    private readonly ProcFolder _proc = new();

    public void Dispose() => _proc.Dispose();

    [Fact]
    public void Gauges_and_their_limits_are_read()
    {
        _proc.Write("net/sockstat", "sockets: used 9\nTCP: inuse 1 orphan 2 tw 3 alloc 4 mem 5\nUDP: inuse 7 mem 8\n");
        _proc.Write("sys/net/ipv4/tcp_mem", "10\t20\t30\n");
        _proc.Write("sys/net/ipv4/tcp_max_orphans", "40\n");
        _proc.Write("sys/net/ipv4/tcp_max_tw_buckets", "50\n");
        _proc.Write("sys/net/ipv4/ip_local_port_range", "32768\t60999\n");
        _proc.Write("sys/net/netfilter/nf_conntrack_count", "60\n");
        _proc.Write("sys/net/netfilter/nf_conntrack_max", "70\n");
        _proc.Write("sys/fs/file-nr", "658\t0\t9223372036854775807\n");
        using NetStatistics statistics = _proc.Open();
        Assert.Equal(
            new NetGauges
            {
                Orphans = 2, OrphanLimit = 40, TimeWait = 3, TimeWaitLimit = 50, MemoryPages = 5, MemoryPressurePages = 20, MemoryLimitPages = 30,
                Conntrack = 60, ConntrackLimit = 70, FilesOpen = 658, FilesLimit = long.MaxValue, LocalPorts = 28232,
            },
            statistics.ReadGauges());
    }

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
        Assert.Equal(new NetGauges(), statistics.ReadGauges());
    }

    [Fact]
    public void A_system_without_the_files_has_no_figures()
    {
        using NetStatistics statistics = _proc.Open();
        Assert.Equal(new NetGauges(), statistics.ReadGauges());
        Assert.Null(statistics.ReadCounters()[NetCounter.ActiveOpens]);
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
        Assert.Equal(1UL, statistics.ReadCounters()[NetCounter.ActiveOpens]);
        _proc.Write("net/snmp", "Tcp: ActiveOpens\nTcp: 2\n");
        Assert.Equal(2UL, statistics.ReadCounters()[NetCounter.ActiveOpens]);
    }

    [Fact]
    public void This_kernel_shows_them()
    {
        using var statistics = new NetStatistics("/proc/thread-self/net", "/proc/sys");
        Assert.NotNull(statistics.ReadCounters()[NetCounter.ListenOverflows]);
        Assert.NotNull(statistics.ReadCounters()[NetCounter.PassiveOpens]);
        Assert.NotNull(statistics.ReadGauges().TimeWait);
        Assert.NotNull(statistics.ReadSoftnetDropped());
    }
}
