using System.Net;
using System.Net.Sockets;
using RedisLoad.Failures;
using RedisLoad.Resp;
using RedisLoad.Target;
using RedisLoad.Transport;

namespace RedisLoad.Tests.Transport;

public abstract partial class TransportTests
{
    private static readonly ConnectionLife s_held = ConnectionLife.Short with { Hold = new TimeRange(s_short, s_short) };
    private static readonly ConnectionLife s_heldForLong = ConnectionLife.Short with { Hold = new TimeRange(s_long, s_long) };
    private static readonly ConnectionLife s_pooled = ConnectionLife.Short with { IsPooled = true, PoolIdleTimeout = s_long };

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(false, 3)]
    [InlineData(true, 3)]
    public void Commands_go_one_by_one_or_together_and_as_often_as_asked(bool isPipelined, int requests)
    {
        using var target = TargetServer.Start(new TargetOptions());
        var sink = new Sink();
        var script = SessionScript.Create(Handshake.None, ["PING", "SET {client} {burst}", "GET {client}"], isPipelined, requests);
        using var transport = Create(SettingsFor(EndPointOf(target), 1) with { Script = script, KeepsValues = true }, sink);
        RunOn(transport, 1);
        SessionRecord session = Assert.Single(sink.Ended);
        Assert.Equal(FailureKind.None, session.Failure);
        Assert.InRange(session.FirstReply, session.Connected, session.Answered);
        Assert.Equal(session.Answered, Assert.Single(sink.Answered).Answered);
    }

    [Fact]
    public void A_session_without_commands_connects_only()
    {
        using var server = ScriptedServer.Silent();
        var sink = new Sink();
        using var transport = Create(SettingsFor(server.EndPoint, 1) with { Script = SessionScript.Create(Handshake.None, [], isPipelined: false, requests: 1) }, sink);
        RunOn(transport, 1);
        Assert.Equal(FailureKind.None, Assert.Single(sink.Ended).Failure);
        Assert.InRange(sink.Ended[0].Answered, sink.Ended[0].Connected, sink.Ended[0].Ended);
    }

    [Fact]
    public void A_held_connection_stays_open_for_its_time()
    {
        using var target = TargetServer.Start(new TargetOptions());
        var sink = new Sink();
        using var transport = Create(SettingsFor(EndPointOf(target), 1) with { Life = s_held }, sink);
        RunOn(transport, 1);
        SessionRecord session = Assert.Single(sink.Ended);
        Assert.Equal(FailureKind.None, session.Failure);
        Assert.True(session.Ended - session.Answered >= s_short.ToNanoseconds());
        Assert.Single(sink.Answered);
    }

    [Fact]
    public void A_held_connection_sends_a_ping_now_and_then()
    {
        int pings = 0;
        using var server = new ScriptedServer(async (connection, _) =>
        {
            await Answer(connection, ["+PONG\r\n", "$-1\r\n", "+OK\r\n", "+PONG\r\n", "+PONG\r\n"], wholeReplies: true);
            pings++;
        });
        var sink = new Sink();
        ConnectionLife life = s_heldForLong with { KeepAliveInterval = TimeSpan.FromMilliseconds(10) };
        using var transport = Create(SettingsFor(server.EndPoint, 1) with { Life = life }, sink);
        RunOn(transport, 1);
        // After two of them the server hangs up, which is not what it was asked for.
        Assert.Equal((FailureKind.ClosedByServer, 1), (Assert.Single(sink.Ended).Failure, pings));
        Assert.NotEqual(0, sink.Ended[0].Answered);
    }

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

    [Theory]
    [InlineData(CloseMode.Reset, false)]
    [InlineData(CloseMode.Fin, true)]
    [InlineData(CloseMode.Server, true)]
    public async Task A_connection_ends_as_it_was_asked_to(CloseMode close, bool isOrderly)
    {
        var ends = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var server = new ScriptedServer(async (connection, _) =>
        {
            byte[] buffer = new byte[4096];
            try
            {
                foreach (string reply in (string[])["+PONG\r\n", "$-1\r\n", "+OK\r\n"])
                {
                    await connection.ReceiveAsync(buffer);
                    await Say(connection, reply, whole: true);
                }
                int quit = await connection.ReceiveAsync(buffer);
                if (quit > 0)
                {
                    await Say(connection, "+OK\r\n", whole: true);
                    connection.Shutdown(SocketShutdown.Send);
                    await connection.ReceiveAsync(buffer);
                }
                ends.SetResult(true);
            }
            catch (SocketException)
            {
                ends.SetResult(false);
            }
        });
        var sink = new Sink();
        using var transport = Create(SettingsFor(server.EndPoint, 1) with { Life = ConnectionLife.Short with { Close = close } }, sink);
        RunOn(transport, 1);
        Assert.Equal(FailureKind.None, Assert.Single(sink.Ended).Failure);
        Assert.Equal(isOrderly, await ends.Task.WaitAsync(s_long, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_pooled_connection_serves_one_session_after_the_other()
    {
        using var target = TargetServer.Start(new TargetOptions());
        var sink = new Sink();
        using var transport = Create(SettingsFor(EndPointOf(target), 2) with { Life = s_pooled }, sink);
        RunOn(transport, 10);
        Assert.Equal(1, target.ConnectionsReceived);
        Assert.Equal(1, transport.Pooled);
        Assert.All(sink.Ended, session => Assert.Equal(FailureKind.None, session.Failure));
        Assert.Equal([false, .. Enumerable.Repeat(true, 9)], sink.Ended.Select(session => session.IsReused));
        Assert.Equal([true, .. Enumerable.Repeat(false, 9)], sink.Ended.Select(session => session.Connected != 0));
    }

    [Fact]
    public void A_pooled_connection_that_the_server_has_ended_is_replaced()
    {
        using var server = new ScriptedServer((connection, _) => Answer(connection, ["+PONG\r\n", "$-1\r\n", "+OK\r\n"], wholeReplies: true));
        var sink = new Sink();
        using var transport = Create(SettingsFor(server.EndPoint, 1) with { Life = s_pooled }, sink);
        RunOn(transport, 5);
        Assert.All(sink.Ended, session => Assert.Equal((FailureKind.None, false), (session.Failure, session.IsReused)));
        Assert.Equal(5, sink.Ended.Count);
    }

    [Fact]
    public void A_pooled_connection_is_closed_when_it_was_idle_for_long_or_the_server_ends_it()
    {
        using var target = TargetServer.Start(new TargetOptions());
        using (var transport = Create(SettingsFor(EndPointOf(target), 1) with { Life = s_pooled with { PoolIdleTimeout = s_short } }, new Sink()))
        {
            RunOn(transport, 1);
            Assert.Equal(1, transport.Pooled);
            ServeUntil(transport, () => transport.Pooled == 0);
        }
        using var server = new ScriptedServer(async (connection, _) =>
        {
            foreach (string reply in (string[])["+PONG\r\n", "$-1\r\n", "+OK\r\n"])
            {
                await connection.ReceiveAsync(new byte[4096]);
                await Say(connection, reply, whole: true);
            }
        });
        using var other = Create(SettingsFor(server.EndPoint, 1) with { Life = s_pooled }, new Sink());
        RunOn(other, 1);
        ServeUntil(other, () => other.Pooled == 0);
    }

    [Fact]
    public void A_pool_makes_room_for_another_target()
    {
        using var first = TargetServer.Start(new TargetOptions());
        using var second = TargetServer.Start(new TargetOptions());
        var sink = new Sink();
        TransportSettings settings = SettingsFor(EndPointOf(first), 1) with { Life = s_pooled };
        using var transport = Create(settings with { Targets = [LoadTarget.Of(EndPointOf(first)), LoadTarget.Of(EndPointOf(second))] }, sink);
        RunOn(transport, 4);
        Assert.All(sink.Ended, session => Assert.Equal((FailureKind.None, false), (session.Failure, session.IsReused)));
        Assert.Equal((2, 2, 1), (first.ConnectionsReceived, second.ConnectionsReceived, transport.Pooled));
    }

    [Fact]
    public void Source_addresses_are_used_in_turn()
    {
        var sources = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var server = new ScriptedServer((connection, _) =>
        {
            sources.Enqueue($"{((IPEndPoint)connection.RemoteEndPoint!).Address}");
            return Answer(connection, ["+PONG\r\n", "$-1\r\n", "+OK\r\n"], wholeReplies: true);
        });
        var sink = new Sink();
        SocketSettings sockets = SocketSettings.Default with { Sources = [IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.3")], KeepAlive = TimeSpan.FromSeconds(5), SendBufferSize = 8192, ReceiveBufferSize = 8192 };
        using var transport = Create(SettingsFor(server.EndPoint, 1) with { Sockets = sockets }, sink);
        RunOn(transport, 4);
        Assert.All(sink.Ended, session => Assert.Equal(FailureKind.None, session.Failure));
        Assert.Equal(["127.0.0.2", "127.0.0.3", "127.0.0.2", "127.0.0.3"], sources);
    }

    [Fact]
    public void A_source_address_that_this_host_does_not_have_is_this_hosts_failure()
    {
        using var server = ScriptedServer.Silent();
        var sink = new Sink();
        using var transport = Create(SettingsFor(server.EndPoint, 1) with { Sockets = SocketSettings.Default with { Sources = [IPAddress.Parse("192.0.2.1")] } }, sink);
        RunOn(transport, 1);
        Assert.Equal(FailureKind.PortsExhausted, Assert.Single(sink.Ended).Failure);
    }

    [Fact]
    public void A_socket_in_the_file_system_that_nobody_has_made_refuses()
    {
        string path = Path.Combine(Path.GetTempPath(), $"nobody-{Guid.NewGuid():N}");
        var sink = new Sink();
        using var transport = Create(SettingsFor(new IPEndPoint(0, 1), 1) with { Targets = [new LoadTarget(path, [new UnixDomainSocketEndPoint(path)])] }, sink);
        RunOn(transport, 1);
        Assert.Equal(FailureKind.Refused, Assert.Single(sink.Ended).Failure);
    }

    private static IPEndPoint EndPointOf(TargetServer target) => new(IPAddress.Loopback, target.Port);

    /// <summary>Runs sessions, each when the one before is over.</summary>
    private static void RunOn(ITransport transport, int sessions)
    {
        for (int i = 0; i < sessions; i++)
        {
            transport.Start(new SessionNumber(i, 0, i), Clock.Now, Clock.Now);
            ServeUntilIdle(transport);
        }
    }

    private static void ServeUntil(ITransport transport, Func<bool> isDone)
    {
        long deadline = Clock.Now + s_long.ToNanoseconds();
        while (!isDone() && Clock.Now < deadline)
            transport.Serve(deadline);
        Assert.True(isDone());
    }
}
