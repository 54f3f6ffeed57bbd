using RedisLoad.Parameters;
using RedisLoad.Session;
using RedisLoad.Tuning;

namespace RedisLoad.Tests.Tuning;

public class TuningRulesTests
{
    private static readonly TuningPlan s_example = new() { Cps = 8000 };

    /// <summary>The example that the rules were written down with: 8,000/s, 10 ms each, 1 s to connect, 0.5 s of stall, reset.</summary>
    [Theory]
    [InlineData("net.ipv4.ip_local_port_range", "32768 60999", "Right", "32768 60999")]
    [InlineData("net.ipv4.ip_local_port_range", "40000 40999", "TooLow", "40000 65535")]
    [InlineData("net.ipv4.ip_local_port_range", "60001 60998", "TooLow", "49536 65535")]
    [InlineData("net.ipv4.ip_local_port_range", "junk", "Invalid", null)]
    [InlineData("net.ipv4.ip_local_port_range", "1000 65535", "Invalid", "1000 65535")]
    [InlineData("net.ipv4.ip_local_port_range", "32768 60998", "Advised", "32768 60999")]
    [InlineData("net.ipv4.ip_local_reserved_ports", "", "Right", null)]
    [InlineData("net.ipv4.ip_local_reserved_ports", "1-x", "Invalid", null)]
    [InlineData("net.ipv4.ip_local_reserved_ports", "6379,", "Right", null)]
    [InlineData("net.ipv4.ip_local_reserved_ports", "6379 7000", "Invalid", null)]
    [InlineData("net.ipv4.ip_local_reserved_ports", "1-65535", "Harmful", null)]
    [InlineData("net.ipv4.tcp_tw_reuse", "0", "NotNeeded", null)]
    [InlineData("net.ipv4.tcp_timestamps", "0", "NotNeeded", null)]
    [InlineData("net.ipv4.tcp_tw_recycle", "1", "Obsolete", null)]
    [InlineData("net.ipv4.tcp_max_tw_buckets", "1", "NotNeeded", null)]
    [InlineData("nofile.soft", "10112", "Right", "10112")]
    [InlineData("nofile.soft", "10111", "TooLow", "10112")]
    [InlineData("nofile.hard", "1024", "TooLow", "10112")]
    [InlineData("nofile.hard", "1048577", "Harmful", "10112")]
    [InlineData("fs.nr_open", "1048576", "Right", "10112")]
    [InlineData("fs.file-max", "16999", "TooLow", "17000")]
    [InlineData("fs.file-max", "17000", "Right", "17000")]
    [InlineData("net.core.somaxconn", "4096", "Right", "4096")]
    [InlineData("net.core.somaxconn", "128", "TooLow", "4096")]
    [InlineData("net.core.somaxconn", "many", "Invalid", null)]
    [InlineData("net.core.somaxconn", "99999999999", "Invalid", null)]
    [InlineData("net.ipv4.tcp_max_tw_buckets", "-1", "NotNeeded", null)]
    [InlineData("vm.overcommit_memory", "3", "Invalid", null)]
    [InlineData("transparent_hugepage", "sometimes", "Invalid", null)]
    [InlineData("net.ipv4.tcp_max_syn_backlog", "128", "Advised", "4096")]
    [InlineData("net.ipv4.tcp_max_syn_backlog", "4096", "Right", "4096")]
    [InlineData("net.ipv4.tcp_syncookies", "0", "Harmful", "1")]
    [InlineData("net.ipv4.tcp_syncookies", "2", "Advised", "1")]
    [InlineData("net.ipv4.tcp_syncookies", "1", "Right", "1")]
    [InlineData("net.ipv4.tcp_abort_on_overflow", "1", "Harmful", "0")]
    [InlineData("net.ipv4.tcp_abort_on_overflow", "0", "Right", "0")]
    [InlineData("net.ipv4.tcp_max_orphans", "0", "NotNeeded", null)]
    [InlineData("net.ipv4.tcp_orphan_retries", "0", "NotNeeded", null)]
    [InlineData("net.ipv4.tcp_fin_timeout", "60", "NotNeeded", null)]
    [InlineData("net.core.rmem_max", "212992", "Advised", "500000")]
    [InlineData("net.core.wmem_max", "500000", "NotNeeded", null)]
    [InlineData("net.ipv4.tcp_mem", "100 200 300", "Advised", null)]
    [InlineData("net.ipv4.tcp_mem", "100 204 300", "Right", null)]
    [InlineData("net.ipv4.tcp_mem", "100 200", "Advised", null)]
    [InlineData("net.ipv4.tcp_mem", "100", "Unknown", null)]
    [InlineData("net.core.netdev_max_backlog", "1000", "TooLow", "4800")]
    [InlineData("net.core.netdev_max_backlog", "4800", "Right", "4800")]
    [InlineData("net.netfilter.nf_conntrack_max", "114399", "TooLow", "114400")]
    [InlineData("net.netfilter.nf_conntrack_max", "114400", "Right", "114400")]
    [InlineData("net.netfilter.nf_conntrack_buckets", "28600", "Right", "28600")]
    [InlineData("vm.overcommit_memory", "0", "TooLow", "1")]
    [InlineData("vm.overcommit_memory", "1", "Right", "1")]
    [InlineData("transparent_hugepage", "always", "Harmful", "madvise")]
    [InlineData("transparent_hugepage", "never", "Right", "madvise")]
    public void Of_the_example_closing_with_a_reset(string name, string value, string verdict, string? required) =>
        AssertFinding(s_example, name, value, verdict, required);

