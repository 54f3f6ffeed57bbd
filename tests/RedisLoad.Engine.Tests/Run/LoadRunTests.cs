using System.Collections.Immutable;
using System.Net;
using RedisLoad.Failures;
using RedisLoad.Pacing;
using RedisLoad.Parameters;
using RedisLoad.Plan;
using RedisLoad.Resp;
using RedisLoad.Results;
using RedisLoad.Rows;
using RedisLoad.Run;
using RedisLoad.Session;
using RedisLoad.Target;
using RedisLoad.Transport;

namespace RedisLoad.Tests.Run;

[Collection<CountsThisProcess>]
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
        LoadPlan plan = PlanFor(target) with
        {
            Schedule = new() { Cps = 1000, Duration = TimeSpan.FromSeconds(1.25) },
            Rows = new() { Interval = TimeSpan.FromSeconds(0.25) },
            Workers = workers,
        };
        List<LoadSample> rows = Run(plan, out LoadSample total);

        Assert.Equal([0.25, 0.5, 0.75, 1.0], rows.Select(row => row.ElapsedSeconds).Take(4));
        AssertBooks(rows);
        Assert.Equal((1250, 1250, 1250, 0), (total.Due, total.Started, total.Succeeded, total.Failed));
        Assert.Equal(1250, target.ConnectionsReceived);
        Assert.Equivalent(total, LoadSample.Merge([.. rows]), strict: true);
    }

    [Fact]
    public void What_was_due_in_the_warm_up_does_not_count()
    {
        using var target = TargetServer.Start(new TargetOptions());
        LoadPlan plan = PlanFor(target) with
        {
            Schedule = new() { Cps = 1000, Duration = TimeSpan.FromSeconds(0.3), WarmUp = TimeSpan.FromSeconds(0.2) },
            Rows = new() { Interval = TimeSpan.FromSeconds(0.1) },
        };
        List<LoadSample> rows = Run(plan, out LoadSample total);

        Assert.Equal([0.1, 0.2], rows.Select(row => row.ElapsedSeconds).Take(2));
        AssertBooks(rows);
        Assert.Equal(300, total.Succeeded);
        Assert.Equal(500, target.ConnectionsReceived);
    }

    [Fact]
    public void Several_share_a_load_and_begin_it_together()
    {
        using var target = TargetServer.Start(new TargetOptions());
        LoadPlan plan = PlanFor(target) with
        {
            Schedule = new() { Cps = 1000, Count = 1000, StartAt = DateTimeOffset.Now.AddSeconds(2) },
            Rows = new() { Interval = TimeSpan.FromSeconds(0.25) },
        };
        LoadRun[] runs = [.. Enumerable.Range(1, 3).Select(number => LoadRun.Start(
            plan with { Share = new LoadShare(number, 3) }, TargetsOf(plan), TestContext.Current.CancellationToken))];
        List<LoadSample>[] rows = [.. runs.Select(run => TakeRows(run, out _))];
        foreach (LoadRun run in runs)
            run.Dispose();

        Assert.All(rows, AssertBooks);
        Assert.Equal([334, 333, 333], rows.Select(ofOne => ofOne.Sum(row => row.Due)));
        Assert.Equal(["1/3", "2/3", "3/3"], rows.Select(ofOne => ofOne[0].Share));
        Assert.All(rows, ofOne => Assert.Equal(plan.Schedule.StartAt, ofOne[0].Timestamp - TimeSpan.FromSeconds(0.25)));
        Assert.Equal(1000, target.ConnectionsReceived);
    }

    [Fact]
    public void A_load_that_is_ready_too_late_does_not_begin()
    {
        using var target = TargetServer.Start(new TargetOptions());
        LoadPlan plan = PlanFor(target) with { Schedule = new() { Cps = 1000, StartAt = DateTimeOffset.Now } };
        Assert.Equal(PlanProblem.StartMissed, Assert.Throws<PlanException>(() => Run(plan, out _)).Problem);
        Assert.Equal(0, target.ConnectionsReceived);
    }

    public static TheoryData<string, LoadPlan> Shapes => new()
    {
        { "even", new LoadPlan { Schedule = new() { Cps = 1000 } } },
        { "bursts", new LoadPlan { Schedule = new() { Cps = 100, Gap = TimeSpan.FromSeconds(0.13) } } },
        { "bursts past the cap", new LoadPlan { Schedule = new() { Cps = 200, Gap = TimeSpan.FromSeconds(0.13) }, MaxOpen = 20 } },
        { "random", new LoadPlan { Schedule = new() { Cps = 1000, Arrival = ArrivalKind.Poisson, Seed = 5 } } },
        { "a ramp", new LoadPlan { Schedule = new() { Cps = 100, RampTo = 2000 } } },
        { "stairs", new LoadPlan { Schedule = new() { Cps = 300, Step = 300, StepTime = TimeSpan.FromSeconds(0.1) } } },
        { "held", new LoadPlan
        {
            Schedule = new() { Cps = 300 },
            Lifetime = new() { HoldTime = new TimeRange(TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(0.3)) },
        } },
        { "pooled", new LoadPlan { Schedule = new() { Cps = 1000 }, Lifetime = new() { PoolSize = 10 } } },
        { "beside steady ones", new LoadPlan
        {
            Schedule = new() { Cps = 300 },
            Clients = new ClientsPlan { Count = 10, TotalRate = 300 },
        } },
        { "after a warm-up", new LoadPlan { Schedule = new() { Cps = 1000, WarmUp = TimeSpan.FromSeconds(0.17) } } },
        { "saturating", new LoadPlan { Schedule = new() { Saturate = true }, MaxOpen = 20 } },
        { "saturating, held", new LoadPlan
        {
            Schedule = new() { Saturate = true },
            MaxOpen = 20,
            Lifetime = new() { HoldTime = new TimeRange(TimeSpan.FromSeconds(0.05), TimeSpan.FromSeconds(0.05)) },
        } },
    };

    [Theory]
    [MemberData(nameof(Shapes), DisableDiscoveryEnumeration = true)]
    public void The_books_balance_in_every_shape(string shape, LoadPlan plan)
    {
        using var target = TargetServer.Start(new TargetOptions());
        List<LoadSample> rows = Run(
            plan with
            {
                Targets = plan.Targets with { Port = target.Port },
                Schedule = plan.Schedule with { Duration = TimeSpan.FromSeconds(0.5) },
                Rows = plan.Rows with { Interval = TimeSpan.FromSeconds(0.1) },
            },
            out LoadSample total);

        AssertBooks(rows);
        Assert.True(total.Started > 0 && total.Started == total.Succeeded, shape);
        Assert.Equal(total.Due, total.Started + total.Dropped);
        Assert.All(rows, row => Assert.NotNull(row.GeneratorPauseMaxMs));
        Assert.Equivalent(total, LoadSample.Merge([.. rows]), strict: true);
    }

    [Theory]
    [MemberData(nameof(Shapes), DisableDiscoveryEnumeration = true)]
    public void The_books_balance_where_the_schedule_is_ended_early(string shape, LoadPlan plan)
    {
        using var target = TargetServer.Start(new TargetOptions());
        plan = plan with
        {
            Targets = plan.Targets with { Port = target.Port },
            Schedule = plan.Schedule with { Duration = TimeSpan.FromMinutes(5) },
            Rows = plan.Rows with { Interval = TimeSpan.FromSeconds(0.1) },
        };
        if (plan.Schedule.Step is not null)
            plan = plan with { Schedule = plan.Schedule with { Duration = TimeSpan.FromMinutes(1) } };
        using LoadRun run = LoadRun.Start(plan, TargetsOf(plan), TestContext.Current.CancellationToken);
        Assert.True(run.TryTake(s_wait, out LoadSample? first, TestContext.Current.CancellationToken));
        run.EndSchedule();
        run.EndSchedule();
        List<LoadSample> rows = [first, .. TakeRows(run, out LoadSample total)];

        AssertBooks(rows);
        Assert.True(total.Started > 0 && total.Started == total.Succeeded, shape);
        Assert.Equal(total.Due, total.Started + total.Dropped);
        Assert.InRange(total.ElapsedSeconds, 0, 60);
    }

    [Fact]
    public void A_schedule_of_so_many_is_ended_early_too()
    {
        using var target = TargetServer.Start(new TargetOptions());
        LoadPlan plan = PlanFor(target) with
        {
            Schedule = new() { Cps = 200, Count = 1_000_000 },
            Rows = new() { Interval = TimeSpan.FromSeconds(0.1) },
        };
        using LoadRun run = LoadRun.Start(plan, TargetsOf(plan), TestContext.Current.CancellationToken);
        run.EndSchedule();
        List<LoadSample> rows = TakeRows(run, out LoadSample total);
        AssertBooks(rows);
        Assert.InRange(total.Due, 0, 12_000);
        Assert.Equal(total.Due, total.Succeeded);
    }

    [Fact]
    public void A_schedule_that_ends_in_its_warm_up_has_nothing_that_counts()
    {
        using var target = TargetServer.Start(new TargetOptions());
        LoadPlan plan = PlanFor(target) with { Schedule = new() { Cps = 200, WarmUp = TimeSpan.FromMinutes(5) } };
        using LoadRun run = LoadRun.Start(plan, TargetsOf(plan), TestContext.Current.CancellationToken);
        run.EndSchedule();
        while (!run.IsOver)
            Assert.False(run.TryTake(s_wait, out _, TestContext.Current.CancellationToken));
        Assert.Null(run.Total);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_load_generator_that_cannot_keep_up_says_what_it_did_and_ends(int wantedWorkers)
    {
        int workers = Math.Min(wantedWorkers, Environment.ProcessorCount);
        var plan = new LoadPlan
        {
            Schedule = new() { Cps = 5000, Duration = TimeSpan.FromSeconds(0.5) },
            Rows = new() { Interval = TimeSpan.FromSeconds(0.1) },
            Session = new() { ConnectTimeout = TimeSpan.FromSeconds(0.25) },
            Workers = workers,
        };
        var startTakes = TimeSpan.FromMilliseconds(2);
        List<LoadSample> rows = Run(plan, sink => new SlowTransport(sink, _ => startTakes), out LoadSample total);

        AssertBooks(rows);
        // No faster than it can be: what was started in a row was started in the time that the row covers.
        Assert.All(rows, row => Assert.InRange(row.Started, 0, workers * (row.IntervalSeconds / startTakes.TotalSeconds + 1)));
        Assert.Equal((2500, 0), (total.Due, total.Overdue));
        Assert.Equal(total.Due, total.Started + total.NotStarted);
        Assert.InRange(total.Started, 1, total.ElapsedSeconds / startTakes.TotalSeconds * workers + workers);
        Assert.True(rows[2].Overdue > rows[1].Overdue && rows[1].Overdue > rows[0].Overdue);
        // Late ones are started for as long as connecting may take, and no longer.
        Assert.True(total.ElapsedSeconds >= 0.75 && total.NotStarted > 0);

        LoadSummary summary = LoadSummary.Of([.. rows]);
        Assert.Equal(5000, summary.TargetCps);
        Assert.Equal(total.Succeeded / total.ElapsedSeconds, summary.Cps!.Value, tolerance: 0.1);
        Assert.Equal(100 * summary.Cps.Value / 5000, summary.AchievedPercent!.Value, tolerance: 0.1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_worker_that_is_held_up_has_rows_of_real_time_all_the_same(bool saturate)
    {
        var plan = new LoadPlan
        {
            Schedule = new() { Duration = TimeSpan.FromSeconds(0.6) },
            Rows = new() { Interval = TimeSpan.FromSeconds(0.1) },
            Workers = 1,
            MaxOpen = 1,
        };
        plan = saturate ? plan with
        {
            Schedule = plan.Schedule with { Saturate = true },
        } : plan with { Schedule = plan.Schedule with { Cps = 100 } };
        var heldUp = TimeSpan.FromSeconds(0.35);
        bool wasHeldUp = false;
        List<LoadSample> rows = Run(
            plan,
            sink => new SlowTransport(sink, since =>
            {
                bool isTime = !wasHeldUp && since > TimeSpan.FromSeconds(0.12);
                wasHeldUp |= isTime;
                return isTime ? heldUp : TimeSpan.FromMilliseconds(1);
            }),
            out LoadSample total);

        AssertBooks(rows);
        // From between 0.12 and 0.2 s on nothing was done for 0.35 s: two rows at least are in the midst of that.
        LoadSample[] empty = [.. rows.Where(row => row.Started == 0)];
        Assert.True(empty.Length >= 2);
        Assert.All(empty, row => Assert.True(row.GeneratorPauseMaxMs >= 350));
        Assert.True(total.GeneratorPauseMaxMs >= 350);
        Assert.All(rows.SkipLast(1), row => Assert.Equal(0.1, row.IntervalSeconds));
        Assert.All(rows, row => Assert.InRange(row.CpuPercent!.Value, 0, 100));
        if (!saturate)
            Assert.Equal(empty.Length * 10, empty[^1].Overdue - rows[rows.IndexOf(empty[0]) - 1].Overdue);
    }

    [Fact]
    public void A_run_lasts_as_long_as_it_was_asked_to()
    {
        using var target = TargetServer.Start(new TargetOptions());
        long before = Clock.Now;
        List<LoadSample> rows = Run(PlanFor(target) with { Schedule = new() { Cps = 1, Duration = TimeSpan.FromSeconds(0.5) } }, out _);
        Assert.True(Clock.Now - before >= 500_000_000);
        Assert.Equal(1, Assert.Single(rows).Succeeded);
    }

    [Fact]
    public void Past_the_cap_connections_are_dropped_and_the_drain_has_an_end()
    {
        using var server = ScriptedServer.Silent();
        LoadPlan plan = PlanFor(server.EndPoint) with
        {
            Schedule = new() { Cps = 200, Duration = TimeSpan.FromSeconds(0.5) },
            MaxOpen = 7,
            Session = new() { ReplyTimeout = TimeSpan.FromSeconds(0.3) },
        };
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
            Schedule = new() { Saturate = true, Duration = TimeSpan.FromSeconds(0.5) },
            MaxOpen = 7,
            Workers = Math.Min(wantedWorkers, Environment.ProcessorCount),
            Rows = new() { Interval = TimeSpan.FromSeconds(0.1) },
            Session = new() { ReplyTimeout = TimeSpan.FromSeconds(1) },
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
        List<LoadSample> rows = Run(
            PlanFor(target) with
            {
                Schedule = new() { Saturate = true, WarmUp = TimeSpan.FromSeconds(0.1), Duration = TimeSpan.FromSeconds(0.3) },
            },
            out LoadSample total);

        AssertBooks(rows);
        Assert.Equal((total.Started, 0), (total.Succeeded, total.Failed));
        Assert.InRange(target.ConnectionsReceived, total.Started + 1, long.MaxValue);
    }

    [Fact]
    public void Without_a_schedule_nothing_starts_before_the_run_does()
    {
        using var target = TargetServer.Start(new TargetOptions());
        Run(PlanFor(target) with { Schedule = new() { Saturate = true, Duration = TimeSpan.FromSeconds(0.2) } }, out LoadSample total);
        Assert.Equal(total.Started, target.ConnectionsReceived);
    }

    [Fact]
    public void Nobody_at_the_port_is_a_failure_each_and_every_row_comes()
    {
        using var gone = TargetServer.Start(new TargetOptions());
        LoadPlan plan = PlanFor(gone) with
        {
            Schedule = new() { Cps = 100, Duration = TimeSpan.FromSeconds(0.5) },
            Rows = new() { Interval = TimeSpan.FromSeconds(0.1) },
        };
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
        LoadPlan plan = PlanFor(target) with
        {
            Schedule = new() { Cps = 1000, Duration = TimeSpan.FromMinutes(5) },
            Rows = new() { Interval = TimeSpan.FromSeconds(0.1) },
        };
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
        LoadPlan plan = PlanFor(target) with { Rows = new() { Interval = TimeSpan.FromMinutes(1) } };
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
        LoadPlan plan = new()
        {
            Schedule = new() { Cps = 1000, Duration = TimeSpan.FromMinutes(5) },
            Rows = new() { Interval = TimeSpan.FromSeconds(0.1) },
        };
        using LoadRun run = LoadRun.Start(
            plan, TargetsOf(plan), (_, _) => new BadTransport(startsBefore, () => throw new InvalidDataException("broken")));
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
        LoadPlan plan = new() { Schedule = new() { Cps = 10_000, Duration = TimeSpan.FromMinutes(5) }, Workers = 1 };
        LoadRun run = LoadRun.Start(plan, TargetsOf(plan), (_, _) => new BadTransport(0, () => Thread.Sleep(1)));
        Assert.True(SpinWait.SpinUntil(() => run.Elapsed > TimeSpan.FromSeconds(0.5), s_wait));
        var ended = Task.Run(run.Dispose, TestContext.Current.CancellationToken);
        Assert.True(SpinWait.SpinUntil(() => ended.IsCompleted, s_wait));
    }

    [Fact]
    public void A_thread_that_hangs_does_not_hold_the_shell()
    {
        using var testOver = new ManualResetEventSlim();
        LoadPlan plan = new() { Schedule = new() { Cps = 100, Duration = TimeSpan.FromMinutes(5) }, Workers = 1 };
        LoadRun run = LoadRun.Start(plan, TargetsOf(plan), (_, _) => new BadTransport(0, testOver.Wait));
        Assert.True(SpinWait.SpinUntil(() => run.Elapsed > TimeSpan.FromSeconds(0.1), s_wait));
        var ended = Task.Run(run.Dispose, TestContext.Current.CancellationToken);
        Assert.True(SpinWait.SpinUntil(() => ended.IsCompleted, s_wait));
        testOver.Set();
        Assert.True(SpinWait.SpinUntil(() => CountWorkers() == 0, s_wait));
    }

    [Fact]
    public void A_plan_out_of_range_is_refused_before_anything_is_opened() =>
        Assert.Throws<PlanException>(
            () => LoadRun.Start(new LoadPlan
            {
                Schedule = new() { Cps = 0 },
            }, TargetsOf(new LoadPlan()), TestContext.Current.CancellationToken));

    private static LoadPlan PlanFor(TargetServer target) => new() { Targets = new() { Port = target.Port } };

    private static LoadPlan PlanFor(IPEndPoint server) => new() { Targets = new() { Port = server.Port } };

    private static ImmutableArray<LoadTarget> TargetsOf(LoadPlan plan) =>
        [LoadTarget.Of(new IPEndPoint(IPAddress.Loopback, plan.Targets.Port))];

    private static List<LoadSample> Run(LoadPlan plan, out LoadSample total)
    {
        using LoadRun run = LoadRun.Start(plan, TargetsOf(plan), TestContext.Current.CancellationToken);
        return TakeRows(run, out total);
    }

    private static List<LoadSample> Run(LoadPlan plan, Func<ISessionSink, ITransport> createTransport, out LoadSample total)
    {
        using LoadRun run = LoadRun.Start(plan, TargetsOf(plan), (_, sink) => createTransport(sink));
        return TakeRows(run, out total);
    }

    private static List<LoadSample> TakeRows(LoadRun run, out LoadSample total)
    {
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
        (long open, long overdue, double elapsed) = (0, 0, 0);
        foreach (LoadSample row in rows)
        {
            Assert.Equal(elapsed + row.IntervalSeconds, row.ElapsedSeconds, tolerance: 0.0005);
            Assert.Equal(overdue + row.Due, row.Started + row.Dropped + row.NotStarted + row.Overdue);
            Assert.True(row.Overdue >= 0);
            Assert.Equal(open + row.Started, row.Succeeded + row.Failed + row.Open);
            Assert.Equal(row.Failed, Faults.AllKinds.Sum(row.CountOf));
            (open, overdue, elapsed) = (row.Open, row.Overdue, row.ElapsedSeconds);
        }
        Assert.Equal((0, 0), (open, overdue));
    }

    /// <summary>Sockets and the like: what an assembly is loaded from stays open, and may be loaded at any time.</summary>
    private static int CountFiles() => new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos()
        .Count(file => file.LinkTarget is { } target && (target.StartsWith("socket:", StringComparison.Ordinal)
            || target.StartsWith("anon_inode:", StringComparison.Ordinal)));

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

    /// <summary>A transport that takes its time to start a session, which ends at once.</summary>
    /// <param name="sink">Who is told.</param>
    /// <param name="startTakes">How long the next start takes, by the time since the first.</param>
    private sealed class SlowTransport(ISessionSink sink, Func<TimeSpan, TimeSpan> startTakes) : ITransport
    {
        private long _first;

        public int Open => 0;

        public int Capacity => 1;

        public int Pooled => 0;

        public long CpuNanoseconds => 0;

        public void Start(SessionNumber session, long due, long now)
        {
            _first = _first == 0 ? now : _first;
            long until = now + startTakes(Clock.ToTimeSpan(now - _first)).ToNanoseconds();
            SpinWait.SpinUntil(() => Clock.Now >= until);
            var record = new SessionRecord { Session = session, Due = due, Started = now, Connected = now, Answered = Clock.Now,
                Ended = Clock.Now };
            sink.OnSessionAnswered(record);
            sink.OnSessionEnded(record);
        }

        public void Say(int slot, int step, SessionNumber request, long now) => throw new NotSupportedException();

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

    /// <summary>A transport whose sessions end as they start, unseen, until one start has an effect of the test's choice.</summary>
    private sealed class BadTransport(int startsBefore, Action afterwards) : ITransport
    {
        private int _starts;

        public int Open => 0;

        public int Capacity => 1;

        public int Pooled => 0;

        public long CpuNanoseconds => 0;

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
