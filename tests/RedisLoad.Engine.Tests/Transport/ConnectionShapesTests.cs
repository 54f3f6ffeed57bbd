using System.Net;
using System.Net.Sockets;
using System.Text;
using RedisLoad.Failures;
using RedisLoad.Tests.Resp;
using RedisLoad.Resp;
using RedisLoad.Session;
using RedisLoad.Target;
using RedisLoad.Transport;

namespace RedisLoad.Tests.Transport;

/// <summary>What a connection can do beside the plain session: be held, kept, closed in other ways, send in other ways.</summary>
public class ConnectionShapesTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_hold = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void A_held_connection_is_answered_before_it_ends()
    {
        using var target = TargetServer.Start(new TargetOptions());
        SessionRecord session = RunOne(Settings(target) with { Life = ConnectionLife.Short with { Hold = new TimeRange(s_hold, s_hold) } });
        Assert.Equal(FailureKind.None, session.Failure);
        Assert.InRange(session.Ended - session.Answered, s_hold.ToNanoseconds(), long.MaxValue);
    }

    [Fact]
    public void A_held_connection_that_the_server_closes_has_failed_after_its_answer()
    {
        using var server = new ScriptedServer(async (connection, _) =>
        {
            await connection.ReceiveAsync(new byte[100]);
            await connection.SendAsync("+PONG\r\n"u8.ToArray());
        });
        SessionRecord session = RunOne(
            Settings(server.EndPoint, "PING") with { Life = ConnectionLife.Short with { Hold = new TimeRange(s_long, s_long) } });
        Assert.Equal(FailureKind.ClosedByServer, session.Failure);
        Assert.NotEqual(0, session.Answered);
    }

    [Fact]
    public void A_held_connection_pings()
    {
        int pings = 0;
        using var server = new ScriptedServer(async (connection, _) =>
        {
            byte[] buffer = new byte[100];
            while (await connection.ReceiveAsync(buffer) > 0)
            {
                Interlocked.Increment(ref pings);
                await connection.SendAsync("+PONG\r\n"u8.ToArray());
            }
        });
        var life = ConnectionLife.Short with { Hold = new TimeRange(s_hold * 4, s_hold * 4), KeepAliveInterval = s_hold };
        Assert.Equal(FailureKind.None, RunOne(Settings(server.EndPoint, "PING") with { Life = life }).Failure);
        Assert.InRange(Volatile.Read(ref pings), 2, 4);
    }

    [Theory]
    [InlineData(CloseMode.Reset, false)]
    [InlineData(CloseMode.Fin, false)]
    [InlineData(CloseMode.Reset, true)]
    public async Task A_held_connection_ends_once_though_its_last_pong_comes_late_and_with_the_servers_close(CloseMode close, bool isPooled)
    {
        var pinged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var server = new ScriptedServer(async (connection, over) =>
        {
            byte[] buffer = new byte[100];
            await connection.ReceiveAsync(buffer);
            await connection.SendAsync("+PONG\r\n"u8.ToArray());
            await connection.ReceiveAsync(buffer);
            pinged.SetResult();
            await Task.Delay(s_hold * 5, over);
            await connection.SendAsync("+PONG\r\n"u8.ToArray());
            connection.Shutdown(SocketShutdown.Send);
            closed.SetResult();
        });
        ConnectionLife life = Pool(s_long) with { Hold = new TimeRange(s_hold * 4, s_hold * 4), KeepAliveInterval = s_hold / 5,
            Close = close, IsPooled = isPooled };
        var sink = new Sink();
        using EpollTransport transport = Create(Settings(server.EndPoint, "PING") with { Life = life }, sink);
        transport.Start(new SessionNumber(0, 0, 0), Clock.Now, Clock.Now);
        while (!pinged.Task.IsCompleted && transport.Open > 0)
            transport.Serve(Clock.Now + Clock.NanosecondsPerMillisecond);
        await closed.Task.WaitAsync(s_long, TestContext.Current.CancellationToken);
        while (transport.Open > 0)
            transport.Serve(Clock.Now + s_long.ToNanoseconds());
        Assert.Equal(FailureKind.None, Assert.Single(sink.Ended).Failure);
        Assert.Equal(0, transport.Open);
    }

    [Fact]
    public void A_session_without_commands_is_answered_when_it_is_connected()
    {
        using var target = TargetServer.Start(new TargetOptions());
        SessionRecord session = RunOne(Settings(target));
        Assert.Equal((FailureKind.None, Math.Max(session.Connected, session.Secured)), (session.Failure, session.Answered));
    }

    [Theory]
    [InlineData(CloseMode.Fin, true)]
    [InlineData(CloseMode.Reset, false)]
    public async Task The_server_sees_how_a_connection_ends(CloseMode close, bool isOrderly)
    {
        var end = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var server = new ScriptedServer(async (connection, _) =>
        {
            byte[] buffer = new byte[100];
            await connection.ReceiveAsync(buffer);
            await connection.SendAsync("+PONG\r\n"u8.ToArray());
            try
            {
                end.SetResult(await connection.ReceiveAsync(buffer) == 0);
            }
            catch (SocketException)
            {
                end.SetResult(false);
            }
        });
        RunOne(Settings(server.EndPoint, "PING") with { Life = ConnectionLife.Short with { Close = close } });
        Assert.Equal(isOrderly, await end.Task.WaitAsync(s_long, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("+OK\r\n", true, FailureKind.None)]
    [InlineData("+OK\r\n", false, FailureKind.ReplyTimeout)]
    [InlineData("-ERR no\r\n", true, FailureKind.ErrorReply)]
    [InlineData("+OK\r\n+OK\r\n", true, FailureKind.WrongReply)]
    public void A_session_that_has_the_server_close_waits_for_that(string quitReply, bool closes, FailureKind expected)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var server = new ScriptedServer(async (connection, _) =>
        {
            byte[] buffer = new byte[100];
            await connection.ReceiveAsync(buffer);
            await connection.SendAsync("+PONG\r\n"u8.ToArray());
            int length = await connection.ReceiveAsync(buffer);
            Assert.Equal("*1\r\n$4\r\nQUIT\r\n", Encoding.ASCII.GetString(buffer, 0, length));
            await connection.SendAsync(Encoding.ASCII.GetBytes(quitReply));
            if (!closes)
                await done.Task;
        });
        SessionRecord session = RunOne(Settings(server.EndPoint, "PING") with
        {
            Life = ConnectionLife.Short with { Close = CloseMode.Server },
            ReplyTimeout = closes ? s_long : s_hold,
        });
        done.SetResult();
        Assert.Equal(expected, session.Failure);
        Assert.NotEqual(0, session.Answered);
    }

    [Fact]
    public void Pipelined_commands_go_out_together_and_every_reply_is_read()
    {
        using var server = new ScriptedServer(async (connection, _) =>
        {
            byte[] buffer = new byte[1000];
            int length = await connection.ReceiveAsync(buffer);
            string replies = Encoding.ASCII.GetString(buffer, 0, length).EndsWith("GET\r\n$3\r\nfoo\r\n", StringComparison.Ordinal)
                ? "+PONG\r\n+OK\r\n$3\r\nbar\r\n"
                : "-ERR not together\r\n";
            foreach (char letter in replies)
                await connection.SendAsync(new[] { (byte)letter });
            await connection.ReceiveAsync(buffer);
        });
        Assert.Equal(
            FailureKind.None, RunOne(Settings(server.EndPoint, isPipelined: true, requests: 1, "PING", "SET foo bar", "GET foo")).Failure);
    }

    [Fact]
    public void Each_reply_of_a_pipeline_has_its_time_wherever_the_bytes_are_cut()
    {
        const int replies = 10;
        using var server = new ScriptedServer(async (connection, over) =>
        {
            connection.NoDelay = true;
            await connection.ReceiveAsync(new byte[1000]);
            for (int i = 0; i < replies; i++)
            {
                await connection.SendAsync(Encoding.ASCII.GetBytes(i == 0 ? "$5\r\nhe" : "llo\r\n$5\r\nhe"));
                await Task.Delay(s_hold * 4, over);
            }
            await connection.SendAsync("llo\r\n"u8.ToArray());
            await connection.ReceiveAsync(new byte[100]);
        });
        TransportSettings settings = Settings(server.EndPoint, isPipelined: true, requests: 1, [.. Enumerable.Repeat("GET a", replies)])
            with { ReplyTimeout = s_hold * 30 };
        Assert.Equal(FailureKind.None, RunOne(settings).Failure);
    }

    [Fact]
    public void Commands_are_repeated_as_often_as_wanted()
    {
        int requests = 0;
        using var server = new ScriptedServer(async (connection, _) =>
        {
            byte[] buffer = new byte[100];
            while (await connection.ReceiveAsync(buffer) > 0)
            {
                Interlocked.Increment(ref requests);
                await connection.SendAsync("+PONG\r\n"u8.ToArray());
            }
        });
        RunOne(Settings(server.EndPoint, isPipelined: false, requests: 7, "PING"));
        Assert.Equal(7, Volatile.Read(ref requests));
    }

    [Fact]
    public void A_pool_uses_its_connections_again()
    {
        using var target = TargetServer.Start(new TargetOptions());
        var sink = new Sink();
        using EpollTransport transport = Create(Settings(target, "PING") with { Capacity = 3, Life = Pool(s_long) }, sink);
        for (int i = 0; i < 10; i++)
            Start(transport, i);
        Assert.Equal((1, 1L, 9), (transport.Pooled, target.ConnectionsReceived, sink.Ended.Count(session => session.IsReused)));
        Assert.All(sink.Ended, session => Assert.Equal(FailureKind.None, session.Failure));
    }

    [Fact]
    public void A_kept_connection_that_has_died_is_replaced_in_the_same_session()
    {
        int connections = 0;
        using var server = new ScriptedServer(async (connection, _) =>
        {
            Interlocked.Increment(ref connections);
            byte[] buffer = new byte[100];
            // The first session's PING is answered; the PING of the next, on a kept connection, is not.
            await connection.ReceiveAsync(buffer);
            await connection.SendAsync("+PONG\r\n"u8.ToArray());
            await connection.ReceiveAsync(buffer);
        });
        var sink = new Sink();
        using EpollTransport transport = Create(Settings(server.EndPoint, "PING") with { Life = Pool(s_long) }, sink);
        Start(transport, 0);
        Start(transport, 1);
        Assert.Equal(2, connections);
        Assert.Equal(
            [(FailureKind.None, false), (FailureKind.None, false)], sink.Ended.Select(session => (session.Failure, session.IsReused)));
    }

    [Fact]
    public void A_kept_connection_is_closed_when_nobody_wants_it()
    {
        using var target = TargetServer.Start(new TargetOptions());
        using EpollTransport transport = Create(Settings(target, "PING") with { Life = Pool(s_hold) }, new Sink());
        Start(transport, 0);
        Assert.Equal(1, transport.Pooled);
        while (transport.Pooled > 0)
            transport.Serve(Clock.Now + s_long.ToNanoseconds());
        Start(transport, 1);
        Assert.Equal(2, target.ConnectionsReceived);
    }

    [Fact]
    public void Sessions_go_to_targets_and_their_addresses_in_turn()
    {
        using var one = TargetServer.Start(new TargetOptions());
        using var two = TargetServer.Start(new TargetOptions());
        using var three = TargetServer.Start(new TargetOptions());
        LoadTarget both = LoadTarget.Of(EndPointOf(one)) with { EndPoints = [EndPointOf(one), EndPointOf(two)] };
        using EpollTransport transport = Create(
            Settings(one, "PING") with { Targets = [both, LoadTarget.Of(EndPointOf(three))] }, new Sink());
        for (int i = 0; i < 12; i++)
            Start(transport, i);
        Assert.Equal((3L, 3L, 6L), (one.ConnectionsReceived, two.ConnectionsReceived, three.ConnectionsReceived));
    }

    [Fact]
    public void A_pool_of_several_targets_keeps_them_apart()
    {
        using var one = TargetServer.Start(new TargetOptions());
        using var two = TargetServer.Start(new TargetOptions());
        TransportSettings settings = Settings(one, "PING") with { Targets = [LoadTarget.Of(EndPointOf(one)),
            LoadTarget.Of(EndPointOf(two))], Life = Pool(s_long) };
        using EpollTransport roomy = Create(settings with { Capacity = 2 }, new Sink());
        for (int i = 0; i < 6; i++)
            Start(roomy, i);
        Assert.Equal((1L, 1L, 2), (one.ConnectionsReceived, two.ConnectionsReceived, roomy.Pooled));

        // With room for one alone, each session has to close the other's.
        using EpollTransport tight = Create(settings with { Capacity = 1 }, new Sink());
        for (int i = 0; i < 6; i++)
            Start(tight, i);
        Assert.Equal((4L, 4L, 1), (one.ConnectionsReceived, two.ConnectionsReceived, tight.Pooled));
    }

    [Fact]
    public void Connections_come_from_the_source_addresses_in_turn()
    {
        var peers = new List<string>();
        using var server = new ScriptedServer(async (connection, _) =>
        {
            lock (peers)
                peers.Add($"{((IPEndPoint)connection.RemoteEndPoint!).Address}");
            await connection.ReceiveAsync(new byte[100]);
            await connection.SendAsync("+PONG\r\n"u8.ToArray());
            await connection.ReceiveAsync(new byte[100]);
        });
        var sources = SocketSettings.Default with { Sources = [IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.3")] };
        using EpollTransport transport = Create(Settings(server.EndPoint, "PING") with { Sockets = sources }, new Sink());
        for (int i = 0; i < 4; i++)
            Start(transport, i);
        Assert.Equal(SourcesSeen, peers);
    }

    private static ConnectionLife Pool(TimeSpan idle) => ConnectionLife.Short with { IsPooled = true, PoolIdleTimeout = idle };

    private static IPEndPoint EndPointOf(TargetServer target) => new(IPAddress.Loopback, target.Port);

    private static TransportSettings Settings(TargetServer target, params string[] commands) => Settings(EndPointOf(target), commands);

    private static TransportSettings Settings(IPEndPoint server, params string[] commands) =>
        Settings(server, isPipelined: false, requests: 1, commands);

    private static TransportSettings Settings(IPEndPoint server, bool isPipelined, int requests, params string[] commands) => new()
    {
        Targets = [LoadTarget.Of(server)],
        Script = SessionScript.Create(Handshake.None, Commands.Parse(commands), isPipelined, requests),
        Capacity = 1,
        ConnectTimeout = s_long,
        ReplyTimeout = s_long,
    };

    private protected virtual string[] SourcesSeen => ["127.0.0.2", "127.0.0.3", "127.0.0.2", "127.0.0.3"];

    private protected virtual EpollTransport Create(TransportSettings settings, ISessionSink sink) => new(settings, sink);

    private SessionRecord RunOne(TransportSettings settings)
    {
        var sink = new Sink();
        using (EpollTransport transport = Create(settings, sink))
            Start(transport, 0);
        SessionRecord session = Assert.Single(sink.Ended);
        Assert.Equal(session.Answered != 0, sink.Answered == 1);
        return session;
    }

    private static void Start(EpollTransport transport, long number)
    {
        transport.Start(new SessionNumber(number, 0, number), Clock.Now, Clock.Now);
        while (transport.Open > 0)
            transport.Serve(Clock.Now + s_long.ToNanoseconds());
    }

    private sealed class Sink : ISessionSink
    {
        public int Answered { get; private set; }

        public List<SessionRecord> Ended { get; } = [];

        public void OnSessionAnswered(in SessionRecord session) => Answered++;

        public void OnSessionEnded(in SessionRecord session) => Ended.Add(session);
    }
}
