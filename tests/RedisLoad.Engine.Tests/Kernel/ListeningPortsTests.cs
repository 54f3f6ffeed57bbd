using RedisLoad.Kernel;

namespace RedisLoad.Tests.Kernel;

public class ListeningPortsTests
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
        Assert.Equal([6379, 22], ListeningPorts.Of(Text));
    }
}
