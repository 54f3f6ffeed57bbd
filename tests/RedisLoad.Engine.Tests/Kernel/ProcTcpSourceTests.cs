using System.Net;
using System.Net.Sockets;
using RedisLoad.Kernel;

namespace RedisLoad.Tests.Kernel;

public sealed class ProcTcpSourceTests : IDisposable
{
    private const string Header = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
    private const string Listening = "   0: 0100007F:18EB 00000000:0000 0A 00000000:00000003 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0\n";
    private const string Server = "   1: 0100007F:18EB 0500000A:9C40 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 20 4 30 10 -1\n";
    private const string Client = "   2: 0500000A:9C40 0100007F:18EB 06 00000000:00000000 03:00001763 00000000     0        0 0 3 0\n";
    private const string Other = "   3: 0100007F:0016 0500000A:9C41 01 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 20 4 30 10 -1\n";
    private const string Six = "   0: 00000000000000000000000001000000:18EB 0000000000000000FFFF00000500000A:9C42 08 00000000:00000000 00:00000000 00000000     0        0 4714 1 0 20 4 30 10 -1\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("redisload-proc-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(ConnectionSide.Both, "", 1, 1, 1, 1)]
    [InlineData(ConnectionSide.Server, "", 1, 1, 0, 1)]
    [InlineData(ConnectionSide.Client, "", 0, 0, 1, 0)]
    [InlineData(ConnectionSide.Both, "10.0.0.5", 1, 1, 0, 1)]
    [InlineData(ConnectionSide.Both, "127.0.0.1", 1, 0, 1, 0)]
    [InlineData(ConnectionSide.Both, "10.0.0.9", 1, 0, 0, 0)]
    public void Sockets_are_counted_by_state(ConnectionSide side, string peers, int listen, int established, int timeWait, int closeWait)
    {
        SocketTally tally = Count(Header + Listening + Server + Client + Other, Header + Six, side, peers);
        Assert.Equal(
            (listen, established, timeWait, closeWait),
            (tally[TcpState.Listen], tally[TcpState.Established], tally[TcpState.TimeWait], tally[TcpState.CloseWait]));
        Assert.Equal(listen == 0 ? null : new Listener(3, null, 4711, null), tally.Listener);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData(Header, 0)]
    [InlineData(Header + "rubbish\n\n   \n" + Server, 1)]
    [InlineData(Header + "   1: 0100007F:18EB 0500000A\n", 0)]
    [InlineData(Header + "   1: 010000:18EB 0500000A:9C40 01 0:0 0:0 0 0 0 4712\n", 0)]
    [InlineData(Header + "   1: 0100007F:18EB 0500000A:9C40 FF 00000000:00000000 00:00000000 00000000 0 0 4712\n", 0)]
    [InlineData(Header + "   1: 0100007F:18EB 0500000A:9C40 01 00000000:000", 0)]
    public void What_is_no_line_of_it_is_passed_over(string text, int established) =>
        Assert.Equal(established, Count(text, null, ConnectionSide.Both)[TcpState.Established]);

    [Fact]
    public void A_table_longer_than_any_buffer_is_read_to_its_end()
    {
        string text = Header + string.Concat(Enumerable.Repeat(Server, 5000));
        Assert.Equal(5000, Count(text, null, ConnectionSide.Both)[TcpState.Established]);
    }

    [Fact]
    public void Without_the_files_there_are_no_sockets()
    {
        using var source = new ProcTcpSource(_folder);
        Assert.False(source.Exists);
        Assert.Equal(0, Count(null, null, ConnectionSide.Both)[TcpState.Established]);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Both_sources_tell_the_same_of_this_kernel(string address)
    {
        using var listener = new TcpListener(IPAddress.Parse(address), 0);
        listener.Start(5);
        ushort port = (ushort)((IPEndPoint)listener.LocalEndpoint).Port;
        using var client = new TcpClient(IPAddress.Parse(address).AddressFamily);
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        SocketFilter filter = SockDiagProgramTests.Filter($"{port}", ConnectionSide.Both, address);
        using ISocketSource netlink = new SockDiagSource(filter);
        using ISocketSource proc = new ProcTcpSource("/proc/thread-self/net");
        foreach (ISocketSource source in (ISocketSource[])[netlink, proc, netlink])
        {
            var tally = new SocketTally(filter);
            source.Count(tally);
            Assert.Equal((1, 2, 1), (tally[TcpState.Listen], tally[TcpState.Established], tally.PortsInUse));
            Assert.Equal(1, tally.Listener?.Queue);
            Assert.Equal(source == netlink ? 5 : null, tally.Listener?.QueueLimit);
            Assert.NotEqual(0UL, tally.Listener?.Inode);
            Assert.Equal(source == netlink ? 0UL : null, tally.ListenerDrops);
        }
    }

    private SocketTally Count(string? tcp, string? tcp6, ConnectionSide side, string peers = "")
    {
        if (tcp is not null)
            File.WriteAllText(Path.Combine(_folder, "tcp"), tcp);
        if (tcp6 is not null)
            File.WriteAllText(Path.Combine(_folder, "tcp6"), tcp6);
        var tally = new SocketTally(SockDiagProgramTests.Filter("6379", side, peers));
        using var source = new ProcTcpSource(_folder);
        source.Count(tally);
        return tally;
    }
}
