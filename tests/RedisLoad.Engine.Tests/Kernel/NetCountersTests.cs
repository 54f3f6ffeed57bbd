using System.Text;
using RedisLoad.Kernel;

namespace RedisLoad.Tests.Kernel;

public class NetCountersTests
{
    private const string Snmp =
        "Ip: Forwarding ActiveOpens\nIp: 1 77\nTcp: RtoMin MaxConn ActiveOpens PassiveOpens RetransSegs\nTcp: 200 -1 10 20 30\nUdp: InDatagrams\nUdp: 5\n";
    private const string Netstat =
        "TcpExt: SyncookiesSent ListenOverflows TCPSynRetrans\nTcpExt: 1 2 18446744073709551615\nMPTcpExt: ListenDrops\nMPTcpExt: 9\n";

    [Fact]
    public void Both_files_are_read_by_name()
    {
        NetCounters counters = Read(Snmp + Netstat);
        Assert.Equal((10UL, 20UL, 30UL), (counters["ActiveOpens"], counters["PassiveOpens"], counters["RetransSegs"]));
        Assert.Equal((1UL, 2UL, ulong.MaxValue), (counters["SyncookiesSent"], counters["ListenOverflows"], counters["TCPSynRetrans"]));
    }

    [Fact]
    public void A_counter_that_this_kernel_lacks_is_null_and_not_0() => Assert.Null(Read(Snmp + Netstat)["ListenDrops"]);

    [Theory]
    [InlineData("")]
    [InlineData("Tcp: ActiveOpens PassiveOpens\n")]
    [InlineData("Tcp: ActiveOpens PassiveOpens\nTcp:")]
    [InlineData("Tcp: ActiveOpens PassiveOpens\nTcp: x y\n")]
    [InlineData("Tcp: ActiveOpens PassiveOpens\nIp: 1 2\n")]
    [InlineData("Tcp: ActiveOpens PassiveOpens\nTcp: 1x 2.5\n")]
    [InlineData("\n\n\n")]
    public void What_is_cut_off_or_makes_no_sense_is_not_read(string text)
    {
        NetCounters counters = Read(text);
        Assert.Equal((null, null), (counters["ActiveOpens"], counters["PassiveOpens"]));
    }

    [Fact]
    public void A_number_that_may_be_cut_off_is_not_read_and_those_before_it_are()
    {
        NetCounters counters = Read("Tcp: ActiveOpens PassiveOpens RetransSegs\nTcp: 10 20");
        Assert.Equal((10UL, null, null), (counters["ActiveOpens"], counters["PassiveOpens"], counters["RetransSegs"]));
    }

    [Theory]
    [InlineData(5UL, 5UL, 0L)]
    [InlineData(5UL, 12UL, 7L)]
    [InlineData(ulong.MaxValue, 4UL, 5L)]
    [InlineData((ulong)uint.MaxValue, 4UL, 5L)]
    [InlineData((ulong)uint.MaxValue, 4294967299UL, 4L)]
    [InlineData(100UL, 4UL, null)]
    [InlineData(5_000_000_000UL, 4UL, null)]
    [InlineData(null, 4UL, null)]
    [InlineData(4UL, null, null)]
    public void A_counter_rises_wraps_or_went_back(ulong? before, ulong? now, long? rise) =>
        Assert.Equal(rise, NetCounters.Rise(before, now));

    private static NetCounters Read(string text)
    {
        var counters = new NetCounters(
            ["ActiveOpens", "PassiveOpens", "RetransSegs", "ListenOverflows", "ListenDrops", "SyncookiesSent", "TCPSynRetrans"]);
        counters.Read(Encoding.ASCII.GetBytes(text));
        return counters;
    }
}
