using RedisLoad.Kernel;

namespace RedisLoad.Tests.Kernel;

public class ProcNetTests
{
    [Fact]
    public void Ports_of_listening_sockets_are_read_of_both_families()
    {
        const string Text = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:18EB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1234 1
               1: 0100007F:18EB 0100007F:A1B2 01 00000000:00000000 00:00000000 00000000     0        0 1235 1
               2: 00000000000000000000000001000000:0016 00000000000000000000000000000000:0000 0A 0:0 0 0 0
               3: torn
            """;
        Assert.Equal([6379, 22], ProcNet.ListeningPorts(Text));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("0000272f 00000000 00000000\n000034d9 00000002 0000000b\n0000 0000000a", 12)]
    [InlineData("junk", null)]
    public void Drops_are_added_up_over_the_processors(string text, int? expected) => Assert.Equal(expected, (int?)ProcNet.BacklogDrops(text));

    [Theory]
    [InlineData("sockets: used 3\nTCP: inuse 3 orphan 0 tw 0 alloc 5 mem 225\nUDP: inuse 0 mem 0", 225)]
    [InlineData("TCP: inuse 3", null)]
    [InlineData("TCP: inuse 3 mem", null)]
    [InlineData("UDP: inuse 0 mem 7", null)]
    public void The_pages_of_TCP_are_found_by_their_label(string text, int? expected) => Assert.Equal(expected, (int?)ProcNet.TcpMemoryPages(text));
}