    [Theory]
    [InlineData("redis.maxclients", "8006", "TooLow", "8007")]
    [InlineData("redis.maxclients", "8007", "Right", "8007")]
    [InlineData("redis.tcp-backlog", "511", "TooLow", "4096")]
    [InlineData("redis.timeout", "0", "Right", null)]
    [InlineData("redis.timeout", "1", "Right", null)]
    [InlineData("redis.tcp-keepalive", "0", "Advised", "300")]
    [InlineData("redis.tcp-keepalive", "300", "Right", null)]
    [InlineData("redis.nofile", "10031", "TooLow", "10032")]
    [InlineData("redis.nofile", "10032", "Right", "10032")]
    public void Of_a_Redis_with_seven_clients(string name, string value, string verdict, string? required)
    {
        TuningFacts facts = Facts.With("redis.maxclients", "10000").With(name, value) with { HasRedis = true, RedisClients = 7 };
        TuningCheck check = TuningCatalogue.Find(name)!.Check(s_example, facts);
        Assert.Equal((verdict, required), (check.Verdict.ToString(), check.Required));
    }

    [Fact]
    public void What_a_Redis_does_not_say_is_not_taken_for_none()
    {
        TuningFacts facts = Facts.With("redis.maxclients", "10000") with { HasRedis = true };
        Assert.Contains(
            "whose number is unknown", TuningCatalogue.Find("redis.maxclients")!.Check(s_example, facts).Reason,
            StringComparison.Ordinal);
        TuningCheck files = TuningCatalogue.Find("redis.nofile")!.Check(
            s_example, (Facts with { HasRedis = true }).With("redis.nofile", "1024"));
        Assert.Equal((TuningStatus.Skipped, "1024"), (files.Status, files.Current));
    }

