using System.Collections.Immutable;
using System.Net;
using RedisLoad.Failures;
using RedisLoad.Load;
using RedisLoad.Resp;
using RedisLoad.Target;
using RedisLoad.Transport;

namespace RedisLoad.Tests.Load;

public class LoadRunTests
{
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_books_balance_in_every_row(int wantedWorkers)
    {
        int workers = Math.Min(wantedWorkers, Environment.ProcessorCount);
        using var target = TargetServer.Start(new TargetOptions());
        LoadPlan plan = PlanFor(target) with { Cps = 1000, Duration = TimeSpan.FromSeconds(1.25), Interval = TimeSpan.FromSeconds(0.25), Workers = workers };
        List<LoadSample> rows = Run(plan, out LoadSample total);

        Assert.Equal([0.25, 0.5, 0.75, 1.0, 1.25], rows.Select(row => row.ElapsedSeconds));
        AssertBooks(rows);
        Assert.Equal((1250, 1250, 1250, 0), (total.Due, total.Started, total.Succeeded, total.Failed));
        Assert.Equal(1250, target.ConnectionsReceived);
        Assert.Equivalent(total, LoadSample.Merge([.. rows]), strict: true);
    }

    [Fact]
    public void What_was_due_in_the_warm_up_does_not_count()
    {
        using var target = TargetServer.Start(new TargetOptions());
        LoadPlan plan = PlanFor(target) with { Cps = 1000, Duration = TimeSpan.FromSeconds(0.3), WarmUp = TimeSpan.FromSeconds(0.2), Interval = TimeSpan.FromSeconds(0.1) };
        List<LoadSample> rows = Run(plan, out LoadSample total);

        Assert.Equal([0.1, 0.2, 0.3], rows.Select(row => row.ElapsedSeconds));
        AssertBooks(rows);
        Assert.Equal(300, total.Succeeded);
        Assert.Equal(500, target.ConnectionsReceived);
    }

    [Fact]
    public void A_run_lasts_as_long_as_it_was_asked_to()
    {
        using var target = TargetServer.Start(new TargetOptions());
        long before = Clock.Now;
        List<LoadSample> rows = Run(PlanFor(target) with { Cps = 1, Duration = TimeSpan.FromSeconds(0.5) }, out _);
        Assert.True(Clock.Now - before >= 500_000_000);
        Assert.Equal(1, Assert.Single(rows).Succeeded);
    }

