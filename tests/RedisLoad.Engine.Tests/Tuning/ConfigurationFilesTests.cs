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
        (ImmutableArray<SysctlLine> lines, ImmutableArray<ConfigurationProblem> problems) = SysctlFile.Parse("f", Encoding.UTF8.GetBytes(text));
        Assert.Empty(lines);
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("net.core.somaxconn", "no '='")]
    [InlineData("net.core.somaxconn 1", "no '='")]
    [InlineData("= 1", "not the name")]
    [InlineData("- = 1", "not the name")]
    [InlineData("net.core.somaxconn =", "no value")]
    [InlineData("net.core.somaxconn =   \t", "no value")]
    [InlineData("somaxconn = 1", "not the name")]
    [InlineData(".net.core = 1", "not the name")]
    [InlineData("net..core = 1", "not the name")]
    [InlineData("net.core. = 1", "not the name")]
    [InlineData("../../etc/passwd = 1", "not the name")]
    [InlineData("/etc/passwd = 1", "not the name")]
    [InlineData("/proc/sys/net/core/somaxconn = 1", "not the name")]
    [InlineData("net/../../../etc/passwd = 1", "not the name")]
    [InlineData("net/core/../somaxconn = 1", "not the name")]
    [InlineData("net/./core = 1", "not the name")]
    [InlineData("net.core//somaxconn = 1", "not the name")]
    [InlineData("net.core./etc/passwd = 1", "not the name")]
    [InlineData("net core somaxconn = 1", "not the name")]
    [InlineData("net.core.some\u0001thing = 1", "not the name")]
    [InlineData("net.core.grün = 1", "not the name")]
    [InlineData("net.core.$(id) = 1", "not the name")]
    [InlineData("net.core.a;b = 1", "not the name")]
    [InlineData("net.core.\\x = 1", "not the name")]
    [InlineData("net.core.a\0b = 1", "zero byte")]
    public void A_line_of_sysctl_that_cannot_be_is_named_by_file_and_number(string line, string message) =>
        AssertProblem(SysctlFile.Parse("some.conf", Encoding.UTF8.GetBytes("# first\r\n" + line)).Problems, "some.conf:2: ", message);

    [Theory]
    [InlineData("* soft nofile 1", "*", true, false, 1)]
    [InlineData("root\thard\tnofile\t64000 # comment", "root", false, true, 64000)]
    [InlineData("@redis - nofile unlimited", "@redis", true, true, long.MaxValue)]
    [InlineData("1000:2000 - nofile -1\r", "1000:2000", true, true, long.MaxValue)]
    public void A_line_of_limits_is_domain_type_item_and_value(string line, string domain, bool isSoft, bool isHard, long value)
    {
        LimitsLine parsed = Assert.Single(LimitsFile.Parse("f", Encoding.UTF8.GetBytes(line)).Lines);
        Assert.Equal((domain, isSoft, isHard, "nofile", value), (parsed.Domain, parsed.IsSoft, parsed.IsHard, parsed.Item, parsed.Value));
    }

    [Theory]
    [InlineData("* soft nofile", "3 fields")]
    [InlineData("nofile", "1 fields")]
    [InlineData("* soft nofile 1 2", "5 fields")]
    [InlineData("* weak nofile 1", "no type")]
    [InlineData("* soft files 1", "no item")]
    [InlineData("* soft nofile lots", "no limit")]
    [InlineData("* soft nofile 1e5", "no limit")]
    [InlineData("* soft nofile 0x10", "no limit")]
    [InlineData("* soft nofile 99999999999999999999", "no limit")]
    [InlineData("net.core.somaxconn = 1", "3 fields")]
    public void A_line_of_limits_that_cannot_be_is_named_by_file_and_number(string line, string message) =>
        AssertProblem(LimitsFile.Parse("limits.conf", Encoding.UTF8.GetBytes("\n" + line)).Problems, "limits.conf:2: ", message);

    public static TheoryData<string, byte[], string, string> BadBytes => new()
    {
        { "not UTF-8", [(byte)'a', 0xFF, 0xFE, (byte)'b'], "f:1: ", "not UTF-8" },
        { "a torn letter", [(byte)'a', 0xC3], "f:1: ", "not UTF-8" },
        { "UTF-16, little end first", [0xFF, 0xFE, (byte)'a', 0], "f: ", "UTF-16" },
        { "UTF-16, big end first", [0xFE, 0xFF, 0, (byte)'a'], "f: ", "UTF-16" },
        { "zero bytes", [0, 0, 0], "f:1: ", "zero byte" },
        { "a line of 1 MB", [.. Enumerable.Repeat((byte)'a', 1024 * 1024)], "f:1: ", "4,096 are read at most" },
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
        string[] pieces = ["net.core.somaxconn", "*", "-", "=", " ", "\t", "\n", "\r\n", "soft", "nofile", "1", "999999999999999999999", "#", ";", "/", ".", "..", "\0", "é", "\uFEFF", "[", "unlimited", "@x"];
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = i % 2 == 0
                ? Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => pieces[random.Next(pieces.Length)])))
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
        var persisted = PersistedSettings.Read(root.Path);

        Assert.Equal(("2", "5", null, "10"), (persisted.ValueOf("net.core.somaxconn"), persisted.ValueOf("net.core.rmem_max"), persisted.ValueOf("net.core.wmem_max"), persisted.ValueOf("vm.swappiness")));
        Assert.Equal("/etc/sysctl.conf:1 (5), which overrides /etc/sysctl.d/50-a.conf:2 (1)", persisted.Describe("net.core.rmem_max"));
        Assert.Equal(
            "/run/sysctl.d/60-b.conf:1 (2), which overrides /usr/lib/sysctl.d/40-c.conf:1 (3) and /etc/sysctl.d/50-a.conf:1 (1)",
            persisted.Describe("net.core.somaxconn"));
    }

    [Fact]
    public void A_link_gives_sysctl_conf_its_place_by_name()
    {
        using var root = new TemporaryFolder();
        root.Write("etc/sysctl.conf", "net.core.somaxconn = 1");
        root.Write("etc/sysctl.d/99-z.conf", "net.core.somaxconn = 2");
        File.CreateSymbolicLink(Path.Combine(root.Path, "etc/sysctl.d/99-sysctl.conf"), "../sysctl.conf");
        Assert.Equal("2", PersistedSettings.Read(root.Path).ValueOf("net.core.somaxconn"));
    }

    [Theory]
    [InlineData("net.ipv4.conf.*.rp_filter = 1\nnet.ipv4.conf.lo.rp_filter = 2", "net.ipv4.conf.lo.rp_filter", "2")]
    [InlineData("net.ipv4.conf.lo.rp_filter = 2\nnet.ipv4.conf.*.rp_filter = 1", "net.ipv4.conf.lo.rp_filter", "2")]
    [InlineData("net.ipv4.conf.*.rp_filter = 1", "net.ipv4.conf.lo.rp_filter", "1")]
    [InlineData("net.ipv4.conf.*.rp_filter = 1\n-net.ipv4.conf.lo.rp_filter", "net.ipv4.conf.lo.rp_filter", null)]
    public void A_name_is_stronger_than_a_glob(string text, string name, string? value)
    {
        var persisted = PersistedSettings.Of(SysctlFile.Parse("f", Encoding.UTF8.GetBytes(text)).Lines);
        Assert.Equal(value, persisted.ValueOf(name));
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
                "net.ipv4.tcp_tw_reuse NotNeeded", "net.core.rmem_max NotNeeded", "net.core.wmem_max NotNeeded", "net.ipv4.tcp_max_syn_backlog Right",
                "net.ipv4.tcp_syncookies Right", "net.core.somaxconn Right", "net.ipv4.tcp_orphan_retries NotNeeded", "net.ipv4.tcp_fin_timeout NotNeeded",
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
        Assert.Contains("Another line wins: f.conf:2 (128)", report.Checks[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_problem_and_the_others_are_judged()
    {
        ConfigurationReport report = ConfigurationTuning.Check(new TuningPlan(), ["/nowhere/a.conf"]);
        Assert.Contains("/nowhere/a.conf: ", Assert.Single(report.Problems).ToString(), StringComparison.Ordinal);
    }

    private static ConfigurationReport Check(string text) => ConfigurationTuning.Check(
        new TuningPlan { Cps = 8000 }, new TuningFacts(), [("f.conf", Encoding.UTF8.GetBytes(text))], ImmutableArray.CreateBuilder<ConfigurationProblem>());

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
