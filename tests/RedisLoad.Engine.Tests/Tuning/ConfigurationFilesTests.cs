using System.Collections.Immutable;
using System.Text;
using RedisLoad.Tuning;
using RedisLoad.Tuning.Files;

namespace RedisLoad.Tests.Tuning;

public class ConfigurationFilesTests
{
    [Theory]
    [InlineData("net.core.somaxconn=1", "net.core.somaxconn", "1", false)]
    [InlineData("  net.core.somaxconn \t=  1  ", "net.core.somaxconn", "1", false)]
    [InlineData("net/core/somaxconn = 1\r", "net.core.somaxconn", "1", false)]
    [InlineData("-net.core.somaxconn = 1", "net.core.somaxconn", "1", true)]
    [InlineData("-net.ipv4.conf.lo.rp_filter", "net.ipv4.conf.lo.rp_filter", null, true)]
    [InlineData("net.ipv4.conf.*.rp_filter = 2", "net.ipv4.conf.*.rp_filter", "2", false)]
    [InlineData("net/ipv4/conf/eth0.100/rp_filter = 2", "net.ipv4.conf.eth0/100.rp_filter", "2", false)]
    [InlineData("net.ipv4.tcp_mem = 1\t 2   3", "net.ipv4.tcp_mem", "1 2 3", false)]
    [InlineData("kernel.core_pattern = |/usr/bin/x %e=%p", "kernel.core_pattern", "|/usr/bin/x %e=%p", false)]
    [InlineData("net.core.somaxconn = 65000 # wide", "net.core.somaxconn", "65000 # wide", false)]
    [InlineData("net.core.somaxconn = \"65002\"", "net.core.somaxconn", "\"65002\"", false)]
    [InlineData("net.core.somaxconn =", "net.core.somaxconn", "", false)]
    [InlineData("net.ipv4.conf.[!a-z]*.rp_filter = 2", "net.ipv4.conf.[!a-z]*.rp_filter", "2", false)]
    [InlineData("/net/core/somaxconn = 1", "net.core.somaxconn", "1", false)]
    [InlineData("net/core//somaxconn = 1", "net.core.somaxconn", "1", false)]
    [InlineData("net..core.somaxconn = 1", "net.core.somaxconn", "1", false)]
    public void A_line_of_sysctl_is_a_name_and_a_value(string line, string name, string? value, bool ignoresErrors)
    {
        SysctlLine parsed = Assert.Single(SysctlFile.Parse("f", Encoding.UTF8.GetBytes(line)).Lines);
        Assert.Equal((name, value, ignoresErrors), (parsed.Name, parsed.Value, parsed.IgnoresErrors));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# comment = 1")]
    [InlineData("; comment = 1")]
    [InlineData("\r\n\n  \t\n")]
    [InlineData("\uFEFF# comment")]
    public void What_says_nothing_is_no_line_and_no_problem(string text)
    {
        (ImmutableArray<SysctlLine> lines, ImmutableArray<ConfigurationProblem> problems) = SysctlFile.Parse(
            "f", Encoding.UTF8.GetBytes(text));
        Assert.Empty(lines);
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("net.core.somaxconn", "the '=' is missing")]
    [InlineData("net.core.somaxconn 1", "the '=' is missing")]
    [InlineData("= 1", "not the name")]
    [InlineData("- = 1", "not the name")]
    [InlineData("somaxconn = 1", "not the name")]
    [InlineData("net.core. = 1", "not the name")]
    [InlineData("../../etc/passwd = 1", "not the name")]
    [InlineData("/proc/sys/net/core/somaxconn = 1", "not the name")]
    [InlineData("net/../../../etc/passwd = 1", "not the name")]
    [InlineData("net/core/../somaxconn = 1", "not the name")]
    [InlineData("net/./core = 1", "not the name")]
    [InlineData("net.core//somaxconn = 1", "not the name")]
    [InlineData("net.core./etc/passwd = 1", "not the name")]
    [InlineData("net core somaxconn = 1", "not the name")]
    [InlineData("net.core.somaxconn\u00A0= 1", "not the name")]
    [InlineData("\u3000net.core.somaxconn = 1", "not the name")]
    [InlineData("net.core.some\u0001thing = 1", "control character")]
    [InlineData("net.core.grün = 1", "not the name")]
    [InlineData("net.core.$(id) = 1", "not the name")]
    [InlineData("net.core.a;b = 1", "not the name")]
    [InlineData("net.core.\\x = 1", "not the name")]
    [InlineData("net.core.a\0b = 1", "zero byte")]
    public void A_line_of_sysctl_that_cannot_be_is_named_by_file_and_number(string line, string message) =>
        AssertProblem(SysctlFile.Parse("some.conf", Encoding.UTF8.GetBytes("# first\r\n" + line)).Problems, "some.conf:2: ", message);

    [Theory]
    [InlineData("* soft nofile 1", "*", true, false, 1ul)]
    [InlineData("* SOFT nofile 65536", "*", true, false, 65536ul)]
    [InlineData("* Hard NOFILE 65536", "*", false, true, 65536ul)]
    [InlineData("* - nofile -", "*", true, true, ulong.MaxValue)]
    [InlineData("* - nofile Infinity", "*", true, true, ulong.MaxValue)]
    [InlineData("* - nofile 99999999999999999999", "*", true, true, ulong.MaxValue)]
    [InlineData("* - nofile -5", "*", true, true, ulong.MaxValue - 4)]
    [InlineData("root\thard\tnofile\t64000 # comment", "root", false, true, 64000ul)]
    [InlineData("root hard nofile 64000#comment", "root", false, true, 64000ul)]
    [InlineData("@redis - nofile unlimited", "@redis", true, true, ulong.MaxValue)]
    [InlineData("1000:2000 - nofile -1\r", "1000:2000", true, true, ulong.MaxValue)]
    [InlineData(":1000 - nofile 7", ":1000", true, true, 7ul)]
    [InlineData("1000: - nofile 7", "1000:", true, true, 7ul)]
    [InlineData("@1000:2000 - nofile 7", "@1000:2000", true, true, 7ul)]
    [InlineData("* soft nofile 1 2", "*", true, false, 1ul)]
    [InlineData("* soft nofile 1e5", "*", true, false, 1ul)]
    [InlineData("* soft nofile 0x10", "*", true, false, 0ul)]
    public void A_line_of_limits_is_domain_type_item_and_value(string line, string domain, bool isSoft, bool isHard, ulong value)
    {
        (ImmutableArray<LimitsLine> lines, ImmutableArray<ConfigurationProblem> problems) = LimitsFile.Parse(
            "f", Encoding.UTF8.GetBytes(line));
        Assert.Empty(problems);
        LimitsLine parsed = Assert.Single(lines);
        Assert.Equal(
            (domain, isSoft, isHard, "nofile", value),
            (parsed.Domain.ToString(), parsed.IsSoft, parsed.IsHard, parsed.Item!, parsed.Value));
    }

    [Theory]
    [InlineData("@dba -")]
    [InlineData("redis\t-")]
    [InlineData("1000: - # none")]
    [InlineData("@student - maxlogins 4")]
    [InlineData("% - maxlogins 10")]
    [InlineData("@faculty anything maxlogins 4")]
    [InlineData("* - nice -10")]
    [InlineData("ftp - chroot /ftp")]
    [InlineData("* hard nonewprivs 1")]
    public void What_pam_limits_reads_is_no_problem(string line)
    {
        (ImmutableArray<LimitsLine> lines, ImmutableArray<ConfigurationProblem> problems) = LimitsFile.Parse(
            "f", Encoding.UTF8.GetBytes(line));
        Assert.Empty(problems);
        Assert.Single(lines);
    }

    [Theory]
    [InlineData("* soft nofile", "3 fields")]
    [InlineData("nofile", "1 fields")]
    [InlineData("* -", "has no effect")]
    [InlineData("%dba -", "has no effect")]
    [InlineData("* weak nofile 1", "not a type")]
    [InlineData("* soft,hard nofile 1", "not a type")]
    [InlineData("* soft files 1", "not an item")]
    [InlineData("* soft nofile lots", "not a limit")]
    [InlineData("* soft nofile \"5000\"", "not a limit")]
    [InlineData("%dba soft nofile 5000", "maxlogins only")]
    [InlineData("1000:x soft nofile 1", "not a range")]
    [InlineData(": soft nofile 1", "not a range")]
    [InlineData("*\u00A0soft nofile 1", "3 fields")]
    [InlineData("net.core.somaxconn = 1", "3 fields")]
    public void A_line_of_limits_that_cannot_be_is_named_by_file_and_number(string line, string message) =>
        AssertProblem(LimitsFile.Parse("limits.conf", Encoding.UTF8.GetBytes("\n" + line)).Problems, "limits.conf:2: ", message);

    [Theory]
    [InlineData("# gr\u00F6\u00DFer", false)]
    [InlineData("; gr\u00F6\u00DFer", false)]
    [InlineData("net.core.somaxc\u00F6nn = 1", true)]
    public void Letters_of_another_encoding_matter_in_settings_and_not_in_comments(string line, bool isProblem) =>
        Assert.Equal(isProblem, SysctlFile.Parse("f", Encoding.Latin1.GetBytes(line)).Problems.Length == 1);

    [Fact]
    public void A_byte_order_mark_spoils_the_first_setting_and_no_comment()
    {
        byte[] mark = [0xEF, 0xBB, 0xBF];
        AssertProblem(SysctlFile.Parse("f", [.. mark, .. "net.core.somaxconn = 1"u8]).Problems, "f:1: ", "byte order mark");
        AssertProblem(LimitsFile.Parse("f", [.. mark, .. "* - nofile 1"u8]).Problems, "f:1: ", "byte order mark");
        Assert.Single(SysctlFile.Parse("f", [.. mark, .. "# x\nnet.core.somaxconn = 1"u8]).Lines);
    }

    public static TheoryData<string, byte[], string, string> BadBytes => new()
    {
        { "not UTF-8", [(byte)'a', 0xFF, 0xFE, (byte)'b'], "f:1: ", "not UTF-8" },
        { "a torn letter", [(byte)'a', 0xC3], "f:1: ", "not UTF-8" },
        { "UTF-16, little end first", [0xFF, 0xFE, (byte)'a', 0], "f: ", "UTF-16" },
        { "UTF-16, big end first", [0xFE, 0xFF, 0, (byte)'a'], "f: ", "UTF-16" },
        { "a name with a zero byte", [(byte)'a', 0, (byte)'b'], "f:1: ", "zero byte" },
        { "zero bytes", [0, 0, 0], "f:1: ", "zero byte" },
        { "a name that clears the screen", [(byte)'a', 0x1B, (byte)'[', (byte)'2', (byte)'J'], "f:1: ", "control character" },
        { "a C1 control character", [(byte)'a', 0xC2, 0x9B], "f:1: ", "control character" },
        { "a file of 10 MB", [.. Enumerable.Repeat((byte)'\n', 10 * 1024 * 1024)], "f: ", "larger than 1,048,576 bytes" },
        { "a gzip file", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0], "f:1: ", "zero byte" },
    };

