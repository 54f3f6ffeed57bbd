using System.Net;
using System.Net.Sockets;
using RedisLoad.Failures;
using RedisLoad.Plan;
using RedisLoad.Resp;
using RedisLoad.Session;
using RedisLoad.Target;
using RedisLoad.Transport;

namespace RedisLoad.Tests.Transport;

public partial class TransportTests
{
    private static readonly ConnectionLife s_heldForLong = ConnectionLife.Short with { Hold = new TimeRange(s_long, s_long) };
    private static readonly ConnectionLife s_pooled = ConnectionLife.Short with { IsPooled = true, PoolIdleTimeout = s_long };

    [Theory]
    [InlineData(null, FailureKind.ClosedByServer)]
    [InlineData("+OK\r\n", FailureKind.WrongReply)]
    public void A_held_connection_expects_nothing_of_the_server(string? word, FailureKind expected)
    {
        using var server = new ScriptedServer(async (connection, testOver) =>
        {
            foreach (string reply in (string[])["+PONG\r\n", "$-1\r\n", "+OK\r\n"])
            {
                await connection.ReceiveAsync(new byte[4096]);
                await Say(connection, reply, whole: true);
            }
            // The word must not be taken for a part of the reply before.
            await Task.Delay(s_short, testOver);
            await Say(connection, word ?? string.Empty, whole: true);
        });
        var sink = new Sink();
        using var transport = Create(SettingsFor(server.EndPoint, 1) with { Life = s_heldForLong }, sink);
        RunOn(transport, 1);
        Assert.Equal(expected, Assert.Single(sink.Ended).Failure);
    }

    [Fact]
    public void Held_connections_have_done_their_work_when_all_are_timed_out()
    {
        using var target = TargetServer.Start(new TargetOptions());
        var sink = new Sink();
        using var transport = Create(SettingsFor(EndPointOf(target), 3) with { Life = s_heldForLong }, sink);
        for (int i = 0; i < 3; i++)
            transport.Start(new SessionNumber(i, 0, i), Clock.Now, Clock.Now);
        while (sink.Answered.Count < 3)
            transport.Serve(Clock.Now + s_long.ToNanoseconds());
        transport.TimeOutAll();
        Assert.Equal(0, transport.Open);
        Assert.Equal([FailureKind.None, FailureKind.None, FailureKind.None], sink.Ended.Select(session => session.Failure));
    }

    [Fact]
    public void A_kept_connection_that_the_server_ends_is_closed()
    {
        using var server = new ScriptedServer(async (connection, _) =>
        {
            foreach (string reply in (string[])["+PONG\r\n", "$-1\r\n", "+OK\r\n"])
            {
                await connection.ReceiveAsync(new byte[4096]);
                await Say(connection, reply, whole: true);
            }
        });
        using var transport = Create(SettingsFor(server.EndPoint, 1) with { Life = s_pooled }, new Sink());
        RunOn(transport, 1);
        long deadline = Clock.Now + s_long.ToNanoseconds();
        while (transport.Pooled > 0 && Clock.Now < deadline)
            transport.Serve(deadline);
        Assert.Equal(0, transport.Pooled);
    }

    [Fact]
    public async Task A_connection_that_the_server_ends_with_its_last_reply_is_not_kept()
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var server = new ScriptedServer(async (connection, _) =>
        {
            await connection.ReceiveAsync(new byte[4096]);
            await Say(connection, "+PONG\r\n", whole: true);
            connection.Shutdown(SocketShutdown.Both);
            closed.SetResult();
        });
        SessionScript script = (new LoadPlan { Session = new() { Commands = ["PING"] } }).CreateScript();
        using var transport = Create(SettingsFor(server.EndPoint, 1) with { Life = s_pooled, Script = script }, new Sink());
        transport.Start(default, Clock.Now, Clock.Now);
        await closed.Task;
        ServeUntilIdle(transport);
        long deadline = Clock.Now + TimeSpan.FromSeconds(5).ToNanoseconds();
        while (transport.Pooled > 0 && Clock.Now < deadline)
            transport.Serve(deadline);
        Assert.Equal(0, transport.Pooled);
    }

    [Fact]
    public void A_source_address_that_this_host_does_not_have_is_this_hosts_failure()
    {
        using var server = ScriptedServer.Silent();
        var sink = new Sink();
        using var transport = Create(
            SettingsFor(server.EndPoint, 1) with { Sockets = SocketSettings.Default with { Sources = [IPAddress.Parse("192.0.2.1")] } },
            sink);
        RunOn(transport, 1);
        Assert.Equal(FailureKind.PortsExhausted, Assert.Single(sink.Ended).Failure);
    }

    [Fact]
    public void A_socket_in_the_file_system_that_nobody_has_made_refuses()
    {
        string path = Path.Combine(Path.GetTempPath(), $"nobody-{Guid.NewGuid():N}");
        var sink = new Sink();
        using var transport = Create(
            SettingsFor(new IPEndPoint(0, 1), 1) with { Targets = [new LoadTarget(path, [new UnixDomainSocketEndPoint(path)])] }, sink);
        RunOn(transport, 1);
        Assert.Equal(FailureKind.Refused, Assert.Single(sink.Ended).Failure);
    }

    private static IPEndPoint EndPointOf(TargetServer target) => new(IPAddress.Loopback, target.Port);

    /// <summary>Runs sessions, each when the one before is over.</summary>
    private static void RunOn(EpollTransport transport, int sessions)
    {
        for (int i = 0; i < sessions; i++)
        {
            transport.Start(new SessionNumber(i, 0, i), Clock.Now, Clock.Now);
            ServeUntilIdle(transport);
        }
    }
}
