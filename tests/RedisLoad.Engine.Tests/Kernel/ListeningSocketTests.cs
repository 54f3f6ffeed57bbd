using System.Net;
using RedisLoad.Kernel;

namespace RedisLoad.Tests.Kernel;

public class ListeningSocketTests
{
    [Fact]
    public void Listening_sockets_are_read_of_both_families()
    {
        const string Text = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:18EB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1234 1
               1: 0100007F:18EB 0100007F:A1B2 01 00000000:00000000 00:00000000 00000000     0        0 1235 1
               2: 00000000000000000000000001000000:0016 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 1236 1
               3: 0100007:18EB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1237 1
               4: torn
            """;
        Assert.Equal(
            [new ListeningSocket(IPAddress.Loopback, 6379, 1234), new ListeningSocket(IPAddress.IPv6Loopback, 22, 1236)],
            ListeningSocket.Of(Text));
    }

    [Theory]
    [InlineData("127.0.0.1", 6379, 1ul)]
    [InlineData("127.0.0.2", 6379, 2ul)]
    [InlineData("10.0.0.1", 6379, 3ul)]
    [InlineData("::1", 6379, 4ul)]
    [InlineData("10.0.0.1", 6380, 5ul)]
    [InlineData("127.0.0.1", 22, null)]
    public void A_connection_reaches_the_socket_of_its_address_before_one_of_all(string address, int port, ulong? inode)
    {
        ListeningSocket[] sockets =
        [
            new(IPAddress.Any, 6379, 3), new(IPAddress.IPv6Any, 6379, 4), new(IPAddress.Loopback, 6379, 1),
            new(IPAddress.Parse("127.0.0.2"), 6379, 2), new(IPAddress.IPv6Any, 6380, 5),
        ];
        Assert.Equal(inode, ListeningSocket.At(sockets, IPAddress.Parse(address), port)?.Inode);
    }
}
