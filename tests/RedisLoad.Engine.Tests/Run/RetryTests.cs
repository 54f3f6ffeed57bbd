using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using RedisLoad.Failures;
using RedisLoad.Pacing;
using RedisLoad.Plan;
using RedisLoad.Rows;
using RedisLoad.Run;
using RedisLoad.Transport;

namespace RedisLoad.Tests.Run;

/// <summary>New connections that are tried again: what a run comes to follows from the plan, whatever the moment at which each try
/// fails.</summary>
public sealed partial class RetryTests : IDisposable
{
    private const int Cps = 100;
    private const int Due = 40;
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(30);
    private static readonly SessionPlan s_ping = new() { Commands = ["PING"] };
    private static readonly SessionPlan s_echo = new() { Commands = ["ECHO {client}"] };
    private readonly Socket _unused = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public RetryTests() => _unused.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    private IPEndPoint Nobody => (IPEndPoint)_unused.LocalEndPoint!;

    public void Dispose() => _unused.Dispose();

    public static TheoryData<ReconnectBackoff, ReconnectJitter, int> Policies => new()
    {
        { ReconnectBackoff.Immediate, ReconnectJitter.None, 1 },
        { ReconnectBackoff.Immediate, ReconnectJitter.None, 5 },
        { ReconnectBackoff.Fixed, ReconnectJitter.None, 3 },
        { ReconnectBackoff.Fixed, ReconnectJitter.Full, 3 },
        { ReconnectBackoff.Linear, ReconnectJitter.None, 3 },
        { ReconnectBackoff.Exponential, ReconnectJitter.None, 4 },
        { ReconnectBackoff.Exponential, ReconnectJitter.Full, 4 },
        { ReconnectBackoff.Exponential, ReconnectJitter.Equal, 4 },
        { ReconnectBackoff.Exponential, ReconnectJitter.Decorrelated, 4 },
    };

    [Theory]
    [MemberData(nameof(Policies))]
    public void Where_nobody_listens_each_connection_is_tried_as_often_as_it_may_be(
        ReconnectBackoff backoff, ReconnectJitter jitter, int retries)
    {
        ReconnectPlan reconnect = backoff == ReconnectBackoff.Immediate
            ? new ReconnectPlan { Retries = retries, Backoff = backoff }
            : Fixed(retries) with { Backoff = backoff, Jitter = jitter };
        LoadSample total = Run(PlanFor(retries) with { Reconnect = reconnect }, Nobody, out List<LoadSample> rows);

        AssertBooks(rows);
        Assert.Equal((Due, 0, Due, Due), (total.Started, total.Succeeded, total.Failed, total.CountOf(FailureKind.Refused)));
        Assert.Equal((retries * Due, 0L, 0L), (total.Retries, total.RetriesAfterTimeout, total.SucceededByRetry));
    }

    /// <summary>The server closes connection i in its first i mod 4 tries.</summary>
    [Theory]
    [InlineData(0, 10, 0, 0)]
    [InlineData(1, 20, 30, 10)]
    [InlineData(2, 30, 50, 20)]
    [InlineData(3, 40, 60, 30)]
    public void Who_is_served_in_a_later_try_has_succeeded(int retries, int succeeded, int expectedRetries, int succeededByRetry)
    {
        using ScriptedServer server = ClosingSomeTries();
        LoadSample total = Run(PlanFor(retries) with { Session = s_echo }, server.EndPoint, out List<LoadSample> rows);

        AssertBooks(rows);
        Assert.Equal((Due, succeeded, Due - succeeded), (total.Started, total.Succeeded, total.Failed));
        Assert.Equal((expectedRetries, succeededByRetry), (total.Retries, total.SucceededByRetry));
        Assert.Equal(Due - succeeded, total.CountOf(FailureKind.ClosedByServer));
    }

    [Fact]
    public void Each_record_has_its_retries_and_counts_from_when_it_was_first_due()
    {
        using ScriptedServer server = ClosingSomeTries();
        LoadPlan plan = PlanFor(retries: 3) with { Session = s_echo, Rows = new() { PerConnection = true } };
        using LoadRun run = LoadRun.Start(plan, [LoadTarget.Of(server.EndPoint)], CancellationToken.None);
        var records = new List<ConnectionRecord>();
        while (!run.IsOver || records.Count < Due)
        {
            run.TryTake(s_wait, out _, CancellationToken.None);
            while (run.TryTakeRecord(out ConnectionRecord? record))
                records.Add(record);
        }

        Assert.All(records, record => Assert.Equal(record.Client % 4, record.Retries));
        Assert.All(records, record => Assert.InRange(record.StartedMs - record.DueMs, 5 * record.Retries, double.MaxValue));
        Assert.InRange(run.Total!.ResponseMaxMs!.Value, 15, double.MaxValue);
        // A lag is the load generator's, and of the first try.
        Assert.InRange(run.Total!.ServiceP50Ms!.Value, 0, run.Total!.ResponseP50Ms!.Value);
    }

    [Fact]
    public void Whoever_waits_for_a_retry_keeps_its_place()
    {
        LoadPlan plan = PlanFor(retries: 1) with
        {
            MaxOpen = 5, Reconnect = Fixed(retries: 1) with { Delay = TimeSpan.FromSeconds(1) },
        };
        LoadSample total = Run(plan, Nobody, out List<LoadSample> rows);

        AssertBooks(rows);
        Assert.Equal((5, Due - 5, 5, 5), (total.Started, total.Dropped, total.Retries, total.Failed));
        Assert.All(rows, row => Assert.InRange(row.Open, 0, 5));
        Assert.Equal(5, rows.Max(row => row.RetryWaiting));
    }

