using System.Net;
using System.Net.Sockets;
using RedisLoad.Pacing;
using RedisLoad.Plan;
using RedisLoad.Rows;
using RedisLoad.Run;
using RedisLoad.Target;
using RedisLoad.Transport;

namespace RedisLoad.Tests.Run;

/// <summary>Clients that stay: every request that falls due is answered or has failed, and every client is accounted for in every
/// row.</summary>
public class ClientPopulationTests
{
    private const int Rate = 100;
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(0.5);

    [Fact]
    public void Every_request_is_answered()
    {
        using var target = TargetServer.Start(new TargetOptions { Password = "secret" });
        LoadPlan plan = PlanFor(20) with
        {
            Schedule = new() { Cps = 2, Duration = s_duration },
            Security = new() { Credential = new NetworkCredential("default", "secret") },
        };
        LoadSample total = Run(plan, EndPointOf(target), out List<LoadSample> rows);

        Assert.Equal((50, 0, 0), (total.SteadyRequests, total.SteadyFailed, total.SteadyWaited));
        Assert.All(rows, row => Assert.Equal((20, 20), (row.Clients, row.ClientsConnected)));
        Assert.InRange(total.SteadyP50Ms!.Value, 0, total.SteadyMaxMs!.Value);
        Assert.Equal(20 + total.Started, target.ConnectionsReceived);
    }

    [Fact]
    public void Alone_they_are_the_whole_load()
    {
        using var target = TargetServer.Start(new TargetOptions());
        LoadSample total = Run(PlanFor(20), EndPointOf(target), out List<LoadSample> rows);

        Assert.Equal((0, 0, 50), (total.Due, total.Started, total.SteadyRequests));
        Assert.Null(total.TargetCps);
        Assert.All(rows, row => Assert.InRange(row.CpuPercent!.Value, 0, 100));
        Assert.Equal(20, target.ConnectionsReceived);
    }

    [Fact]
    public void Idle_clients_send_nothing()
    {
        using var target = TargetServer.Start(new TargetOptions());
        LoadPlan plan = PlanFor(20) with { Clients = new ClientsPlan { Count = 20, Rate = 0 } };
        LoadSample total = Run(plan, EndPointOf(target), out _);
        Assert.Equal((20, 0, 0), (total.ClientsConnected, total.SteadyRequests, total.SteadyFailed));
    }

    [Fact]
    public void They_connect_evenly_over_the_ramp()
    {
        using var target = TargetServer.Start(new TargetOptions());
        LoadPlan plan = PlanFor(20) with { Clients = new ClientsPlan { Count = 20, TotalRate = Rate, Ramp = TimeSpan.FromSeconds(0.5) } };
        var told = new List<int>();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        using LoadRun run = LoadRun.Start(plan, [LoadTarget.Of(EndPointOf(target))], told.Add, lead: TimeSpan.Zero, CancellationToken.None);

        Assert.True(clock.Elapsed > TimeSpan.FromSeconds(0.47));
        Assert.NotEmpty(told);
        Assert.All(told, connected => Assert.InRange(connected, 1, 19));
    }

    [Fact]
    public void What_was_due_in_the_warm_up_does_not_count()
    {
        using var target = TargetServer.Start(new TargetOptions());
        LoadPlan plan = PlanFor(10) with { Schedule = new() { WarmUp = s_duration, Duration = s_duration } };
        Assert.Equal(50, Run(plan, EndPointOf(target), out _).SteadyRequests);
    }

    [Theory]
    [InlineData(ReconnectBackoff.None, 10)]
    [InlineData(ReconnectBackoff.Immediate, 0)]
    [InlineData(ReconnectBackoff.Exponential, 0)]
    public void Where_nobody_listens_every_request_has_failed(ReconnectBackoff backoff, long givenUp)
    {
        using Socket unused = NobodyListens();
        LoadPlan plan = PlanFor(10) with { Reconnect = new ReconnectPlan { Backoff = backoff } };
        LoadSample total = Run(plan, (IPEndPoint)unused.LocalEndPoint!, out List<LoadSample> rows);

        Assert.Equal((0, 50, 0), (total.SteadyRequests, total.SteadyFailed, total.ClientsConnected));
        Assert.Equal(givenUp, total.ClientsGivenUp);
        Assert.All(rows, row => Assert.Equal(10, row.Clients));
        Assert.Equal(total.ReconnectAttempts, total.ReconnectsRefused);
        Assert.Null(total.Recovery50Seconds);
    }