    [Fact]
    public void Past_the_cap_connections_are_dropped_and_the_drain_has_an_end()
    {
        using var server = ScriptedServer.Silent();
        LoadPlan plan = PlanFor(server.EndPoint) with { Cps = 200, Duration = TimeSpan.FromSeconds(0.5), MaxOpen = 7, ReplyTimeout = TimeSpan.FromSeconds(0.3) };
        List<LoadSample> rows = Run(plan, out LoadSample total);

        AssertBooks(rows);
        Assert.Equal(100, total.Due);
        Assert.InRange(total.Dropped, 1, 93);
        Assert.Equal(total.Started, total.ReplyTimeout);
        Assert.Null(total.ResponseP99Ms);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Without_a_schedule_as_many_are_kept_going_as_may_be_open(int wantedWorkers)
    {
        using var server = ScriptedServer.Silent();
        LoadPlan plan = PlanFor(server.EndPoint) with
        {
            Saturate = true,
            MaxOpen = 7,
            Workers = Math.Min(wantedWorkers, Environment.ProcessorCount),
            Duration = TimeSpan.FromSeconds(0.5),
            Interval = TimeSpan.FromSeconds(0.1),
            ReplyTimeout = TimeSpan.FromSeconds(1),
        };
        List<LoadSample> rows = Run(plan, out LoadSample total);

        AssertBooks(rows);
        Assert.All(rows.SkipLast(1), row => Assert.Equal(7, row.Open));
        Assert.Equal((7, 7, 0, null, null), (total.Started, total.ReplyTimeout, total.Dropped, total.TargetCps, total.LagP99Ms));
    }

    [Fact]
    public void Without_a_schedule_every_connection_is_the_servers_too()
    {
        using var target = TargetServer.Start(new TargetOptions());
        List<LoadSample> rows = Run(PlanFor(target) with { Saturate = true, WarmUp = TimeSpan.FromSeconds(0.1), Duration = TimeSpan.FromSeconds(0.3) }, out LoadSample total);

        AssertBooks(rows);
        Assert.Equal((total.Started, 0), (total.Succeeded, total.Failed));
        Assert.InRange(target.ConnectionsReceived, total.Started + 1, long.MaxValue);
    }

    [Fact]
    public void Without_a_schedule_nothing_starts_before_the_run_does()
    {
        using var target = TargetServer.Start(new TargetOptions());
        Run(PlanFor(target) with { Saturate = true, Duration = TimeSpan.FromSeconds(0.2) }, out LoadSample total);
        Assert.Equal(total.Started, target.ConnectionsReceived);
    }

    [Fact]
    public void Nobody_at_the_port_is_a_failure_each_and_every_row_comes()
    {
        using var gone = TargetServer.Start(new TargetOptions());
        LoadPlan plan = PlanFor(gone) with { Cps = 100, Duration = TimeSpan.FromSeconds(0.5), Interval = TimeSpan.FromSeconds(0.1) };
        gone.Dispose();
        List<LoadSample> rows = Run(plan, out LoadSample total);

        Assert.Equal(5, rows.Count);
        AssertBooks(rows);
        Assert.Equal(50, total.Refused);
    }

    [Fact]
    public void A_run_that_is_disposed_leaves_no_thread_and_no_file()
    {
        using var target = TargetServer.Start(new TargetOptions());
        int filesBefore = CountFiles();
        LoadPlan plan = PlanFor(target) with { Cps = 1000, Duration = TimeSpan.FromMinutes(5), Interval = TimeSpan.FromSeconds(0.1) };
        using (LoadRun run = LoadRun.Start(plan, TargetsOf(plan), TestContext.Current.CancellationToken))
        {
            Assert.True(run.TryTake(s_wait, out _, TestContext.Current.CancellationToken));
            Assert.Equal(1, CountWorkers());
        }
        // A thread is gone from the kernel's list a moment after it was joined; the target closes its ends on its own thread.
        Assert.True(SpinWait.SpinUntil(() => CountWorkers() == 0, s_wait));
        Assert.True(SpinWait.SpinUntil(() => CountFiles() <= filesBefore, s_wait));
    }

    [Fact]
    public void Waiting_for_a_row_can_be_cancelled()
    {
        using var target = TargetServer.Start(new TargetOptions());
        LoadPlan plan = PlanFor(target) with { Interval = TimeSpan.FromMinutes(1) };
        using LoadRun run = LoadRun.Start(plan, TargetsOf(plan), TestContext.Current.CancellationToken);
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => run.TryTake(s_wait, out _, cancellation.Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    public void What_kills_a_worker_is_thrown_where_the_rows_are_taken(int startsBefore)
    {
        LoadPlan plan = new() { Cps = 1000, Duration = TimeSpan.FromMinutes(5), Interval = TimeSpan.FromSeconds(0.1) };
        using LoadRun run = LoadRun.Start(plan, TargetsOf(plan), (_, _) => new BadTransport(startsBefore, () => throw new InvalidDataException("broken")));
        // The rows wait: the worker is dead before the first is taken.
        Assert.True(SpinWait.SpinUntil(() => CountWorkers() == 0, s_wait));

        int rows = 0;
        Assert.Throws<InvalidDataException>(() =>
        {
            while (!run.IsOver)
                rows += run.TryTake(s_wait, out _, TestContext.Current.CancellationToken) ? 1 : 0;
        });
        Assert.True(run.IsOver);
        Assert.Equal(startsBefore / 100, rows);
    }

    [Fact]
    public void A_run_that_cannot_keep_up_can_be_ended()
    {
        // Every start takes longer than the schedule allows for, so that what is due grows without end.
        LoadPlan plan = new() { Cps = 10_000, Duration = TimeSpan.FromMinutes(5), Workers = 1 };
        LoadRun run = LoadRun.Start(plan, TargetsOf(plan), (_, _) => new BadTransport(0, () => Thread.Sleep(1)));
        Assert.True(SpinWait.SpinUntil(() => run.Elapsed > TimeSpan.FromSeconds(0.5), s_wait));
        var ended = Task.Run(run.Dispose, TestContext.Current.CancellationToken);
        Assert.True(SpinWait.SpinUntil(() => ended.IsCompleted, s_wait));
    }

    [Fact]
    public void A_thread_that_hangs_does_not_hold_the_shell()
    {
        using var testOver = new ManualResetEventSlim();
        LoadPlan plan = new() { Cps = 100, Duration = TimeSpan.FromMinutes(5), Workers = 1 };
        LoadRun run = LoadRun.Start(plan, TargetsOf(plan), (_, _) => new BadTransport(0, testOver.Wait));
        Assert.True(SpinWait.SpinUntil(() => run.Elapsed > TimeSpan.FromSeconds(0.1), s_wait));
        var ended = Task.Run(run.Dispose, TestContext.Current.CancellationToken);
        Assert.True(SpinWait.SpinUntil(() => ended.IsCompleted, s_wait));
        testOver.Set();
        Assert.True(SpinWait.SpinUntil(() => CountWorkers() == 0, s_wait));
    }

    [Fact]
    public void A_plan_out_of_range_is_refused_before_anything_is_opened() =>
        Assert.Throws<PlanException>(() => LoadRun.Start(new LoadPlan { Cps = 0 }, TargetsOf(new LoadPlan()), TestContext.Current.CancellationToken));

    private static LoadPlan PlanFor(TargetServer target) => new() { Port = target.Port };

    private static LoadPlan PlanFor(IPEndPoint server) => new() { Port = server.Port };

    private static ImmutableArray<LoadTarget> TargetsOf(LoadPlan plan) => [LoadTarget.Of(new IPEndPoint(IPAddress.Loopback, plan.Port))];

    private static List<LoadSample> Run(LoadPlan plan, out LoadSample total)
    {
        using LoadRun run = LoadRun.Start(plan, TargetsOf(plan), TestContext.Current.CancellationToken);
        var rows = new List<LoadSample>();
        while (!run.IsOver)
        {
            if (run.TryTake(s_wait, out LoadSample? row, TestContext.Current.CancellationToken))
                rows.Add(row);
        }
        total = run.Total!;
        return rows;
    }

    private static void AssertBooks(List<LoadSample> rows)
    {
        long open = 0;
        foreach (LoadSample row in rows)
        {
            Assert.Equal(row.Due, row.Started + row.Dropped);
            Assert.Equal(open + row.Started, row.Succeeded + row.Failed + row.Open);
            Assert.Equal(row.Failed, Faults.AllKinds.Sum(row.CountOf));
            open = row.Open;
        }
        Assert.Equal(0, open);
    }

    private static int CountFiles() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    private static int CountWorkers() => Directory.GetDirectories("/proc/self/task")
        .Count(task => NameOf(task).StartsWith("RedisLoad worke", StringComparison.Ordinal));

    private static string NameOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm"));
        }
        catch (IOException)
        {
            // The thread has ended since it was listed.
            return string.Empty;
        }
    }

    /// <summary>A transport whose sessions end as they start, unseen, until one start has an effect of the test's choice.</summary>
    private sealed class BadTransport(int startsBefore, Action afterwards) : ITransport
    {
        private int _starts;

        public int Open => 0;

        public int Capacity => 1;

        public int Pooled => 0;

        public long CpuNanoseconds => 0;

        public int Processors => 1;

        public void Start(SessionNumber session, long due, long now)
        {
            if (_starts++ >= startsBefore)
                afterwards();
        }

        public void Say(int slot, int step, SessionNumber request, long now)
        {
        }

        public void Serve(long until) => SpinWait.SpinUntil(() => Clock.Now >= until);

        public void TimeOutAll()
        {
        }

        public void Wake()
        {
        }

        public void Dispose()
        {
        }
    }
}
