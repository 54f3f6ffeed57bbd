using System.Net;
using RedisLoad.Failures;
using RedisLoad.Resp;
using RedisLoad.Session;
using RedisLoad.Transport;
using RedisLoad.Transport.Portable;

namespace RedisLoad.Tests.Transport;

public class PortableTransportTests : TransportTests
{
    [Fact]
    public void What_is_under_way_can_be_timed_out_at_once()
    {
        using var server = ScriptedServer.Silent();
        var sink = new Sink();
        using var transport = Create(server.EndPoint, sink, capacity: 20);
        for (int i = 0; i < 20; i++)
            transport.Start(new SessionNumber(i, 0, i), Clock.Now, Clock.Now);
        transport.TimeOutAll();
        Assert.Equal(0, transport.Open);
        Assert.All(sink.Ended, session => Assert.True(session.Failure is FailureKind.ConnectTimeout or FailureKind.ReplyTimeout));
        Assert.Equal(20, sink.Ended.Count);
    }

    [Fact]
    public void Nothing_is_left_of_sessions_that_were_under_way()
    {
        using var server = ScriptedServer.Silent();
        var sink = new Sink();
        var transport = Create(server.EndPoint, sink, capacity: 20);
        for (int i = 0; i < 20; i++)
            transport.Start(new SessionNumber(i, 0, i), Clock.Now, Clock.Now);
        transport.Dispose();
        // Who is gone is told of nothing any more.
        Assert.Empty(sink.Ended);
        Assert.DoesNotContain(ConnectionsTo(server.EndPoint.Port), endPoint => endPoint.Port != server.EndPoint.Port);
    }

    private protected override ITransport Create(TransportSettings settings, ISessionSink sink) => new PortableTransport(settings, sink);

    /// <summary>The clients' ends of the established connections to a port.</summary>
    private static IEnumerable<IPEndPoint> ConnectionsTo(int port) =>
        System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
            .Where(connection => connection.RemoteEndPoint.Port == port && connection.State == System.Net.NetworkInformation.TcpState.Established)
            .Select(connection => connection.LocalEndPoint);
}
