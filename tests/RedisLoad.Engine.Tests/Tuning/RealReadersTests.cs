using System.Diagnostics;
using System.Text;
using RedisLoad.Tuning;
using RedisLoad.Tuning.Files;

namespace RedisLoad.Tests.Tuning;

/// <summary>What is made of files here, held against the programs that apply them: sysctl(8), systemd-sysctl, and pam_limits through
/// su(1).</summary>
public class RealReadersTests
{
    private const string SystemdSysctl = "/usr/lib/systemd/systemd-sysctl";

    private static readonly string[] s_names =
    [
        "net.core.somaxconn", "net.ipv4.tcp_max_syn_backlog", "net.ipv4.ip_local_reserved_ports", "net.ipv4.conf.lo.rp_filter",
        "net.ipv4.conf.all.rp_filter", "net.ipv4.conf.default.rp_filter",
    ];

    public static TheoryData<string> SysctlTexts =>
    [
        "net.ipv4.conf.*.rp_filter = 1",
        "net.ipv4.conf.[dl]*.rp_filter = 1",
        "net.ipv4.conf.[!l]*.rp_filter = 1",
        "net.ipv4.conf.l?.rp_filter = 1",
        "net.*.rp_filter = 1",
        "net.ipv4.*.rp_filter = 1",
        "net.ipv4.*.*.rp_filter = 1",
        "net.ipv4.conf.*.rp_filter = 1\nnet.ipv4.conf.lo.rp_filter = 2",
        "net.ipv4.conf.lo.rp_filter = 2\nnet.ipv4.conf.*.rp_filter = 1",
        "net.ipv4.conf.*.rp_filter = 1\n-net.ipv4.conf.lo.rp_filter",
        "-net.ipv4.conf.l*.rp_filter\nnet.ipv4.conf.*.rp_filter = 1",
        "net.ipv4.conf.*.rp_filter = 1\nnet.ipv4.conf.l*.rp_filter = 2",
        "net.ipv4.conf.l*.rp_filter = 2\nnet.ipv4.conf.*.rp_filter = 1",
        "net.ipv4.conf.l*.rp_filter = 2\nnet.ipv4.conf.*.rp_filter = 1\nnet.ipv4.conf.l*.rp_filter = 2",
        "net.ipv4.conf.lo.rp_filter = 2\n-net.ipv4.conf.lo.rp_filter",
        "-net.ipv4.conf.lo.rp_filter\nnet.ipv4.conf.lo.rp_filter = 2",
        "net.core.somaxconn = 65000 # wide",
        "net.core.somaxconn = 0x10000",
        "net.core.somaxconn = \"65002\"",
        "net.core.somaxconn = 5\nnet.core.somaxconn = \"65002\"",
        "net.core.somaxconn =",
        "net.core.somaxconn 5",
        "-net.core.somaxconn = 5",
        "net..core.somaxconn = 5",
        "/net/core/somaxconn = 5",
        "net/core//somaxconn = 5",
        ".net.core.somaxconn = 5",
        "/proc/sys/net/core/somaxconn = 5",
        "net.core.somaxconn = 5\r\n",
        "\uFEFFnet.core.somaxconn = 5\nnet.ipv4.tcp_max_syn_backlog = 6",
        "\u00A0net.core.somaxconn = 5",
        "net.core.somaxconn\u00A0= 5",
        "net.core.somaxconn =\u00A05",
        "  # x\n\t; y\n\t net.core.somaxconn = 5",
        "net.core.somaxconn = 5 = 6",
        "NET.core.somaxconn = 5",
        "net.core.somaxconn : 5",
        "net.core.somaxconn = 5 \\\nnet.ipv4.tcp_max_syn_backlog = 7",
        "net.core.som* = 5\nnet.core.somaxcon? = 6",
        "net.core.som[a]xconn = 5",
        "net.core.som[^b]xconn = 5",
        "net.core.som[[:alpha:]]xconn = 5",
        "net.core.somaxconn = 9\n-net.core.som*",
        "net.ipv4.ip_local_reserved_ports = 6379,",
        "net.ipv4.ip_local_reserved_ports = 6379, 7000",
        "net.ipv4.ip_local_reserved_ports = 6379\nnet.ipv4.ip_local_reserved_ports =",
    ];

    [Theory]
    [MemberData(nameof(SysctlTexts))]
    public void Procps_makes_the_same_of_a_file(string text) =>
        AssertSame("procps 4.0 (sysctl)", SysctlReader.Procps, text, file => Run("sysctl", "-q", "-p", file));

    [Theory]
    [MemberData(nameof(SysctlTexts))]
    public void Systemd_makes_the_same_of_a_file(string text)
    {
        Assert.SkipUnless(File.Exists(SystemdSysctl), "systemd-sysctl is not installed.");
        AssertSame("systemd-sysctl", SysctlReader.Systemd, text, file => Run(SystemdSysctl, file));
    }

