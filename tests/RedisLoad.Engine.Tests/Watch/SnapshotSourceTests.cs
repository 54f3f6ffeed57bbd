using RedisLoad.Interop;
using RedisLoad.Kernel;
using RedisLoad.Tests.Kernel;
using RedisLoad.Watch;

namespace RedisLoad.Tests.Watch;

[Collection<CountsThisProcess>]
public sealed class SnapshotSourceTests : IDisposable
{
    private static readonly SocketFilter s_filter = SockDiagProgramTests.Filter("6379", ConnectionSide.Both);

    private readonly ProcFolder _proc = new();

    public void Dispose() => _proc.Dispose();

    [Fact]
    public void A_row_has_the_sockets_of_its_moment_and_what_was_counted_since_the_row_before()
    {
        WriteOpens(100);
        using var source = new SnapshotSource(s_filter, new Sockets(), _proc.Open());
        WriteOpens(107);
        ConnectionSnapshot first = source.Take();
        WriteOpens(110);
        ConnectionSnapshot second = source.Take();
        WriteOpens(5);
        ConnectionSnapshot third = source.Take();
        Assert.Equal((1, 2, 3), (first.Established, second.Established, third.Established));
        Assert.Equal((7L, 3L, null), (first.ActiveOpens, second.ActiveOpens, third.ActiveOpens));
        Assert.Null(first.ListenOverflows);
    }

    [Theory]
    [InlineData("net/sockstat", "TCP: inuse 1 orphan 60 tw 0 alloc 1 mem 0\n", "sys/net/ipv4/tcp_max_orphans", "100\n", "OrphanPressure")]
    [InlineData("net/sockstat", "TCP: inuse 1 orphan 0 tw 0 alloc 1 mem 20\n", "sys/net/ipv4/tcp_mem", "10 20 30\n", "MemoryPressure")]
    [InlineData("net/sockstat", "TCP: inuse 1 orphan 0 tw 100 alloc 1 mem 20\n", "sys/net/ipv4/tcp_max_tw_buckets", "100\n", "TimeWaitBucketsFull")]
    [InlineData("sys/net/netfilter/nf_conntrack_count", "90\n", "sys/net/netfilter/nf_conntrack_max", "100\n", "ConntrackNearlyFull")]
    [InlineData("sys/fs/file-nr", "90 0 100\n", "net/snmp", "", "NearFileLimit")]
    public void What_the_kernel_shows_comes_to_attention(string file, string text, string otherFile, string otherText, string words)
    {
        using (var quiet = new SnapshotSource(s_filter, new Sockets(), _proc.Open()))
            Assert.Null(quiet.Take().Attention);
        _proc.Write(file, text);
        _proc.Write(otherFile, otherText);
        using var source = new SnapshotSource(s_filter, new Sockets(), _proc.Open());
        Assert.Equal(words, source.Take().Attention);
    }

    [Fact]
    public void Figures_and_limits_of_the_kernel_come_into_their_columns()
    {
        _proc.Write("net/sockstat", "sockets: used 9\nTCP: inuse 1 orphan 2 tw 3 alloc 4 mem 5\nUDP: inuse 7 mem 8\n");
        _proc.Write("sys/net/ipv4/tcp_mem", "10\t20\t30\n");
        _proc.Write("sys/net/ipv4/tcp_max_orphans", "40\n");
        _proc.Write("sys/net/ipv4/tcp_max_tw_buckets", "50\n");
        _proc.Write("sys/net/ipv4/ip_local_port_range", "32768\t60999\n");
        _proc.Write("sys/net/netfilter/nf_conntrack_count", "60\n");
        _proc.Write("sys/net/netfilter/nf_conntrack_max", "70\n");
        _proc.Write("sys/fs/file-nr", "658\t0\t9223372036854775807\n");
        using var source = new SnapshotSource(s_filter, new Sockets(), _proc.Open());
        Assert.Equal(
            new ConnectionSnapshot
            {
                Established = 1, LocalPortsInUse = 1, LocalPorts = 28232,
                Orphans = 2, OrphanLimit = 40, TimeWaitBuckets = 3, TimeWaitBucketLimit = 50,
                TcpMemoryPages = 5, TcpMemoryPressurePages = 20, TcpMemoryLimitPages = 30,
                Conntrack = 60, ConntrackLimit = 70, FilesOpen = 658, FilesLimit = long.MaxValue,
            },
            source.Take());
    }

