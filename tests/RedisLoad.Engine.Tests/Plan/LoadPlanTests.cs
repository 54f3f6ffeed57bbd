using System.Net;
using RedisLoad.Kernel;
using RedisLoad.Pacing;
using RedisLoad.Parameters;
using RedisLoad.Plan;
using RedisLoad.Preflight;
using RedisLoad.Run;
using RedisLoad.Session;

namespace RedisLoad.Tests.Plan;

public class LoadPlanTests
{
    public static TheoryData<string, LoadPlan> Refused => new()
    {
        { "ComputerName", new LoadPlan { Targets = new() { ComputerNames = [" "] } } },
        { "Port", new LoadPlan { Targets = new() { Port = 0 } } },
        { "Port", new LoadPlan { Targets = new() { Port = 65_536 } } },
        { "Database", new LoadPlan { Session = new() { Database = -1 } } },
        { "Cps", new LoadPlan { Schedule = new() { Cps = 0 } } },
        { "Cps", new LoadPlan { Schedule = new() { Cps = -1 } } },
        { "Cps", new LoadPlan { Schedule = new() { Cps = Rate.Parse("0.0000009") } } },
        { "Cps", new LoadPlan { Schedule = new() { Cps = Rate.Parse("1000000.1") } } },
        { "Duration", new LoadPlan { Schedule = new() { Cps = Rate.Parse("0.001"), Count = 1_000_000_000_000 } } },
        { "Cps", new LoadPlan { Schedule = new() { Cps = 1_000_001 } } },
        { "Workers", new LoadPlan { Workers = 0 } },
        { "Workers", new LoadPlan { Workers = Environment.ProcessorCount + 1 } },
        { "MaxOpen", new LoadPlan { MaxOpen = 0 } },
        { "Duration", new LoadPlan { Schedule = new() { Duration = TimeSpan.Zero } } },
        { "Duration", new LoadPlan { Schedule = new() { Duration = TimeSpan.FromDays(31) } } },
        { "WarmUp", new LoadPlan { Schedule = new() { WarmUp = TimeSpan.FromSeconds(-1) } } },
        { "Interval", new LoadPlan { Rows = new() { Interval = TimeSpan.FromMilliseconds(99) } } },
        { "ConnectTimeout", new LoadPlan { Session = new() { ConnectTimeout = TimeSpan.Zero } } },
        { "ConnectTimeout", new LoadPlan { Session = new() { ConnectTimeout = TimeSpan.FromSeconds(121) } } },
        { "ReplyTimeout", new LoadPlan { Session = new() { ReplyTimeout = TimeSpan.FromSeconds(121) } } },
        { "ReplyTimeout", new LoadPlan { Session = new() { ReplyTimeout = TimeSpan.MaxValue } } },
        { "RampTo", new LoadPlan { Schedule = new() { RampTo = 0 } } },
        { "Step", new LoadPlan { Schedule = new() { Cps = 100, Step = -10, StepTime = TimeSpan.FromSeconds(1) } } },
        { "Count", new LoadPlan { Schedule = new() { Count = 0 } } },
        { "Gap", new LoadPlan { Schedule = new() { Gap = TimeSpan.Zero } } },
        { "Seed", new LoadPlan { Schedule = new() { Seed = -1 } } },
        { "Resp", new LoadPlan { Session = new() { Resp = 4 } } },
        { "ClientName", new LoadPlan { Session = new() { ClientName = "my client" } } },
        { "HoldTime", new LoadPlan { Lifetime = new() { HoldTime = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1)) } } },
        { "HoldTime", new LoadPlan { Lifetime = new() { HoldTime = new(TimeSpan.FromSeconds(-5), TimeSpan.FromSeconds(1)) } } },
        { "PoolSize", new LoadPlan { Lifetime = new() { PoolSize = 0 } } },
        { "Requests", new LoadPlan { Session = new() { Requests = 0 } } },
        { "TcpKeepAlive", new LoadPlan { Sockets = new() { TcpKeepAlive = TimeSpan.FromSeconds(0.5) } } },
        { "SendBufferSize", new LoadPlan { Sockets = new() { SendBufferSize = 0 } } },
        { "ReceiveBufferSize", new LoadPlan { Sockets = new() { ReceiveBufferSize = 0 } } },
        { "Retry", new LoadPlan { Reconnect = new ReconnectPlan { Retries = -1 } } },
        { "Retry", new LoadPlan { Reconnect = new ReconnectPlan { Retries = 1001 } } },
        { "ReconnectDelay", new LoadPlan { Reconnect = new ReconnectPlan { Retries = 1, Delay = TimeSpan.Zero } } },
        { "ReconnectMaxDelay", new LoadPlan { Reconnect = new ReconnectPlan { Retries = 1, MaxDelay = TimeSpan.FromMilliseconds(99) } } },
        { "ReconnectAs", new LoadPlan { Reconnect = new ReconnectPlan { Retries = 1, Library = "nobody" } } },
        { "ComputerName", new LoadPlan { Targets = new() { ComputerNames = ["two words"] } } },
        { "SourceAddress", new LoadPlan { Sockets = new() { SourceAddresses = ["here"] } } },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_value_out_of_range_is_refused_by_name(string parameter, LoadPlan plan)
    {
        PlanException exception = Assert.Throws<PlanException>(plan.Validate);
        Assert.Equal((PlanProblem.ValueOutOfRange, parameter), (exception.Problem, exception.Parameter));
        Assert.Contains($"-{parameter}", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PerGenerator", "", "-PerGenerator: requires -Session or -Processes. Add one of them, or remove -PerGenerator.")]
    [InlineData("PerGenerator", "Session", null)]
    [InlineData("PerGenerator", "Processes", null)]
    [InlineData("DisruptTime", "DisruptAt Disrupt DisruptServer", "-DisruptTime: requires -Disrupt ClientPause or -Disrupt DebugSleep. Add one of them, or remove -DisruptTime.")]
    [InlineData("RampTime", "", "-RampTime: requires -RampTo. Add it, or remove -RampTime.")]
    public void One_of_several_is_enough(string parameter, string others, string? message)
    {
        var given = others.Split(' ').Append(parameter).ToDictionary(name => name, object? (_) => true);
        Assert.Equal(message, Record.Exception(() => Combinations.Check(given))?.Message);
    }

    [Fact]
    public void A_command_whose_name_only_begins_as_MULTI_does_is_a_request_of_a_client() =>
        new LoadPlan { Clients = new() { Count = 1 }, Session = new() { Commands = ["MULTIPLY 2 3"] } }.Validate();

    [Fact]
    public void A_gap_is_held_against_the_default_duration() => Assert.StartsWith(
        "-Gap: 120 s cannot be combined with -Duration shorter than -Gap",
        Assert.Throws<PlanException>(new LoadPlan { Schedule = new() { Gap = TimeSpan.FromSeconds(120) } }.Validate).Message,
        StringComparison.Ordinal);

    public static TheoryData<string, string, LoadPlan> Conflicts => new()
    {
        { "Gap", "Saturate", new LoadPlan { Schedule = new() { Gap = s_second, Saturate = true } } },
        { "Arrival", "Saturate", new LoadPlan { Schedule = new() { Arrival = ArrivalKind.Poisson, Saturate = true } } },
        { "RampTo", "Saturate", new LoadPlan { Schedule = new() { RampTo = 100, Saturate = true } } },
        { "Count", "Saturate", new LoadPlan { Schedule = new() { Count = 100, Saturate = true } } },
        { "Count", "Duration", new LoadPlan { Schedule = new() { Count = 100, Duration = s_second } } },
        { "RampTo", "Count", new LoadPlan { Schedule = new() { Count = 100, RampTo = 100 } } },
        { "Step", "Count", new LoadPlan { Schedule = new() { Count = 100, Step = 1, StepTime = s_second } } },
        { "RampTo", "Step", new LoadPlan { Schedule = new() { RampTo = 100, Step = 1, StepTime = s_second } } },
        { "RampTime", "RampTo", new LoadPlan { Schedule = new() { RampTime = s_second } } },
        { "StepTime", "Step", new LoadPlan { Schedule = new() { StepTime = s_second } } },
        { "Step", "StepTime", new LoadPlan { Schedule = new() { Step = 5 } } },
        { "Cps", "Gap", new LoadPlan { Schedule = new() { Cps = Rate.Parse("1.5"), Gap = s_second } } },
        { "Gap", "Arrival", new LoadPlan { Schedule = new() { Gap = s_second, Arrival = ArrivalKind.Poisson } } },
        { "Gap", "RampTo", new LoadPlan { Schedule = new() { Gap = s_second, RampTo = 100 } } },
        { "Gap", "Duration", new LoadPlan { Schedule = new() { Gap = s_second, Duration = s_second / 2 } } },
        { "KeepAliveInterval", "HoldTime", new LoadPlan { Lifetime = new() { KeepAliveInterval = s_second } } },
        { "PoolIdleTimeout", "PoolSize", new LoadPlan { Lifetime = new() { PoolIdleTimeout = s_second } } },
        { "PoolSize", "MaxOpen", new LoadPlan { Lifetime = new() { PoolSize = 10 }, MaxOpen = 10 } },
        { "PoolSize", "Close", new LoadPlan { Lifetime = new() { PoolSize = 10, Close = CloseMode.Server } } },
        { "Gap", "WarmUp", new LoadPlan { Schedule = new() { Gap = TimeSpan.FromSeconds(1), WarmUp = TimeSpan.FromSeconds(1) } } },
        { "ClientRate", "Clients", new LoadPlan { Clients = new ClientsPlan { Rate = 10 } } },
        { "Reconnect", "Clients or -Retry", new LoadPlan { Reconnect = new ReconnectPlan { Backoff = ReconnectBackoff.Fixed } } },
        { "ReconnectAs", "Clients or -Retry", new LoadPlan { Reconnect = new ReconnectPlan { Library = "ioredis" } } },
        { "ReconnectLimit", "Clients", new LoadPlan { Reconnect = new ReconnectPlan { Retries = 1, Limit = 3 } } },
        { "Retry", "Reconnect None", new LoadPlan { Reconnect = new ReconnectPlan { Retries = 1, Backoff = ReconnectBackoff.None } } },
        { "ReconnectDelay", "Reconnect Immediate", new LoadPlan
        {
            Reconnect = new ReconnectPlan { Retries = 1, Backoff = ReconnectBackoff.Immediate, Delay = s_second },
        } },
        { "Retry", "Clients without -Cps", new LoadPlan
        {
            Clients = new ClientsPlan { Count = 10 }, Reconnect = new ReconnectPlan { Retries = 1 },
        } },
        { "Clients", "Command", new LoadPlan { Clients = new ClientsPlan { Count = 10 }, Session = new() { Commands = [] } } },
        { "Clients", "Command", new LoadPlan
        {
            Clients = new ClientsPlan { Count = 10 },
            Session = new() { Commands = ["multi", "INCR n", "exec"] },
        } },
        { "Clients", "PerTarget", new LoadPlan { Clients = new ClientsPlan { Count = 10 }, Rows = new() { PerTarget = true } } },
        { "Requests", "Command", new LoadPlan { Session = new() { Requests = 10, Commands = [] } } },
        { "Pipeline", "Command", new LoadPlan { Session = new() { Pipeline = true, Commands = [] } } },
        { "PerConnection", "PerTarget", new LoadPlan { Rows = new() { PerConnection = true, PerTarget = true } } },
        { "Database", "Cluster", new LoadPlan { Targets = new() { Cluster = true }, Session = new() { Database = 1 } } },
        { "SourceAddress", "Uri", new LoadPlan
        {
            Targets = new() { UnixSocket = "/tmp/s" },
            Sockets = new() { SourceAddresses = ["127.0.0.2"] },
        } },
        { "TcpKeepAlive", "Uri", new LoadPlan { Targets = new() { UnixSocket = "/tmp/s" }, Sockets = new() { TcpKeepAlive = s_second } } },
    };

    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Theory]
    [MemberData(nameof(Conflicts))]
    public void Two_that_do_not_go_together_are_both_named(string parameter, string other, LoadPlan plan)
    {
        PlanException exception = Assert.Throws<PlanException>(plan.Validate);
        Assert.Equal((PlanProblem.ValuesConflict, parameter), (exception.Problem, exception.Parameter));
        Assert.Contains($"-{other}", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Gap", 8000, 20, 5, 32_000)]
    [InlineData("Gap", 10, 22, 5, 40)]
    [InlineData("Count", 7, 0, 0, 1234)]
    [InlineData("Ramp", 100, 10, 300, 2000)]
    [InlineData("Step", 100, 10, 50, 3250)]
    [InlineData("Ramp", 0.5, 10, 1.5, 10)]
    [InlineData("Step", 0.5, 4, 0.5, 5)]
    [InlineData("Even", 1.5, 10, 0, 15)]
    public void A_plan_knows_how_many_there_will_be(string shape, double cps, double seconds, double value, long expected)
    {
        var plan = new LoadPlan { Schedule = new() { Cps = Rate.FromDecimal((decimal)cps) } };
        plan = shape == "Count" ? plan with
        {
            Schedule = plan.Schedule with { Count = expected },
        } : plan with { Schedule = plan.Schedule with { Duration = TimeSpan.FromSeconds(seconds) } };
        plan = shape switch
        {
            "Gap" => plan with { Schedule = plan.Schedule with { Gap = TimeSpan.FromSeconds(value) } },
            "Ramp" => plan with { Schedule = plan.Schedule with { RampTo = Rate.FromDecimal((decimal)value) } },
            "Step" => plan with { Schedule = plan.Schedule with { Step = Rate.FromDecimal((decimal)value), StepTime = s_second } },
            _ => plan,
        };
        plan.Validate();
        Assert.Equal(expected, plan.Total);
        var timeline = new LoadTimeline(plan);
        Assert.Equal(expected, Enumerable.Range(0, timeline.Intervals).Sum(interval => timeline.DueIn(interval)));
    }

    [Fact]
    public void A_rate_and_no_schedule_do_not_go_together()
    {
        PlanException exception = Assert.Throws<PlanException>(new LoadPlan { Schedule = new() { Cps = 100, Saturate = true } }.Validate);
        Assert.Equal(PlanProblem.ValuesConflict, exception.Problem);
        Assert.Contains("-Saturate", exception.Message, StringComparison.Ordinal);
        Assert.Contains("-Cps", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_schedule_fifty_are_kept_going()
    {
        var plan = new LoadPlan { Schedule = new() { Saturate = true } };
        plan.Validate();
        Assert.Equal((50, 1, null), (plan.MaxOpen, plan.Workers, plan.Total));
    }

    [Fact]
    public void A_command_that_cannot_be_sent_is_named_by_its_place_and_not_shown()
    {
        PlanException exception = Assert.Throws<PlanException>(new LoadPlan
        {
            Session = new() { Commands = ["PING", "AUTH top-secret"] },
        }.Validate);
        Assert.Equal((PlanProblem.InvalidCommand, "Command"), (exception.Problem, exception.Parameter));
        Assert.Contains("command 2", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("top-secret", $"{exception} {exception.Value}", StringComparison.Ordinal);
    }

    [Fact]
    public void The_plan_that_nothing_is_said_of_is_the_originals()
    {
        var plan = new LoadPlan();
        plan.Validate();
        Assert.Equal(
            ("localhost", 6379, 5.0, 60),
            (Assert.Single(plan.Targets.ComputerNames), plan.Targets.Port, plan.Schedule.Cps.PerSecond,
                (int)plan.Schedule.Duration.TotalSeconds));
    }

    [Theory]
    [InlineData(5, 60, 165)]
    [InlineData(5, 1, 5)]
    [InlineData(8000, 20, 9000)]
    [InlineData(1, 0.001, 1)]
    [InlineData(0.5, 60, 17)]
    public void So_many_may_be_open_as_there_can_be(double cps, double seconds, int expected) =>
        Assert.Equal(expected, new LoadPlan
        {
            Schedule = new() { Cps = Rate.FromDecimal((decimal)cps), Duration = TimeSpan.FromSeconds(seconds) },
        }.MaxOpen);

    [Fact]
    public void A_session_may_take_longer_than_there_are_times() =>
        Assert.Equal(9000, new LoadPlan
        {
            Schedule = new() { Cps = 8000 },
            Session = new() { Requests = 1_000_000_000, Commands = [.. Enumerable.Repeat("PING", 100)] },
        }.MaxOpen);

    [Theory]
    [InlineData("localhost", "localhost:7001")]
    [InlineData("::1", "[::1]:7001")]
    public void The_server_is_written_as_usual(string computerName, string expected) =>
        Assert.Equal(expected, $"{new TargetPlan { ComputerNames = [computerName], Port = 7001 }}");

    [Fact]
    public void A_plan_in_words_shows_no_password() =>
        Assert.DoesNotContain(
            "secret", new LoadPlan { Security = new() { Credential = new NetworkCredential("ada", "secret") } }.ToString(),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(1000, 1, 1264, true)]
    [InlineData(1000, 1, 1263, false)]
    [InlineData(1000, 2, 2264, true)]
    [InlineData(1000, 2, 2263, false)]
    public void A_plan_needs_its_files_beside_those_that_are_open(int maxOpen, int each, ulong soft, bool fits)
    {
        var plan = new LoadPlan { MaxOpen = maxOpen };
        Exception? refusal = Record.Exception(() => HostCapacity.CheckFiles(plan, each, new FileLimit(soft, Hard: 5000, Open: 200)));
        Assert.Equal(fits, refusal is null);
    }

    [Theory]
    [InlineData(10_000, "give -MaxOpen 760 or less, or start the shell after 'ulimit -n 8264'")]
    [InlineData(1024, "give -MaxOpen 760 or less, or raise the hard limit (limits.conf, or LimitNOFILE of the systemd unit) to 8264 or more")]
    public void A_refusal_names_the_numbers_and_the_way_out(ulong hard, string wayOut)
    {
        PlanException exception = Assert.Throws<PlanException>(() =>
            HostCapacity.CheckFiles(new LoadPlan { MaxOpen = 8000 }, 1, new FileLimit(Soft: 1024, hard, Open: 200)));
        Assert.Equal(PlanProblem.FileLimitTooLow, exception.Problem);
        Assert.Contains("require 8264 open files", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"1024 (hard limit {hard})", exception.Message, StringComparison.Ordinal);
        Assert.Contains(wayOut, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(14_116, false)]
    [InlineData(14_117, true)]
    public void A_plan_past_half_of_the_ports_is_warned_of(int maxOpen, bool isWarned) =>
        Assert.Equal(
            isWarned, HostCapacity.CheckPorts(new LoadPlan { MaxOpen = maxOpen }, new PortRange(32_768, 60_999), "2", "1") is not null);

    [Theory]
    // 3,000 a second for 15 s: 45,000 in TIME_WAIT, or those of a second where their ports are taken again.
    [InlineData(3000, 15, "0", "10.0.0.5", null, "45,000 closed connections may be in TIME_WAIT at once (-Close Fin), which requires 90,000 local ports")]
    [InlineData(3000, 60, "0", "10.0.0.5", null, "180,000 closed connections")]
    [InlineData(3000, 600, "0", "10.0.0.5", null, "180,000 closed connections")]
    [InlineData(3000, 15, "1", "10.0.0.5", null, null)]
    [InlineData(3000, 15, "2", "10.0.0.5", null, "45,000")]
    [InlineData(3000, 15, "2", "localhost", null, null)]
    [InlineData(3000, 15, "2", "127.0.0.1", null, null)]
    [InlineData(3000, 15, null, "localhost", null, "45,000")]
    [InlineData(470, 30, "0", "10.0.0.5", null, null)]
    [InlineData(470, 31, "0", "10.0.0.5", null, "14,570")]
    [InlineData(3000, 15, "0", "10.0.0.5", 100, null)]
    public void A_plan_that_leaves_too_many_in_time_wait_is_warned_of(
        int cps, int seconds, string? reuse, string server, int? poolSize, string? warning)
    {
        var plan = new LoadPlan
        {
            Targets = new() { ComputerNames = [server] },
            Schedule = new() { Cps = cps, Duration = TimeSpan.FromSeconds(seconds) },
            Lifetime = new() { Close = CloseMode.Fin, PoolSize = poolSize },
        };
        var range = new PortRange(32_768, 60_999);
        string? said = HostCapacity.CheckPorts(plan, range, reuse, "1");
        if (warning is null)
            Assert.Null(said);
        else
            Assert.StartsWith(warning, said, StringComparison.Ordinal);
        Assert.Null(HostCapacity.CheckPorts(plan with { Lifetime = plan.Lifetime with { Close = CloseMode.Reset } }, range, reuse, "1"));
        // Eight source addresses, or servers, have eight times the ports.
        Assert.Null(HostCapacity.CheckPorts(plan with
        {
            Schedule = plan.Schedule with { Duration = TimeSpan.FromSeconds(15) },
            Sockets = plan.Sockets with { SourceAddresses = ["127.0.0.8/29"] },
        }, range,
            reuse, "1"));
    }

    [Theory]
    [InlineData(60, 20, null, "-HoldTime 60 s at this rate keeps 10,000 connections open, but -MaxOpen is 9,000")]
    [InlineData(60, 20, 10_000, null)]
    [InlineData(1, 20, 400, "-HoldTime 1 s at this rate keeps 500 connections open, but -MaxOpen is 400")]
    [InlineData(1, 20, 500, null)]
    [InlineData(0, 20, 1, null)]
    public void A_limit_that_cannot_hold_what_the_plan_holds_is_warned_of(double hold, int seconds, int? maxOpen, string? warning)
    {
        var plan = new LoadPlan
        {
            Schedule = new() { Cps = 500, Duration = TimeSpan.FromSeconds(seconds) },
            Lifetime = new() { HoldTime = new TimeRange(TimeSpan.FromSeconds(hold), TimeSpan.FromSeconds(hold)) },
        };
        string? said = HostCapacity.CheckHold(maxOpen is { } most ? plan with { MaxOpen = most } : plan);
        Assert.True(warning is null ? said is null : said!.StartsWith(warning, StringComparison.Ordinal), said);
    }
}