    [Fact]
    public void A_client_gives_up_at_the_limit()
    {
        using Socket unused = NobodyListens();
        ReconnectPlan reconnect = Fixed(TimeSpan.FromMilliseconds(1)) with { Limit = 3 };
        LoadPlan plan = PlanFor(10) with { Clients = new ClientsPlan { Count = 10 }, Reconnect = reconnect };
        LoadSample total = Run(plan, (IPEndPoint)unused.LocalEndPoint!, out _);
        Assert.Equal((10, 0, 0), (total.ClientsGivenUp, total.ClientsWaiting, total.ClientsConnected));
        Assert.InRange(total.ReconnectAttempts, 0, 30);
    }

    [Fact]
    public void On_demand_each_request_has_its_attempts()
    {
        using Socket unused = NobodyListens();
        LoadPlan plan = PlanFor(10) with { Reconnect = new ReconnectPlan { Library = "Jedis" } };
        LoadSample total = Run(plan, (IPEndPoint)unused.LocalEndPoint!, out _);
        Assert.Equal((50, total.ReconnectAttempts), (total.SteadyFailed, total.ReconnectsRefused));
        Assert.InRange(total.ReconnectAttempts, 1, 50);
        Assert.Equal((0, 10), (total.ClientsGivenUp, total.ClientsWaiting));
    }

    [Fact]
    public void As_go_redis_pools_stop_and_probe()
    {
        using Socket unused = NobodyListens();
        int pool = 10 * Environment.ProcessorCount;
        LoadPlan plan = PlanFor(2 * pool) with
        {
            Clients = new ClientsPlan { Count = 2 * pool, TotalRate = 20_000 },
            Reconnect = new ReconnectPlan { Library = "go-redis" },
            Schedule = new() { Duration = TimeSpan.FromSeconds(2) },
        };
        LoadSample total = Run(plan, (IPEndPoint)unused.LocalEndPoint!, out List<LoadSample> rows);

        // Five for the first try of each, and perhaps for a second that had begun; then the probes: otherwise it would be twenty or more.
        Assert.InRange(total.ReconnectAttempts, 5 * 2 * pool, 10 * 2 * pool + 2 * 3);
        Assert.Equal(40_000, total.SteadyFailed);
        Assert.All(rows, row => Assert.Equal(2 * pool, row.Clients));
    }

    [Fact]
    public void A_request_without_a_reply_has_failed()
    {
        using var server = ScriptedServer.Silent();
        LoadPlan plan = PlanFor(10) with { Session = new() { Commands = ["PING"], ReplyTimeout = TimeSpan.FromSeconds(0.1) } };
        LoadSample total = Run(plan, server.EndPoint, out List<LoadSample> rows);
        Assert.Equal((0, 50), (total.SteadyRequests, total.SteadyFailed));
        Assert.InRange(total.ReconnectsTimedOut, 1, total.ReconnectAttempts + 10);
        Assert.All(rows, row => Assert.Equal(10, row.Clients));
    }

    [Fact]
    public void A_request_that_finds_no_connection_waits_for_the_next()
    {
        using var server = new ScriptedServer(AnswerTen);
        LoadPlan plan = PlanFor(1) with { Reconnect = Fixed(TimeSpan.FromMilliseconds(50)) };
        LoadSample total = Run(plan, server.EndPoint, out _);

        Assert.Equal(50, total.SteadyRequests + total.SteadyFailed);
        Assert.InRange(total.SteadyWaited, 4, 50);
        Assert.InRange(total.ClientsLost, 1, 6);
        Assert.InRange(total.OutageP50Ms!.Value, 50, total.OutageMaxMs!.Value);
        Assert.InRange(total.Recovery100Seconds!.Value, 0.05, 0.5);
    }