    [Fact]
    public void What_this_kernel_does_not_show_is_null()
    {
        _proc.Write("sys/net/ipv4/tcp_mem", "10");
        using var source = new SnapshotSource(s_filter, new Sockets(), _proc.Open());
        Assert.Equal(new ConnectionSnapshot { Established = 1, LocalPortsInUse = 1 }, source.Take());
    }

    /// <summary>A counter that this kernel surely has and whose column stays empty would be a name with a mistake in it.</summary>
    [Fact]
    public void Every_counter_of_the_columns_is_one_of_this_kernel()
    {
        string known = File.ReadAllText("/proc/net/snmp") + File.ReadAllText("/proc/net/netstat");
        Assert.All(
            SnapshotColumn<KernelCounterAttribute, long?>.All, counter => Assert.Matches($@"(?m)^Tcp(Ext)?: .*\b{counter.Name}\b", known));
    }

    [Fact]
    public void Where_netlink_is_denied_the_files_are_read_and_it_is_told()
    {
        using var reader = new SocketReader(new Denied(), new ProcTcpSource("/proc/thread-self/net"));
        var tally = new SocketTally(s_filter);
        Assert.Null(reader.Denial);
        reader.Count(tally);
        reader.Count(tally);
        Assert.Contains("NETLINK_SOCK_DIAG", reader.Denial, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_tells_of_sockets_the_watch_ends()
    {
        using var reader = new SocketReader(new Denied(), new ProcTcpSource("/no/such/folder"));
        var exception = Assert.Throws<WatchException>(() => reader.Count(new SocketTally(s_filter)));
        Assert.Equal(WatchProblem.SocketsUnreadable, exception.Problem);
    }

    [Fact]
    public void Rows_keep_no_memory()
    {
        using var statistics = new NetStatistics("/proc/thread-self/net", "/proc/sys", SnapshotSource.SysctlFiles);
        using var source = new SnapshotSource(s_filter, SocketReader.Open(s_filter, "/proc/thread-self/net"), statistics);
        TakeMany(source, 200);
        // What rows keep, they keep every time; the test runner keeps something now and then.
        long kept = Enumerable.Range(0, 3).Min(_ =>
        {
            long before = GC.GetTotalMemory(forceFullCollection: true);
            TakeMany(source, 1200);
            return GC.GetTotalMemory(forceFullCollection: true) - before;
        });
        Assert.InRange(kept, long.MinValue, 30_000);
    }

    private static void TakeMany(SnapshotSource source, int rows)
    {
        for (int i = 0; i < rows; i++)
            source.Take();
    }

    private void WriteOpens(int count) => _proc.Write("net/snmp", $"Tcp: ActiveOpens\nTcp: {count}\n");

    /// <summary>One socket more each time.</summary>
    private sealed class Sockets : ISocketSource
    {
        private int _count;

        public void Count(SocketTally tally)
        {
            tally.Clear();
            _count++;
            for (int i = 0; i < _count; i++)
                tally.AddConnection(TcpState.Established, 6379, [1]);
        }

        public void Dispose()
        {
        }
    }

    private sealed class Denied : ISocketSource
    {
        private bool _isDisposed;

        public void Count(SocketTally tally)
        {
            Assert.False(_isDisposed);
            throw new LinuxException("NETLINK_SOCK_DIAG", 1);
        }

        public void Dispose() => _isDisposed = true;
    }
}
