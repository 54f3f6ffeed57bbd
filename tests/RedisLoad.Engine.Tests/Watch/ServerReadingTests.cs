using RedisLoad.Redis;
using RedisLoad.Watch;

namespace RedisLoad.Tests.Watch;

public class ServerReadingTests
{
    [Fact]
    public void A_server_is_read_from_INFO()
    {
        ConnectionSnapshot row = Reading(0, "# Clients\r\nconnected_clients:3\r\nblocked_clients:1\r\nmaxclients:10\r\nused_memory:1000\r\ninstantaneous_ops_per_sec:7\r\n"
            + "instantaneous_eventloop_cycles_per_sec:50\r\ninstantaneous_eventloop_duration_usec:20\r\n").AddTo(new(), null);
        Assert.Equal((3L, 1L, 10L), (row.ConnectedClients, row.BlockedClients, row.MaxClients));
        Assert.Equal((1000L, 7L, 50L, 20L), (row.UsedMemoryBytes, row.ServerOpsPerSecond, row.EventLoopCyclesPerSecond, row.EventLoopUs));
        Assert.Null(row.ServerConnectionsPerSecond);
    }

    [Theory]
    [InlineData("")]
    [InlineData("connected_clients")]
    [InlineData("connected_clients:many\r\nmaxclients:")]
    [InlineData("connected_clients:0\r\ntotal_connections_received:0\r\nrejected_connections:0")]
    public void What_the_server_does_not_say_is_null(string info) =>
        Assert.Equal(new ConnectionSnapshot(), Reading(0, info).AddTo(new(), Reading(1, info)));

    [Theory]
    [InlineData("total_connections_received:100\r\nserver_time_usec:1000000", "total_connections_received:500\r\nserver_time_usec:3000000", 200.0)]
    [InlineData("total_connections_received:100", "total_connections_received:500", 400.0)]
    [InlineData("total_connections_received:500", "total_connections_received:1", null)]
    [InlineData("", "total_connections_received:1", null)]
    public void Connections_a_second_are_by_the_server_s_clock_where_it_tells_it(string before, string now, double? perSecond) =>
        Assert.Equal(perSecond, Reading(1_000_000_000, now).AddTo(new(), Reading(0, before)).ServerConnectionsPerSecond);

    [Fact]
    public void What_was_turned_away_since_is_counted() =>
        Assert.Equal(4, Reading(1, "rejected_connections:9").AddTo(new(), Reading(0, "rejected_connections:5")).RejectedConnections);

    private static ServerReading Reading(long time, string info) => new(RedisInfo.Parse(info), time);
}
