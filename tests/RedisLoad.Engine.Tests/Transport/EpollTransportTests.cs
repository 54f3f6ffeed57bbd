using System.Net;
using RedisLoad.Failures;
using RedisLoad.Resp;
using RedisLoad.Target;
using RedisLoad.Transport;
using RedisLoad.Transport.Epoll;

namespace RedisLoad.Tests.Transport;

public class EpollTransportTests : TransportTests
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
    [InlineData(false, "ConnectTimeout")]
    [InlineData(true, "ReplyTimeout")]
    public void What_is_under_way_can_be_timed_out_at_once(bool sendsAtOnce, string failure)
    {
        using var server = ScriptedServer.Silent();
        var sink = new Sink();
        using var transport = Create(server.EndPoint, sink, capacity: 2, sendsAtOnce: sendsAtOnce);
        transport.Start(default, Clock.Now, Clock.Now);
        transport.TimeOutAll();
        Assert.Equal(0, transport.Open);
        Assert.Equal(failure, Assert.Single(sink.Ended).Failure.ToString());
    }

    private protected override ITransport Create(TransportSettings settings, ISessionSink sink) => new EpollTransport(settings, sink);

    private static void RunMany(ITransport transport, int sessions)
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