    [Theory]
    [InlineData(100, "64")]
    [InlineData(1, "1")]
    [InlineData(8000, "4096")]
    [InlineData(8193, "8192")]
    [InlineData(1_000_000, "524288")]
    public void Backlogs_follow_the_rate_and_nothing_else(int rate, string required)
    {
        TuningFacts facts = Facts with { HasRedis = true };
        foreach (string name in (string[])["net.core.somaxconn", "net.ipv4.tcp_max_syn_backlog", "redis.tcp-backlog"])
            Assert.Equal(("Right", required), (Check(new TuningPlan { Cps = rate }, facts, name, "1000000").Verdict.ToString(),
                Check(new TuningPlan { Cps = rate }, facts, name, "1000000").Required));
        Assert.Equal(
            rate <= 100 ? TuningVerdict.Right : TuningVerdict.TooLow,
            Check(new TuningPlan { Cps = rate }, facts, "redis.tcp-backlog", "511").Verdict);
    }

    [Fact]
    public void Ports_that_are_reserved_are_not_there_for_connections()
    {
        TuningFacts facts = Facts.With("net.ipv4.ip_local_reserved_ports", "40000-59999");
        TuningCheck check = Check(s_example, facts, "net.ipv4.ip_local_port_range", "32768 60999");
        Assert.Equal((TuningVerdict.TooLow, "29536 65535"), (check.Verdict, check.Required));
        Assert.Contains("20,000 of the range are reserved", check.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4096", "128", "Advised", "128")]
    [InlineData("4096", "65535", "Right", null)]
    [InlineData("128", "65535", "TooLow", null)]
    [InlineData("4096", "\"65535\"", "Advised", "quotation marks")]
    public void What_is_right_now_and_will_not_be_is_said(string now, string next, string verdict, string? said)
    {
        TuningFacts facts = Facts with { Persisted = Facts.Persisted.SetItem("net.core.somaxconn",
            new PersistedValue(next, "f:1", "systemd-sysctl", "After a reboot")) };
        TuningCheck check = Check(s_example, facts, "net.core.somaxconn", now);
        Assert.Equal((verdict, "f:1", "systemd-sysctl"), (check.Verdict.ToString(), check.PersistedIn, check.AppliedBy));
        Assert.Equal(said is not null, check.Reason.Contains($"After a reboot it is {next}", StringComparison.Ordinal));
        Assert.Contains(said ?? string.Empty, check.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_that_will_lock_users_out_fails_now()
    {
        TuningFacts facts = Facts with { Persisted = Facts.Persisted.SetItem("nofile.hard",
            new PersistedValue("2000000000", "f:1", "pam_limits", "At the next login")) };
        Assert.Equal(TuningVerdict.Harmful, Check(s_example, facts, "nofile.hard", "20000").Verdict);
    }

    [Fact]
    public void A_server_that_closes_idle_clients_sooner_than_they_live_is_named() =>
        Assert.Equal(
            TuningVerdict.TooLow, Check(s_example with { HoldTime = TimeSpan.FromSeconds(60) }, Facts, "redis.timeout", "30").Verdict);

    [Theory]
    [InlineData("net.ipv4.tcp_tw_reuse", "1", "Right", "1")]
    [InlineData("net.ipv4.tcp_tw_reuse", "2", "TooLow", "1")]
    [InlineData("net.ipv4.tcp_timestamps", "0", "TooLow", "1")]
    [InlineData("net.ipv4.tcp_timestamps", "2", "Right", "1")]
    [InlineData("net.ipv4.tcp_max_tw_buckets", "575999", "TooLow", "576000")]
    [InlineData("net.ipv4.tcp_max_tw_buckets", "576000", "Right", "576000")]
    [InlineData("net.ipv4.tcp_max_orphans", "1599", "TooLow", "1600")]
    [InlineData("net.ipv4.tcp_max_orphans", "1600", "Right", "1600")]
    [InlineData("net.ipv4.tcp_orphan_retries", "0", "Advised", "1")]
    [InlineData("net.ipv4.tcp_orphan_retries", "1", "Right", "1")]
    [InlineData("net.ipv4.tcp_fin_timeout", "60", "Advised", "30")]
    [InlineData("net.ipv4.tcp_fin_timeout", "30", "Right", "30")]
    [InlineData("net.netfilter.nf_conntrack_max", "1258399", "TooLow", "1258400")]
    public void Closing_with_FIN(string name, string value, string verdict, string? required) =>
        AssertFinding(s_example with { Close = CloseMode.Fin }, name, value, verdict, required);

    [Fact]
    public void A_plan_that_no_port_range_holds_is_called_impossible_with_the_ways_out()
    {
        TuningCheck check = Check(s_example with { Close = CloseMode.Fin }, Facts, "net.ipv4.ip_local_port_range", "32768 60999");
        Assert.Equal((TuningVerdict.Impossible, TuningStatus.Fail, null), (check.Verdict, check.Status, check.Required));
        foreach (string said in (string[])["960,160 ports", "-Close Reset", "tcp_tw_reuse = 1", "15 source addresses",
            "at most 537 connections per second"])
            Assert.Contains(said, check.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(537, true)]
    [InlineData(538, false)]
    public void The_largest_rate_that_is_named_is_possible(int rate, bool isPossible) =>
        Assert.Equal(isPossible, Check(new TuningPlan { Cps = rate, Close = CloseMode.Fin }, Facts, "net.ipv4.ip_local_port_range",
            "1024 65535").Verdict == TuningVerdict.Right);

    [Theory]
    [InlineData("1", "1", "Right")]
    [InlineData("1", "0", "Impossible")]
    [InlineData("2", "1", "Impossible")]
    public void Reuse_of_TIME_WAIT_counts_where_it_acts(string reuse, string timestamps, string verdict)
    {
        TuningFacts facts = Facts.With("net.ipv4.tcp_tw_reuse", reuse).With("net.ipv4.tcp_timestamps", timestamps);
        Assert.Equal(
            verdict,
            Check(s_example with { Close = CloseMode.Fin }, facts, "net.ipv4.ip_local_port_range", "32768 60999").Verdict.ToString());
    }

    [Theory]
    [InlineData(14, "Impossible")]
    [InlineData(15, "Right")]
    public void Each_source_address_has_the_whole_range(int addresses, string verdict) =>
        Assert.Equal(verdict, Check(s_example with { Close = CloseMode.Fin,
            SourceAddress = [.. Enumerable.Range(1, addresses).Select(i => $"127.0.0.{i}")] }, Facts,
            "net.ipv4.ip_local_port_range", "1024 65535").Verdict.ToString());

    [Theory]
    [InlineData(50000, "40002,41000-41001", "TooLow", "40002,41000-41001,50000")]
    [InlineData(6379, "40002,41000-41001", "Advised", null)]
    [InlineData(6379, "40001-40002,40007", "Right", null)]
    public void The_port_of_the_server_is_reserved_and_of_other_listeners_it_is_only_said(
        int port, string reserved, string verdict, string? required)
    {
        TuningFacts facts = Facts with { ListeningPorts = [22, 40001, 40002, 40007] };
        TuningCheck check = Check(s_example with { Port = port }, facts, "net.ipv4.ip_local_reserved_ports", reserved);
        Assert.Equal((verdict, required), (check.Verdict.ToString(), check.Required));
        Assert.Equal(verdict != "Right", check.Reason.Contains("Also listening in the range now: 40001, 40007.", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_SYN_cookies_the_SYN_queue_has_to_be_long() =>
        Assert.Equal(
            TuningVerdict.TooLow,
            Check(s_example, Facts.With("net.ipv4.tcp_syncookies", "0"), "net.ipv4.tcp_max_syn_backlog", "128").Verdict);

    [Fact]
    public void Where_no_packet_was_dropped_the_queue_of_a_processor_is_long_enough() =>
        Assert.Equal(
            TuningVerdict.NotNeeded, Check(s_example, Facts with { BacklogDrops = 0 }, "net.core.netdev_max_backlog", "1").Verdict);

    [Fact]
    public void A_plan_that_leaves_its_size_open_needs_the_files_of_the_original_set_up() =>
        Assert.Equal("64000", Check(new TuningPlan(), Facts, "nofile.soft", "1024").Required);

    [Theory]
    [InlineData(null, null, null, 8000)]
    [InlineData(100, null, null, 100)]
    [InlineData(100, 7, null, 7)]
    [InlineData(100, null, 0.5, 50)]
    public void As_many_are_open_as_can_be(int? rate, int? maxOpen, double? seconds, long expected) =>
        Assert.Equal(
            expected,
            new TuningPlan { Cps = rate, MaxOpen = maxOpen, Duration = seconds is { } given ? TimeSpan.FromSeconds(given) : null }.Open);

    [Fact]
    public void What_is_not_there_is_skipped_with_the_reason()
    {
        TuningCheck check = TuningCatalogue.Find("net.core.somaxconn")!.Check(s_example, new TuningFacts());
        Assert.Equal((TuningStatus.Skipped, null), (check.Status, check.Current));
        Assert.NotEmpty(check.Reason);
    }

    [Theory]
    [InlineData("net.core.somaxconn", TuningSide.Client, false)]
    [InlineData("net.core.somaxconn", TuningSide.Server, true)]
    [InlineData("net.ipv4.ip_local_port_range", TuningSide.Server, false)]
    [InlineData("nofile.soft", TuningSide.Server, true)]
    [InlineData("redis.maxclients", TuningSide.Server, false)]
    public void A_side_has_its_own_rules(string name, TuningSide side, bool concerns) =>
        Assert.Equal(concerns, TuningCatalogue.Find(name)!.Concerns(s_example with { Side = side }, Facts));

    [Fact]
    public void What_is_left_of_connections_is_with_the_side_that_closes() =>
        Assert.Equal(
            TuningSide.Server, TuningCatalogue.Find("net.ipv4.tcp_max_tw_buckets")!.Side(s_example with { Close = CloseMode.Server }));

    [Fact]
    public void Every_rule_has_a_name_of_its_own_and_a_source()
    {
        Assert.Distinct(TuningCatalogue.Rules.Select(rule => rule.Name));
        Assert.All(TuningCatalogue.Rules, rule => Assert.NotEmpty(rule.Source));
    }

    [Fact]
    public void No_rule_takes_a_value_that_is_beyond_all_bounds()
    {
        foreach (TuningRule rule in TuningCatalogue.Rules)
        {
            foreach (string value in (string[])["99999999999999999999", "-99999999999", "many", "\"1\"", "1\0", "4096\0\0", "1e3", "+1"])
                Assert.True(rule.Form.ReadWhole(value) is null, $"{rule.Name} = {value}");
        }
    }

    [Fact]
    public void A_value_out_of_its_range_is_refused_by_name() =>
        Assert.Contains(
            "-Stall", Assert.Throws<PlanException>(new TuningPlan { Stall = TimeSpan.Zero }.Validate).Message, StringComparison.Ordinal);

    private static TuningFacts Facts => new TuningFacts { OpenFiles = 1000, TcpMemoryPages = 102, BacklogDrops = 5 }
        .With("net.ipv4.ip_local_port_range", "32768 60999")
        .With("net.ipv4.tcp_tw_reuse", "2")
        .With("net.ipv4.tcp_timestamps", "1")
        .With("net.ipv4.tcp_syncookies", "1");

    private static TuningCheck Check(TuningPlan plan, TuningFacts facts, string name, string value) =>
        TuningCatalogue.Find(name)!.Check(plan, facts.With(name, value));

    private static void AssertFinding(TuningPlan plan, string name, string value, string verdict, string? required)
    {
        TuningCheck check = Check(plan, Facts, name, value);
        Assert.Equal((verdict, required), (check.Verdict.ToString(), check.Required));
        Assert.NotEmpty(check.Reason);
    }
}