    [Theory]
    [MemberData(nameof(BadBytes))]
    public void Bytes_that_are_no_text_are_a_problem_of_both_parsers(string what, byte[] bytes, string place, string message)
    {
        Assert.NotEmpty(what);
        AssertProblem(SysctlFile.Parse("f", bytes).Problems, place, message);
        AssertProblem(LimitsFile.Parse("f", bytes).Problems, place, message);
    }

    [Fact]
    public void Whatever_the_bytes_are_each_line_is_read_or_a_problem()
    {
        var random = new Random(7);
        string[] pieces = ["net.core.somaxconn", "*", "-", "=", " ", "\t", "\n", "\r\n", "soft", "nofile", "1", "999999999999999999999",
            "#", ";", "/", ".", "..", "\0", "é", "\uFEFF", "[", "unlimited", "@x"];
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = i % 2 == 0
                ? Encoding.UTF8.GetBytes(
                    string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => pieces[random.Next(pieces.Length)])))
                : RandomBytes(random);
            (ImmutableArray<SysctlLine> settings, ImmutableArray<ConfigurationProblem> problems) = SysctlFile.Parse("f", bytes);
            Assert.All(settings, line => Assert.DoesNotContain("..", SysctlName.ToPath(line.Name), StringComparison.Ordinal));
            Assert.All(settings, line => Assert.False(SysctlName.ToPath(line.Name).StartsWith('/')));
            (ImmutableArray<LimitsLine> limits, ImmutableArray<ConfigurationProblem> others) = LimitsFile.Parse("f", bytes);
            int lines = bytes.Count(value => value == '\n') + 1;
            Assert.InRange(settings.Length + problems.Length, 0, lines);
            Assert.InRange(limits.Length + others.Length, 0, lines);
        }
    }

    [Theory]
    [InlineData("net.core.somaxconn", "net/core/somaxconn")]
    [InlineData("net.ipv4.conf.eth0/100.rp_filter", "net/ipv4/conf/eth0.100/rp_filter")]
    public void A_name_is_a_path_below_proc_sys(string name, string path)
    {
        Assert.Equal(path, SysctlName.ToPath(name));
        Assert.True(SysctlName.TryParse(path, allowGlob: false, out string? parsed));
        Assert.Equal(name, parsed);
    }

    [Fact]
    public void Of_files_with_the_same_name_the_first_folders_counts_and_of_settings_the_last()
    {
        using var root = new TemporaryFolder();
        root.Write("etc/sysctl.d/50-a.conf", "net.core.somaxconn = 1\nnet.core.rmem_max = 1");
        root.Write("usr/lib/sysctl.d/50-a.conf", "net.core.wmem_max = 7");
        root.Write("run/sysctl.d/60-b.conf", "net.core.somaxconn = 2");
        root.Write("usr/lib/sysctl.d/40-c.conf", "net.core.somaxconn = 3\nvm.swappiness = 10");
        root.Write("etc/sysctl.d/README", "net.core.somaxconn = 4");
        root.Write("etc/sysctl.conf", "net.core.rmem_max = 5");
        using HostRoot host = HostRoot.Open(root.Path);
        PersistedSettings persisted = PersistedSettings.Read(host);

        Assert.Equal(SysctlReader.Procps, persisted.Reader);
        Assert.Equal(("2", "5", null, "10"), (persisted.ValueOf("net.core.somaxconn"), persisted.ValueOf("net.core.rmem_max"),
            persisted.ValueOf("net.core.wmem_max"), persisted.ValueOf("vm.swappiness")));
        Assert.Equal("/etc/sysctl.conf:1 (5), which overrides /etc/sysctl.d/50-a.conf:2 (1)", persisted.Describe("net.core.rmem_max"));
        Assert.Equal(
            "/run/sysctl.d/60-b.conf:1 (2), which overrides /usr/lib/sysctl.d/40-c.conf:1 (3) and /etc/sysctl.d/50-a.conf:1 (1)",
            persisted.Describe("net.core.somaxconn"));
    }

    /// <summary>What systemd-sysctl and sysctl --system were seen to do with the same files.</summary>
    [Theory]
    [InlineData(true, false, "/etc/sysctl.d/99-z.conf:1 (2)")]
    [InlineData(true, true, "/etc/sysctl.d/99-z.conf:1 (2), which overrides /etc/sysctl.d/99-sysctl.conf:1 (1)")]
    [InlineData(false, false, "/etc/sysctl.conf:1 (1), which overrides /etc/sysctl.d/99-z.conf:1 (2)")]
    public void The_main_file_counts_as_the_reader_of_this_host_has_it(bool isSystemd, bool hasLink, string place)
    {
        using var root = new TemporaryFolder();
        root.Write("etc/sysctl.conf", "net.core.somaxconn = 1");
        root.Write("etc/sysctl.d/99-z.conf", "net.core.somaxconn = 2");
        root.Write("etc/sysctl.d/.hidden.conf", "net.core.somaxconn = 3");
        if (isSystemd)
            root.Write("usr/lib/systemd/systemd-sysctl", "");
        if (hasLink)
            File.CreateSymbolicLink(root.FullName("etc/sysctl.d/99-sysctl.conf"), "../sysctl.conf");
        using HostRoot host = HostRoot.Open(root.Path);
        PersistedValue persisted = PersistedSettings.Read(host).For("net.core.somaxconn");
        Assert.Equal((place, isSystemd ? "systemd-sysctl" : "sysctl --system (procps)"), (persisted.Place, persisted.AppliedBy));
        Assert.Equal(
            isSystemd && !hasLink, persisted.Unread?.Contains("/etc/sysctl.conf:1 (1) has no effect", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public void The_originals_files_are_understood_line_by_line()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "original");
        ConfigurationReport report = ConfigurationTuning.Check(
            new TuningPlan { Cps = 8000 }, [Path.Combine(folder, "sysctl.conf"), Path.Combine(folder, "limits.conf")]);

        Assert.Empty(report.Problems);
        Assert.Equal(
            [
                "net.ipv4.tcp_tw_reuse NotNeeded", "net.core.rmem_max NotNeeded", "net.core.wmem_max NotNeeded",
                "net.ipv4.tcp_max_syn_backlog Right",
                "net.ipv4.tcp_syncookies Right", "net.core.somaxconn Right", "net.ipv4.tcp_orphan_retries NotNeeded",
                "net.ipv4.tcp_fin_timeout NotNeeded",
                "nofile.soft Right", "nofile.hard Right", "nofile.soft Right", "nofile.hard Right",
            ],
            report.Checks.Select(check => $"{check.Name} {check.Verdict}"));
        Assert.EndsWith("sysctl.conf:5", report.Checks[0].PersistedIn, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_that_contradict_each_other_say_which_one_wins()
    {
        ConfigurationReport report = Check("net.core.somaxconn = 65536\nnet.core.somaxconn = 128\nnet.ipv4.tcp_tw_recycle = 1\nkernel.panic = 10\nnet.ipv4.tcp_syncookies = 0");
        Assert.Equal(["Right", "TooLow", "Obsolete", "NotNeeded", "Harmful"], report.Checks.Select(check => check.Verdict.ToString()));
        Assert.Contains("Another line takes precedence: f.conf:2 (128)", report.Checks[0].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("65000 # wide", "Right")]
    [InlineData("0x10000", "Right")]
    [InlineData("0200000", "Right")]
    [InlineData("010", "TooLow")]
    [InlineData("\"65002\"", "Invalid")]
    [InlineData("'65002'", "Invalid")]
    [InlineData("99999999999", "Invalid")]
    [InlineData("65002,", "Invalid")]
    [InlineData("64k", "Invalid")]
    [InlineData("", "Invalid")]
    public void A_value_is_what_the_kernel_makes_of_it(string value, string verdict)
    {
        TuningCheck check = Assert.Single(Check($"net.core.somaxconn = {value}").Checks);
        Assert.Equal((verdict, value), (check.Verdict.ToString(), check.Current));
    }

    [Fact]
    public void Quotation_marks_are_named_with_the_way_out() =>
        Assert.Contains(
            "the quotation marks are part of the value. Write 65002 without them.",
            Assert.Single(Check("net.core.somaxconn = \"65002\"").Checks).Reason, StringComparison.Ordinal);

    [Fact]
    public void A_glob_is_judged_for_each_setting_that_it_hits()
    {
        ConfigurationReport report = Check("net.ipv4.tcp_[sa]*[sw] = 0\n-net.ipv4.tcp_syncookies");
        Assert.Equal(
            ["net.ipv4.tcp_syncookies Harmful", "net.ipv4.tcp_abort_on_overflow Right"],
            report.Checks.Select(check => $"{check.Name} {check.Verdict}"));
        Assert.Contains("-net.ipv4.tcp_syncookies excludes it", report.Checks[0].Reason, StringComparison.Ordinal);
        Assert.Equal("NotNeeded", Assert.Single(Check("net.* = 0").Checks).Verdict.ToString());
    }

    [Theory]
    [InlineData("* - nofile 2000000000", "Harmful")]
    [InlineData("* - nofile -5", "Harmful")]
    [InlineData("* - nofile unlimited", "Right")]
    [InlineData("* - nofile -", "Right")]
    [InlineData("* SOFT nofile 65536", "Right")]
    [InlineData("* soft nofile 65536 # soft=hard", "Right")]
    [InlineData("* SOFT nofile 0x10000", "TooLow")]
    [InlineData("* hard nofile 1048576", "Right")]
    [InlineData("* hard nofile 1048577", "Harmful")]
    public void A_limit_of_open_files_is_held_against_what_the_kernel_allows(string line, string verdict)
    {
        ConfigurationReport report = Check(line);
        Assert.Empty(report.Problems);
        Assert.All(report.Checks, check => Assert.Equal(verdict, check.Verdict.ToString()));
        Assert.NotEmpty(report.Checks);
    }

    [Fact]
    public void A_limit_that_the_same_files_allow_is_right()
    {
        ImmutableArray<ConfigurationProblem>.Builder problems = ImmutableArray.CreateBuilder<ConfigurationProblem>();
        ConfigurationReport report = ConfigurationTuning.Check(
            new TuningPlan { Cps = 8000 }, new TuningFacts(), SysctlReader.Procps,
            [("a.conf", "fs.nr_open = 3000000"u8.ToArray()), ("limits.conf", "* - nofile 2000000"u8.ToArray())], problems);
        Assert.All(report.Checks, check => Assert.Equal(TuningVerdict.Right, check.Verdict));
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_problem_and_the_others_are_judged()
    {
        ConfigurationReport report = ConfigurationTuning.Check(new TuningPlan(), ["/nowhere/a.conf"]);
        Assert.Contains("/nowhere/a.conf: ", Assert.Single(report.Problems).ToString(), StringComparison.Ordinal);
    }

    private static ConfigurationReport Check(string text) => ConfigurationTuning.Check(
        new TuningPlan { Cps = 8000 }, new TuningFacts(), SysctlReader.Procps, [("f.conf", Encoding.UTF8.GetBytes(text))],
        ImmutableArray.CreateBuilder<ConfigurationProblem>());

    private static byte[] RandomBytes(Random random)
    {
        byte[] bytes = new byte[random.Next(200)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static void AssertProblem(ImmutableArray<ConfigurationProblem> problems, string place, string message)
    {
        string said = Assert.Single(problems).ToString();
        Assert.StartsWith(place, said, StringComparison.Ordinal);
        Assert.Contains(message, said, StringComparison.Ordinal);
    }
}
