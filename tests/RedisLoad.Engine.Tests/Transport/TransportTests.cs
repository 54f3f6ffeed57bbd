using RedisLoad.Failures;
using RedisLoad.Plan;
using RedisLoad.Session;
using RedisLoad.Target;
using RedisLoad.Transport;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RedisLoad.Tests.Transport;

/// <summary>What becomes of a session, and how it is told.</summary>
public partial class TransportTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    /// <summary>What a server says to the commands of a session, one entry a command, and how the session ends.</summary>
    public static TheoryData<string[], FailureKind> Dialogues => new()
    {
        { ["+PONG\r\n", "$-1\r\n", "+OK\r\n"], FailureKind.None },
        { ["+PONG\r\n", "$5\r\nhello\r\n", "+OK\r\n"], FailureKind.None },
        { ["+OK\r\n"], FailureKind.WrongReply },
        { ["+PONG\r\n+PONG\r\n"], FailureKind.WrongReply },
        { ["+PONG\r\n", ":1\r\n"], FailureKind.WrongReply },
        { ["HTTP/1.1 400 Bad Request\r\n\r\n"], FailureKind.WrongReply },
        { ["-NOAUTH Authentication required.\r\n"], FailureKind.AuthRequired },
        { ["-WRONGPASS invalid username-password pair or user is disabled.\r\n"], FailureKind.AuthFailed },
        { ["+PONG\r\n", "-NOPERM this user has no permissions\r\n"], FailureKind.AuthFailed },
        { ["-LOADING Redis is loading the dataset in memory\r\n"], FailureKind.ErrorReply },
        { ["+PONG\r\n", "-MOVED 12182 127.0.0.1:7002\r\n"], FailureKind.ErrorReply },
        { ["-ERR max number of clients reached\r\n"], FailureKind.MaxClients },
        { [], FailureKind.ClosedByServer },
        { ["+PONG\r\n"], FailureKind.ClosedByServer },
        { ["+PONG\r\n", "$5\r\nhel"], FailureKind.ClosedByServer },
    };

    [Theory]
    [MemberData(nameof(Dialogues))]
    public void A_session_ends_as_the_server_answers(string[] replies, FailureKind expected)
    {
        using var server = new ScriptedServer((connection, _) => Answer(connection, replies, wholeReplies: true));
        Assert.Equal(expected, RunOne(server.EndPoint).Failure);
    }

    [Theory]
    [MemberData(nameof(Dialogues))]
    public void A_session_ends_the_same_when_replies_come_byte_by_byte(string[] replies, FailureKind expected)
    {
        using var server = new ScriptedServer((connection, _) => Answer(connection, replies, wholeReplies: false));
        Assert.Equal(expected, RunOne(server.EndPoint).Failure);
    }

    [Fact]
    public void Bytes_beyond_the_last_reply_answer_nothing()
    {
        using var server = new ScriptedServer(
            (connection, _) => Answer(connection, ["+PONG\r\n", "$-1\r\n", "+OK\r\n:1\r\n"], wholeReplies: true));
        Assert.Equal(FailureKind.WrongReply, RunOne(server.EndPoint).Failure);
    }

    [Fact]
    public void A_server_that_speaks_first_is_heard()
    {
        using var server = new ScriptedServer((connection, _) => Say(connection, "-ERR max number of clients reached\r\n", whole: true));
        Assert.Equal(FailureKind.MaxClients, RunOne(server.EndPoint).Failure);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_reset_is_a_reset(int repliesBefore)
    {
        string[] replies = ["+PONG\r\n", "$-1\r\n"];
        using var server = new ScriptedServer(async (connection, _) =>
        {
            await Answer(connection, replies[..repliesBefore], wholeReplies: true);
            connection.LingerState = new LingerOption(true, 0);
        });
        Assert.Equal(FailureKind.Reset, RunOne(server.EndPoint).Failure);
    }

    [Fact]
    public void A_server_that_never_answers_is_a_reply_timeout()
    {
        using var server = ScriptedServer.Silent();
        SessionRecord session = RunOne(server.EndPoint, replyTimeout: s_short);
        Assert.Equal(FailureKind.ReplyTimeout, session.Failure);
        Assert.InRange(session.Connected, session.Started, session.Ended);
        Assert.True(session.Ended - session.Connected >= s_short.ToNanoseconds());
    }

    [Fact]
    public void A_full_accept_queue_is_a_connect_timeout()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        // A backlog of 0 holds one connection; nobody accepts it.
        using var first = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        first.Connect(listener.LocalEndPoint!);

        SessionRecord session = RunOne((IPEndPoint)listener.LocalEndPoint!, connectTimeout: s_short);
        Assert.Equal((FailureKind.ConnectTimeout, 0), (session.Failure, session.Connected));
    }

    [Fact]
    public void A_port_without_a_listener_refuses()
    {
        using var unused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.Equal(FailureKind.Refused, RunOne((IPEndPoint)unused.LocalEndPoint!).Failure);
    }

    [Fact]
    public void An_address_without_a_route_is_unreachable() =>
        Assert.Equal(FailureKind.Unreachable, RunOne(new IPEndPoint(IPAddress.Parse("255.255.255.255"), 6379)).Failure);

    [Fact]
    public void After_a_failure_the_next_session_is_as_good_as_any()
    {
        int connections = 0;
        using var server = new ScriptedServer((connection, _) =>
            Answer(connection, connections++ % 2 == 0 ? ["-LOADING\r\n"] : ["+PONG\r\n", "$-1\r\n", "+OK\r\n"], wholeReplies: true));
        var sink = new Sink();
        using var transport = Create(server.EndPoint, sink, capacity: 1);
        for (int i = 0; i < 20; i++)
        {
            transport.Start(default, Clock.Now, Clock.Now);
            ServeUntilIdle(transport);
        }
        Assert.Equal(
            Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? FailureKind.ErrorReply : FailureKind.None),
            sink.Ended.Select(session => session.Failure));
    }

    [Fact]
    public void More_sessions_than_there_is_room_for_are_refused()
    {
        using var target = TargetServer.Start(new TargetOptions());
        using var transport = Create(new IPEndPoint(IPAddress.Loopback, target.Port), new Sink(), capacity: 2);
        transport.Start(default, Clock.Now, Clock.Now);
        transport.Start(default, Clock.Now, Clock.Now);
        Assert.Equal(transport.Capacity, transport.Open);
        Assert.Throws<InvalidOperationException>(() => transport.Start(default, Clock.Now, Clock.Now));
    }

    [Fact]
    public void Over_IPv6_it_is_the_same()
    {
        using var server = new ScriptedServer(
            (connection, _) => Answer(connection, ["+PONG\r\n", "$-1\r\n", "+OK\r\n"], wholeReplies: true), IPAddress.IPv6Loopback);
        Assert.Equal(FailureKind.None, RunOne(server.EndPoint).Failure);
    }

    private static async Task Answer(Socket connection, string[] replies, bool wholeReplies)
    {
        connection.NoDelay = true;
        byte[] buffer = new byte[4096];
        foreach (string reply in replies)
        {
            if (await connection.ReceiveAsync(buffer) == 0)
                return;
            await Say(connection, reply, wholeReplies);
        }
        // The next command is read before closing: with bytes unread, closing would be a reset.
        bool clientGoesOn = replies is [] || replies[^1].EndsWith("\r\n", StringComparison.Ordinal);
        if (clientGoesOn)
            await connection.ReceiveAsync(buffer);
    }

    private static async Task Say(Socket connection, string text, bool whole)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        foreach (byte[] piece in whole ? [bytes] : bytes.Chunk(1))
            await connection.SendAsync(piece);
    }

    /// <summary>Runs one session that waits until it is connected, and one that sends at once: they must end alike.</summary>
    private static SessionRecord RunOne(IPEndPoint server, TimeSpan? connectTimeout = null, TimeSpan? replyTimeout = null)
    {
        var sink = new Sink();
        foreach (bool sendsAtOnce in (bool[])[false, true])
        {
            using var transport = Create(server, sink, capacity: 1, connectTimeout, replyTimeout, sendsAtOnce);
            transport.Start(default, Clock.Now, Clock.Now);
            ServeUntilIdle(transport);
        }
        Assert.Equal(2, sink.Ended.Count);
        Assert.Equal(sink.Ended[0].Failure, sink.Ended[1].Failure);
        return sink.Ended[1];
    }

    private static EpollTransport Create(TransportSettings settings, ISessionSink sink) => new(settings, sink);

    private static EpollTransport Create(
        IPEndPoint server, ISessionSink sink, int capacity, TimeSpan? connectTimeout = null, TimeSpan? replyTimeout = null,
        bool sendsAtOnce = true) =>
        Create(SettingsFor(server, capacity) with { ConnectTimeout = connectTimeout ?? s_long, ReplyTimeout = replyTimeout ?? s_long,
            SendsAtOnce = sendsAtOnce }, sink);

    private static TransportSettings SettingsFor(IPEndPoint server, int capacity) => new()
    {
        Targets = [LoadTarget.Of(server)],
        Script = new LoadPlan().CreateScript(),
        Capacity = capacity,
        ConnectTimeout = s_long,
        ReplyTimeout = s_long,
        SendsAtOnce = true,
    };

    private static void ServeUntilIdle(EpollTransport transport)
    {
        while (transport.Open > 0)
            transport.Serve(Clock.Now + s_long.ToNanoseconds());
    }

    private sealed class Sink : ISessionSink
    {
        public List<SessionRecord> Answered { get; } = [];

        public List<SessionRecord> Ended { get; } = [];

        public void OnSessionAnswered(in SessionRecord session) => Answered.Add(session);

        public void OnSessionEnded(in SessionRecord session) => Ended.Add(session);
    }
}