    public static TheoryData<string, string> LimitsTexts => new()
    {
        { "* soft nofile 5000", "" },
        { "* SOFT NOFILE 5001", "" },
        { "  * \t soft\tnofile  5004  # x", "" },
        { "* soft nofile 5005\r", "" },
        { "* soft nofile 5006 extra", "" },
        { "* soft nofile 200e3", "" },
        { "* soft nofile lots", "" },
        { "* soft nofile", "" },
        { "* weak nofile 5007", "" },
        { "* soft nofile 5300\n* soft nofile 5301", "" },
        { "* soft nofile 5400", "* soft nofile 5401" },
        { "root soft nofile 5610", "* soft nofile 5611" },
        { "0:0 soft nofile 5608", "root soft nofile 5609" },
        { "root soft nofile 5609", ":0 soft nofile 5608" },
        { "0: soft nofile 5607", "" },
        { "@root soft nofile 5611", "" },
        { "1:x soft nofile 5612\n* soft nofile 5613", "" },
        { "\uFEFF* soft nofile 5700", "" },
        { "*\u00A0soft nofile 5701", "" },
        { "* soft nofile \"5000\"", "" },
        { "%root soft nofile 5605", "" },
        { "root -\nroot soft nofile 5900", "" },
        { "* -\n* soft nofile 5504", "" },
    };

    [Theory]
    [MemberData(nameof(LimitsTexts))]
    public void Pam_limits_makes_the_same_of_files(string main, string second)
    {
        Assert.SkipUnless(
            Environment.UserName == "root" && File.Exists("/etc/pam.d/su"), "su with PAM needs root and Debian's login package.");
        using var root = new TemporaryFolder();
        // Without CAP_SYS_RESOURCE, a hard limit that no line sets cannot be had.
        root.Write("etc/security/limits.conf", $"* hard nofile 17000\nroot hard nofile 17000\n{main}\n");
        root.Write("etc/security/limits.d/50-second.conf", second + "\n");
        using HostRoot host = HostRoot.Open(root.Path);
        PersistedLimits limits = PersistedLimits.Read(host);
        const string Script = """
            mount --bind "$0/etc/security" /etc/security
            for user in nobody root; do su -s /bin/sh "$user" -c 'ulimit -Sn' 2>/dev/null; done
            """;
        string[] said = RunAndRead("unshare", "--mount", "sh", "-c", $"ulimit -Sn 1024; ulimit -Hn 18000; {Script}", root.Path).Split(
            '\n', StringSplitOptions.RemoveEmptyEntries);
        string everybody = Expected(limits.OfEverybody(isSoft: true) ?? (main.StartsWith("0:", StringComparison.Ordinal) && main[2] == ' '
            ? limits.OfRoot(isSoft: true) : null));
        string ofRoot = limits.ExemptionOfRoot is null ? Expected(limits.OfRoot(isSoft: true)) : "1024";
        Assert.Equal([everybody, ofRoot], said);

        static string Expected(LimitsLine? line) => line is null ? "1024" : $"{line.ToFiles(17000)}";
    }

    private static void AssertSame(string program, SysctlReader reader, string text, Action<string> apply) => NetworkNamespace.Run(() =>
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.conf", text);
        foreach (string name in s_names.Where(name => name.EndsWith("filter", StringComparison.Ordinal)))
            File.WriteAllText(PathOf(name), "0\n");
        string[] before = [.. s_names.Select(Shown)];
        apply(folder.FullName("a.conf"));

        var persisted = PersistedSettings.Of(SysctlFile.Parse("a.conf", Encoding.UTF8.GetBytes(text)).Lines, reader);
        for (int i = 0; i < s_names.Length; i++)
            Assert.Equal((program, s_names[i], Shown(s_names[i])), (program, s_names[i], Expected(persisted, s_names[i], before[i])));
    });

    /// <summary>The value that is in force after a file was applied: what the kernel refuses, changes nothing.</summary>
    private static string Expected(PersistedSettings persisted, string name, string before)
    {
        SettingForm form = TuningCatalogue.Find(name)?.Form ?? SettingForm.Number();
        // procps writes one line after the other; systemd-sysctl only the last one of a name.
        if (persisted.ValueOf(name) is { } value && form.Read(value, before) is { } read)
            return read;
        return persisted.Reader == SysctlReader.Procps && persisted.Describe(name)?.Contains("overrides a.conf:1 (5)",
            StringComparison.Ordinal) == true ? "5" : before;
    }

    private static string PathOf(string name) => "/proc/sys/" + SysctlName.ToPath(name);

    private static string Shown(string name) => SettingText.Normalize(File.ReadAllText(PathOf(name)));

    private static void Run(string program, params string[] arguments) => RunAndRead(program, arguments);

    private static string RunAndRead(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        _ = errors.Result;
        return said;
    }
}
