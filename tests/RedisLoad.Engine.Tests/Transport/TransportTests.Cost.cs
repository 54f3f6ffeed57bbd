using System.Net;
using RedisLoad.Failures;
using RedisLoad.Tests.Resp;
using RedisLoad.Resp;
using RedisLoad.Session;
using RedisLoad.Target;
using RedisLoad.Transport;

namespace RedisLoad.Tests.Transport;

[Collection<CountsThisProcess>]
public partial class TransportTests
{
    [Fact]
    public void A_socket_serves_one_session_after_the_other()
    {
        const int Sessions = 1000;
        using var target = TargetServer.Start(new TargetOptions());
        var sink = new Sink();
        using var transport = Create(new IPEndPoint(IPAddress.Loopback, target.Port), sink, capacity: 1);
        int filesBefore = CountFiles();
        for (int i = 0; i < Sessions; i++)
        {
            transport.Start(new SessionNumber(i, 0, i), Clock.Now, Clock.Now);
            ServeUntilIdle(transport);
        }
        Assert.Equal(Sessions, sink.Ended.Count(session => session.Failure == FailureKind.None));
        Assert.Equal(Sessions, target.ConnectionsReceived);
        // The one socket here, and at most its peer in the target.
        Assert.InRange(CountFiles() - filesBefore, 0, 2);
    }

    [Fact]
    public void A_session_allocates_nothing_once_its_socket_is_open()
    {
        const int Sessions = 100_000;
        using var target = TargetServer.Start(new TargetOptions());
        var sink = new CountingSink();
        using var transport = Create(new IPEndPoint(IPAddress.Loopback, target.Port), sink, capacity: 20);
        RunMany(transport, 1_000);

        long before = GC.GetAllocatedBytesForCurrentThread();
        RunMany(transport, Sessions);
        // A path that is taken for the first time may allocate once; a session must not.
        Assert.Equal(0, (GC.GetAllocatedBytesForCurrentThread() - before) / Sessions);
        Assert.Equal(Sessions + 1_000, sink.Succeeded);
    }

    [Fact]
    public void A_connection_takes_less_than_a_kilobyte_of_this_process()
    {
        const int Capacity = 15_000;
        long before = GC.GetAllocatedBytesForCurrentThread();
        using var transport = Create(new IPEndPoint(IPAddress.Loopback, 1), new CountingSink(), Capacity);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Capacity, 1, 1024);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_under_way_can_be_timed_out_at_once(bool sendsAtOnce)
    {
        using var server = ScriptedServer.Silent();
        var sink = new Sink();
        using var transport = Create(server.EndPoint, sink, capacity: 2, sendsAtOnce: sendsAtOnce);
        transport.Start(default, Clock.Now, Clock.Now);
        transport.TimeOutAll();
        Assert.Equal(0, transport.Open);
        // It was connected, whether or not that had been reported.
        Assert.Equal(FailureKind.ReplyTimeout, Assert.Single(sink.Ended).Failure);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Replies_that_came_while_this_host_was_paused_are_not_late(int commands)
    {
        const int Sessions = 200;
        int answered = 0;
        var allAnswered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var server = new ScriptedServer(async (connection, _) =>
        {
            byte[] buffer = new byte[100];
            for (int command = 0; await connection.ReceiveAsync(buffer) > 0; command++)
            {
                await connection.SendAsync("+PONG\r\n"u8.ToArray());
                if (command == 0 && Interlocked.Increment(ref answered) == Sessions)
                    allAnswered.SetResult();
            }
        });
        var sink = new Sink();
        TransportSettings settings = SettingsFor(server.EndPoint, Sessions) with
        {
            Script = SessionScript.Create(
                Handshake.None, Commands.Parse(Enumerable.Repeat("PING", commands)), isPipelined: false, requests: 1),
            ReplyTimeout = TimeSpan.FromSeconds(1),
        };
        using var transport = Create(settings, sink);
        for (int i = 0; i < Sessions; i++)
            transport.Start(new SessionNumber(i, 0, i), Clock.Now, Clock.Now);
        await allAnswered.Task.WaitAsync(s_long, TestContext.Current.CancellationToken);
        long paused = Clock.Now;
        Assert.True(SpinWait.SpinUntil(() => Clock.Now - paused > settings.ReplyTimeout.ToNanoseconds(), s_long));
        ServeUntilIdle(transport);
        Assert.Equal(Sessions, sink.Ended.Count(session => session.Failure == FailureKind.None));
    }

    [Fact]
    public void A_server_that_never_stops_sending_keeps_neither_the_others_nor_the_end_waiting()
    {
        using var server = new ScriptedServer(async (connection, testOver) =>
        {
            byte[] pushes = [.. Enumerable.Repeat(">0\r\n"u8.ToArray(), 16 * 1024).SelectMany(push => push)];
            while (true)
                await connection.SendAsync(pushes, testOver);
        });
        using var target = TargetServer.Start(new TargetOptions());
        var sink = new Sink();
        TransportSettings settings = SettingsFor(server.EndPoint, 6) with
        {
            Targets = [LoadTarget.Of(server.EndPoint), LoadTarget.Of(new IPEndPoint(IPAddress.Loopback, target.Port))],
            ReplyTimeout = TimeSpan.FromSeconds(1),
        };
        using var transport = Create(settings, sink);
        for (int i = 0; i < 6; i++)
            transport.Start(new SessionNumber(i, 0, i), Clock.Now, Clock.Now);
        ServeUntilIdle(transport);
        Assert.Equal(3, sink.Ended.Count(session => session.Failure == FailureKind.None));
        Assert.Equal(3, sink.Ended.Count(session => session.Failure == FailureKind.ReplyTimeout));
        // The good server's sessions are over before those of the other have run out of time.
        Assert.All(sink.Ended.Take(3), session => Assert.Equal(FailureKind.None, session.Failure));
    }

    private static void RunMany(EpollTransport transport, int sessions)
    {
        for (int started = 0; started < sessions || transport.Open > 0;)
        {
            for (; transport.Open < transport.Capacity && started < sessions; started++)
                transport.Start(new SessionNumber(started, 0, started), Clock.Now, Clock.Now);
            transport.Serve(Clock.Now + Clock.NanosecondsPerSecond);
        }
    }

    private static int CountFiles() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    private sealed class CountingSink : ISessionSink
    {
        public int Succeeded { get; private set; }

        public void OnSessionAnswered(in SessionRecord session)
        {
        }

        public void OnSessionEnded(in SessionRecord session) => Succeeded += session.Failure == FailureKind.None ? 1 : 0;
    }
}