    [Fact]
    public void Without_a_schedule_places_are_kept_too()
    {
        LoadPlan plan = new LoadPlan
        {
            Schedule = new() { Saturate = true, Duration = TimeSpan.FromSeconds(0.4) },
            MaxOpen = 10,
            Session = s_ping,
            Reconnect = Fixed(retries: 2),
        };
        LoadSample total = Run(plan, Nobody, out List<LoadSample> rows);

        AssertBooks(rows);
        Assert.Equal((total.Started, 2 * total.Started), (total.Failed, total.Retries));
        Assert.All(rows, row => Assert.InRange(row.Open, 0, 10));
    }

    [Fact]
    public void A_run_ends_though_retries_are_left()
    {
        LoadPlan plan = PlanFor(retries: 1) with
        {
            Session = s_ping with { ConnectTimeout = TimeSpan.FromSeconds(0.2), ReplyTimeout = TimeSpan.FromSeconds(0.2) },
            Reconnect = Fixed(retries: 9) with { Delay = TimeSpan.FromMinutes(2) },
        };
        LoadSample total = Run(plan, Nobody, out List<LoadSample> rows);

        AssertBooks(rows);
        Assert.Equal((Due, Due, 0), (total.Failed, total.CountOf(FailureKind.Refused), total.Retries));
    }

    [Fact]
    public void Attempts_that_time_out_are_tried_again_and_counted_as_such()
    {
        using var server = ScriptedServer.Silent();
        LoadPlan plan = PlanFor(retries: 2) with { Session = s_ping with { ReplyTimeout = TimeSpan.FromSeconds(0.1) } };
        LoadSample total = Run(plan, server.EndPoint, out List<LoadSample> rows);

        AssertBooks(rows);
        Assert.Equal((Due, 2 * Due, 2 * Due), (total.CountOf(FailureKind.ReplyTimeout), total.Retries, total.RetriesAfterTimeout));
    }

    [Fact]
    public void Those_of_the_warm_up_do_not_count()
    {
        LoadPlan plan = PlanFor(retries: 2);
        plan = plan with { Schedule = plan.Schedule with { WarmUp = TimeSpan.FromSeconds(0.3) } };
        LoadSample total = Run(plan, Nobody, out List<LoadSample> rows);

        AssertBooks(rows);
        Assert.Equal((Due, Due, 2 * Due), (total.Due, total.Failed, total.Retries));
    }

    [Fact]
    public void Each_server_has_those_of_its_own()
    {
        using var silent = ScriptedServer.Silent();
        LoadPlan plan = PlanFor(retries: 2) with
        {
            Rows = new() { PerTarget = true }, Session = s_ping with { ReplyTimeout = TimeSpan.FromSeconds(0.1) },
        };
        using LoadRun run = LoadRun.Start(plan, [LoadTarget.Of(Nobody), LoadTarget.Of(silent.EndPoint)], CancellationToken.None);
        var rows = new List<LoadSample>();
        while (!run.IsOver)
        {
            if (run.TryTake(s_wait, out LoadSample? row, CancellationToken.None))
                rows.Add(row);
        }
        foreach (IGrouping<string?, LoadSample> server in rows.GroupBy(row => row.Target))
        {
            AssertBooks([.. server]);
            Assert.Equal(Due, server.Sum(row => row.Retries));
        }
        Assert.Equal(Due, rows.Sum(row => row.RetriesAfterTimeout));
    }

    /// <summary>Answers ECHO n, but closes the first n mod 4 connections that ask it for n.</summary>
    private static ScriptedServer ClosingSomeTries()
    {
        var tries = new ConcurrentDictionary<int, int>();
        return new ScriptedServer(async (connection, testOver) =>
        {
            byte[] buffer = new byte[100];
            int length = await connection.ReceiveAsync(buffer, testOver);
            string number = NumberOfEcho().Match(Encoding.ASCII.GetString(buffer, 0, length)).Groups[1].Value;
            int client = int.Parse(number, provider: null);
            if (tries.AddOrUpdate(client, 1, (_, before) => before + 1) <= client % 4)
                return;
            await connection.SendAsync(Encoding.ASCII.GetBytes($"${number.Length}\r\n{number}\r\n"), testOver);
            await connection.ReceiveAsync(buffer, testOver);
        });
    }

    [GeneratedRegex(@"\$\d+\r\n(\d+)\r\n$")]
    private static partial Regex NumberOfEcho();

    private static LoadPlan PlanFor(int retries) => new()
    {
        Schedule = new() { Cps = Cps, Count = Due },
        Rows = new() { Interval = TimeSpan.FromSeconds(0.2) },
        Session = s_ping,
        Reconnect = retries == 0 ? new ReconnectPlan() : Fixed(retries),
    };

    private static ReconnectPlan Fixed(int retries) =>
        new() { Retries = retries, Backoff = ReconnectBackoff.Fixed, Delay = TimeSpan.FromMilliseconds(5) };

    private static void AssertBooks(IReadOnlyList<LoadSample> rows)
    {
        long open = 0;
        foreach (LoadSample row in rows)
        {
            Assert.Equal(open + row.Started, row.Succeeded + row.Failed + row.Open);
            Assert.InRange(row.RetryWaiting, 0, row.Open);
            open = row.Open;
        }
        Assert.Equal((0, 0), (open, rows[^1].RetryWaiting));
    }

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
