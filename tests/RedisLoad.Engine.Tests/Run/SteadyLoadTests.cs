using System.Net;
using System.Net.Sockets;
using RedisLoad.Plan;
using RedisLoad.Rows;
using RedisLoad.Run;
using RedisLoad.Target;
using RedisLoad.Transport;

namespace RedisLoad.Tests.Run;

/// <summary>Connections that stay: every request that falls due is answered or has failed.</summary>
public class SteadyLoadTests
{
    private const int Rate = 100;
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(0.5);

    [Fact]
    public void Every_request_is_answered()
    {
        using var target = TargetServer.Start(new TargetOptions { Password = "secret" });
        LoadPlan plan = PlanFor() with { Steady = 20, Credential = new NetworkCredential("default", "secret") };
        LoadSample total = Run(plan, new IPEndPoint(IPAddress.Loopback, target.Port), out List<LoadSample> rows);

        Assert.Equal((50, 0), (total.SteadyRequests, total.SteadyFailed));
        Assert.All(rows, row => Assert.Equal(20, row.SteadyOpen));
        Assert.InRange(total.SteadyP50Ms!.Value, 0, total.SteadyMaxMs!.Value);
        Assert.Equal(20 + total.Started, target.ConnectionsReceived);
    }

    [Fact]
    public void What_was_due_in_the_warm_up_does_not_count()
    {
        using var target = TargetServer.Start(new TargetOptions());
        LoadPlan plan = PlanFor() with { WarmUp = s_duration };
        Assert.Equal(50, Run(plan, new IPEndPoint(IPAddress.Loopback, target.Port), out _).SteadyRequests);
    }

    [Fact]
    public void Where_nobody_listens_every_request_has_failed()
    {
        using var unused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        LoadSample total = Run(PlanFor(), (IPEndPoint)unused.LocalEndPoint!, out _);
        Assert.Equal((0, 50, 0), (total.SteadyRequests, total.SteadyFailed, total.SteadyOpen));
    }

    [Fact]
    public void A_request_without_a_reply_has_failed()
    {
        using var server = ScriptedServer.Silent();
        LoadSample total = Run(PlanFor() with { ReplyTimeout = TimeSpan.FromSeconds(0.1) }, server.EndPoint, out _);
        Assert.Equal((0, 50), (total.SteadyRequests, total.SteadyFailed));
    }

    [Fact]
    public void A_broken_connection_is_connected_again_by_its_next_request()
    {
        int broken = 0;
        using var server = new ScriptedServer(async (connection, _) =>
        {
            int replies = 0;
            for (; replies < 10 && await connection.ReceiveAsync(new byte[100]) > 0; replies++)
                await connection.SendAsync("+PONG\r\n"u8.ToArray());
            if (replies == 10)
                Interlocked.Increment(ref broken);
        });
        LoadSample total = Run(PlanFor() with { Steady = 1 }, server.EndPoint, out _);
        Assert.Equal(50, total.SteadyRequests + total.SteadyFailed);

        using LoadRun run = LoadRun.Start(
            PlanFor() with { Steady = 1, Duration = s_wait }, [LoadTarget.Of(server.EndPoint)], CancellationToken.None);
        int before = Volatile.Read(ref broken);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref broken) >= before + 3, s_wait));
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
        LoadPlan plan = PlanFor() with { Steady = 1, SteadyRate = 2000, ConnectTimeout = TimeSpan.FromSeconds(0.2),
            ReplyTimeout = TimeSpan.FromSeconds(0.2) };
        LoadSample total = Run(plan, server.EndPoint, out _);

        Assert.Equal(1000, total.SteadyRequests + total.SteadyFailed);
        Assert.InRange(total.SteadyRequests, 1, 35);
    }

    private static LoadPlan PlanFor() => new()
    {
        Cps = 2,
        Duration = s_duration,
        Interval = TimeSpan.FromSeconds(0.25),
        Commands = ["PING"],
        Steady = 10,
        SteadyRate = Rate,
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