    [Fact]
    public void All_come_back_to_a_server_that_starts_again_which_sees_the_attempts_that_got_through()
    {
        const int Count = 200;
        var target = TargetServer.Start(new TargetOptions());
        IPEndPoint endPoint = EndPointOf(target);
        LoadPlan plan = PlanFor(Count) with { Schedule = new() { Duration = TimeSpan.FromSeconds(2) } };
        using LoadRun run = LoadRun.Start(plan, [LoadTarget.Of(endPoint)], CancellationToken.None);
        Assert.True(run.TryTake(s_wait, out LoadSample? row, CancellationToken.None));
        List<LoadSample> rows = [row];
        target.Dispose();
        using var again = TargetServer.Start(new TargetOptions { Port = endPoint.Port });
        while (!run.IsOver)
        {
            if (run.TryTake(s_wait, out row, CancellationToken.None))
                rows.Add(row);
        }

        LoadSample total = run.Total!;
        Assert.Equal(Count, target.ConnectionsReceived);
        Assert.All(rows, each => Assert.Equal(Count, each.Clients));
        Assert.Equal((Count, Count), (total.ClientsLost, total.ClientsConnected));
        Assert.Equal(total.ReconnectAttempts - total.ReconnectsRefused - total.ReconnectsTimedOut, again.ConnectionsReceived);
        Assert.True(total.Recovery50Seconds <= total.Recovery99Seconds && total.Recovery99Seconds <= total.Recovery100Seconds);
    }

    [Fact]
    public void A_server_that_cannot_keep_up_does_not_keep_the_load_from_ending()
    {
        using var server = new ScriptedServer(async (connection, testOver) =>
        {
            while (await connection.ReceiveAsync(new byte[100], testOver) > 0)
            {
                await Task.Delay(20, testOver);
                await connection.SendAsync("+PONG\r\n"u8.ToArray(), testOver);
            }
        });
        LoadPlan plan = PlanFor(1) with
        {
            Clients = new ClientsPlan { Count = 1, TotalRate = 2000 },
            Session = new()
            {
                Commands = ["PING"],
                ConnectTimeout = TimeSpan.FromSeconds(0.2),
                ReplyTimeout = TimeSpan.FromSeconds(0.2),
            },
        };
        LoadSample total = Run(plan, server.EndPoint, out _);

        Assert.Equal(1000, total.SteadyRequests + total.SteadyFailed);
        Assert.InRange(total.SteadyRequests, 1, 35);
    }

    private static async Task AnswerTen(Socket connection, CancellationToken testOver)
    {
        for (int replies = 0; replies < 10 && await connection.ReceiveAsync(new byte[100], testOver) > 0; replies++)
            await connection.SendAsync("+PONG\r\n"u8.ToArray(), testOver);
    }

    private static ReconnectPlan Fixed(TimeSpan delay) => new() { Backoff = ReconnectBackoff.Fixed, Delay = delay };

    private static Socket NobodyListens()
    {
        var unused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return unused;
    }

    private static IPEndPoint EndPointOf(TargetServer target) => new(IPAddress.Loopback, target.Port);

    private static LoadPlan PlanFor(int clients) => new()
    {
        Schedule = new() { Duration = s_duration },
        Rows = new() { Interval = TimeSpan.FromSeconds(0.25) },
        Session = new() { Commands = ["PING"] },
        Clients = new ClientsPlan { Count = clients, TotalRate = Rate },
    };

    private static LoadSample Run(LoadPlan plan, IPEndPoint server, out List<LoadSample> rows)
    {
        rows = [];
        using LoadRun run = LoadRun.Start(plan, [LoadTarget.Of(server)], CancellationToken.None);
        while (!run.IsOver)
        {
            if (run.TryTake(s_wait, out LoadSample? row, CancellationToken.None))
                rows.Add(row);
        }
        return run.Total!;
    }
}
