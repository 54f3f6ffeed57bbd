using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using RedisLoad.Tuning.Changes;

namespace RedisLoad.Tests.Tuning;

/// <summary>Changes to the files of another root; and to what is in force, in a network namespace of the test's own.</summary>
public class TuningSessionTests
{
    private const string Own = "etc/sysctl.d/90-redisload.conf";
    private const string OwnLimits = "etc/security/limits.d/90-redisload.conf";

    [Fact]
    public void A_setting_has_one_line_in_a_file_of_its_own()
    {
        using var root = new TemporaryFolder();
        Set(root, ("net.core.somaxconn", "4096"), ("net/ipv4/tcp_max_syn_backlog", "4096"), ("net.core.somaxconn", "8192"));
        Assert.Equal(["net.core.somaxconn = 8192", "net.ipv4.tcp_max_syn_backlog = 4096"], Lines(root, Own));
    }

    [Theory]
    [InlineData("net.core.somaxconn", "100", "4096")]
    [InlineData("net.ipv4.ip_local_port_range", "40000 50001", "32768 60999")]
    [InlineData("net.ipv4.ip_local_reserved_ports", "6379", "6379,7000")]
    public void What_files_set_is_never_lowered(string name, string value, string persisted)
    {
        using var root = new TemporaryFolder();
        root.Write("etc/sysctl.d/10-x.conf", $"{name} = {persisted}\n");
        Set(root, (name, value));
        Assert.False(File.Exists(root.FullName(Own)));
    }

    [Fact]
    public void Limits_of_open_files_are_for_all_and_for_root_and_never_lowered()
    {
        using var root = new TemporaryFolder();
        root.Write("etc/security/limits.conf", "root - nofile 100000\n");
        Set(root, ("nofile.soft", "64000"), ("nofile.hard", "64000"));
        Assert.Equal(["* soft nofile 64000", "* hard nofile 64000"], Lines(root, OwnLimits));
    }

    [Fact]
    public void The_hard_limit_of_a_process_that_runs_is_not_changed()
    {
        using var root = new TemporaryFolder();
        using TuningSession session = TuningSession.Open(root.Path, null, CancellationToken.None);
        Assert.Equal(
            TuningProblem.InvalidValue,
            Assert.Throws<TuningException>(() => session.Set("nofile.hard", "64000", TuningScope.Live)).Problem);
    }

    [Fact]
    public void A_limit_above_fs_nr_open_waits_for_fs_nr_open()
    {
        using var root = new TemporaryFolder();
        using TuningSession session = TuningSession.Open(root.Path, null, CancellationToken.None);
        TuningException refused = Assert.Throws<TuningException>(() => session.Set("nofile.hard", "2000000", TuningScope.Persistent));
        Assert.Contains("2000000 is above fs.nr_open, which is 1,048,576", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(root.FullName(OwnLimits)));

        session.Set("fs.nr_open", "2000000", TuningScope.Persistent);
        Assert.True(session.Set("nofile.hard", "2000000", TuningScope.Persistent).Persistent);
        root.Write("etc/sysctl.d/99-later.conf", "fs.nr_open = 1048576\n");
        Assert.Throws<TuningException>(() => session.Set("nofile.soft", "2000000", TuningScope.Persistent));
    }

    [Theory]
    [InlineData("etc/security/limits.d/99-later.conf", "* hard nofile 1024", false, "99-later.conf:1 (* 1024) takes precedence")]
    [InlineData("etc/security/limits.d/99-later.conf", "0:0 hard nofile 1024", false, "99-later.conf:1 (0:0 1024) takes precedence")]
    [InlineData("etc/security/limits.conf", "redis hard nofile 10032", true, "applies to redis instead of the new limit")]
    [InlineData("etc/security/limits.conf", "root -", true, "sets no limits for root")]
    [InlineData("etc/security/limits.conf", "* hard nofile 100000", true, null)]
    public void Limits_of_other_lines_are_warned_of(string file, string line, bool isKept, string? warning)
    {
        using var root = new TemporaryFolder();
        root.Write(file, line + "\n");
        using TuningSession session = TuningSession.Open(root.Path, null, CancellationToken.None);
        Assert.Equal(isKept, session.Set("nofile.hard", "64000", TuningScope.Persistent).Persistent);
        if (warning is null)
            Assert.Empty(session.TakeWarnings());
        else
            Assert.Contains(warning, Assert.Single(session.TakeWarnings()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_that_locks_users_out_is_overridden()
    {
        using var root = new TemporaryFolder();
        root.Write("etc/security/limits.conf", "* - nofile 2000000000\nroot - nofile 2000000000\n");
        Set(root, ("nofile.hard", "64000"));
        Assert.Equal(["* hard nofile 64000", "root hard nofile 64000"], Lines(root, OwnLimits));
    }

    [Fact]
    public void A_number_is_written_as_the_kernel_shows_it()
    {
        using var root = new TemporaryFolder();
        Set(root, ("net.core.somaxconn", "0x1000"), ("net.ipv4.ip_local_reserved_ports", "7001,6379,7000,"));
        Assert.Equal(["net.core.somaxconn = 4096", "net.ipv4.ip_local_reserved_ports = 6379,7000-7001"], Lines(root, Own));
    }

    [Fact]
    public void The_way_to_lower_a_limit_is_one_that_there_is() => NetworkNamespace.Run(() =>
    {
        TuningException refused = Assert.Throws<TuningException>(() => TuningSession.Check("/", "nofile.soft", "1024", TuningScope.Live));
        Assert.Contains("ulimit -Sn 1024", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sysctl", refused.Message, StringComparison.Ordinal);
        Assert.Throws<TuningException>(() => TuningSession.Check("/", "nofile.hard", "1024", TuningScope.Persistent));
        Assert.Throws<TuningException>(() => TuningSession.Check("/", "net.core.somaxconn", "100", TuningScope.Persistent));
    });

    [Theory]
    [InlineData("LimitNOFILE=1000", true)]
    [InlineData("LimitNOFILE=1000:70000", false)]
    [InlineData("LimitNOFILE=infinity", false)]
    [InlineData("", true)]
    public void A_unit_gets_its_limit_in_a_drop_in(string before, bool isWritten)
    {
        using var root = new TemporaryFolder();
        root.Write("usr/lib/systemd/system/redis.service", $"[Service]\n{before}\n");
        using TuningSession session = TuningSession.Open(root.Path, "redis", CancellationToken.None);
        session.Set("nofile.hard", "64000", TuningScope.Persistent);
        Assert.Equal(isWritten, File.Exists(root.FullName("etc/systemd/system/redis.service.d/90-redisload.conf")));
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("../../../etc/cron.d/x")]
    [InlineData("redis.timer")]
    public void A_unit_that_is_not_there_is_refused(string unit)
    {
        using var root = new TemporaryFolder();
        Assert.Throws<TuningException>(() => TuningSession.Open(root.Path, unit, CancellationToken.None));
        Assert.Empty(root.Content("nothing"));
    }

    [Fact]
    public void Another_file_that_wins_is_warned_of()
    {
        using var root = new TemporaryFolder();
        root.Write("etc/sysctl.conf", "net.core.somaxconn = 128\n");
        using TuningSession session = TuningSession.Open(root.Path, null, CancellationToken.None);
        TuningChange change = session.Set("net.core.somaxconn", "4096", TuningScope.Persistent);
        Assert.False(change.Persistent);
        Assert.Contains(
            "/etc/sysctl.conf:1 (128), which overrides /etc/sysctl.d/90-redisload.conf:2 (4096)", Assert.Single(session.TakeWarnings()),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("net.core.somaxconn", "-", TuningProblem.InvalidValue)]
    [InlineData("net.core.somaxconn", "1 2", TuningProblem.InvalidValue)]
    [InlineData("net.core.somaxconn", "4096\nkernel.core_pattern=x", TuningProblem.InvalidValue)]
    [InlineData("net.core.somaxconn", "", TuningProblem.InvalidValue)]
    [InlineData("net.core.somaxconn", "99999999999", TuningProblem.InvalidValue)]
    [InlineData("net.core.somaxconn", "-1", TuningProblem.InvalidValue)]
    [InlineData("net.core.somaxconn", "4096\0\0", TuningProblem.InvalidValue)]
    [InlineData("net.core.somaxconn", "4096 # wide", TuningProblem.InvalidValue)]
    [InlineData("net.core.somaxconn", "\"4096\"", TuningProblem.InvalidValue)]
    [InlineData("kernel.panic", "10\0", TuningProblem.InvalidValue)]
    [InlineData("net.ipv4.tcp_mem", "3 2 1", TuningProblem.InvalidValue)]
    [InlineData("net.ipv4.tcp_max_tw_buckets", "-1", TuningProblem.InvalidValue)]
    [InlineData("net.ipv4.tcp_fin_timeout", "30000000", TuningProblem.InvalidValue)]
    [InlineData("net.core.wmem_max", "1000", TuningProblem.InvalidValue)]
    [InlineData("transparent_hugepage", "sometimes", TuningProblem.InvalidValue)]
    [InlineData("net.ipv4.tcp_tw_recycle", "1", TuningProblem.InvalidName)]
    [InlineData("redis.maxclients", "20000", TuningProblem.InvalidName)]
    [InlineData("nofile.hard", "0", TuningProblem.InvalidValue)]
    [InlineData("nofile.soft", "1000", TuningProblem.InvalidValue)]
    [InlineData("nofile.soft", "unlimited", TuningProblem.InvalidValue)]
    [InlineData("nofile.hard", "1048577", TuningProblem.InvalidValue)]
    [InlineData("nofile.hard", "2000000000", TuningProblem.InvalidValue)]
    [InlineData("fs.nr_open", "4294967296", TuningProblem.InvalidValue)]
    [InlineData("net.ipv4.ip_local_port_range", "80 65001", TuningProblem.InvalidValue)]
    [InlineData("net.ipv4.ip_local_reserved_ports", "1-65535", TuningProblem.InvalidValue)]
    [InlineData("net.ipv4.ip_local_reserved_ports", "6379\0", TuningProblem.InvalidValue)]
    [InlineData("net.ipv4.ip_local_reserved_ports", "6379 7000", TuningProblem.InvalidValue)]
    [InlineData("net.ipv4.ip_local_port_range", "60999 32768", TuningProblem.InvalidValue)]
    [InlineData("net.ipv4.ip_local_port_range", "1024 65534", TuningProblem.InvalidValue)]
    [InlineData("net.ipv4.ip_local_port_range", "1024 65536", TuningProblem.InvalidValue)]
    [InlineData("net.ipv4.ip_local_reserved_ports", "6379,x", TuningProblem.InvalidValue)]
    [InlineData("net.ipv4.tcp_syncookies", "7", TuningProblem.InvalidValue)]
    [InlineData("vm.overcommit_memory", "yes", TuningProblem.InvalidValue)]
    [InlineData("kernel.core_pattern", "|/bin/sh", TuningProblem.InvalidValue)]
    [InlineData("../../etc/passwd", "1", TuningProblem.InvalidName)]
    [InlineData("net.core.*", "1", TuningProblem.InvalidName)]
    [InlineData("/proc/sys/net/core/somaxconn", "1", TuningProblem.InvalidName)]
    [InlineData("/etc/passwd", "1", TuningProblem.InvalidName)]
    [InlineData("somaxconn", "1", TuningProblem.InvalidName)]
    public void What_cannot_be_set_is_refused_before_anything_is_written(string name, string value, TuningProblem problem)
    {
        using var root = new TemporaryFolder();
        using TuningSession session = TuningSession.Open(root.Path, null, CancellationToken.None);
        Assert.Equal(problem, Assert.Throws<TuningException>(() => session.Set(name, value, TuningScope.Persistent)).Problem);
        Assert.Empty(root.Content("var"));
    }

    [Fact]
    public void A_link_that_leads_out_of_the_root_is_not_followed()
    {
        using var root = new TemporaryFolder();
        using var outside = new TemporaryFolder();
        Directory.CreateDirectory(root.FullName("etc"));
        Directory.CreateSymbolicLink(root.FullName("etc/sysctl.d"), outside.Path);
        using TuningSession session = TuningSession.Open(root.Path, null, CancellationToken.None);
        TuningException exception = Assert.Throws<TuningException>(() => session.Set("net.core.somaxconn", "4096", TuningScope.Persistent));
        Assert.Contains("/etc/sysctl.d is a link that leads to no folder below", exception.Message, StringComparison.Ordinal);
        Assert.Empty(outside.Content("nothing"));
    }

    [Theory]
    [InlineData(Own)]
    [InlineData("var/lib/redisload/lock")]
    [InlineData("var/lib/redisload/kernel-tuning.json")]
    [SupportedOSPlatform("linux")]
    public void A_file_that_has_another_name_is_neither_believed_nor_changed(string file)
    {
        using var root = new TemporaryFolder();
        using var outside = new TemporaryFolder();
        outside.Write("victim", "{ \"Values\": [], \"Files\": [] }");
        File.SetUnixFileMode(outside.FullName("victim"), UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Directory.CreateDirectory(
            root.FullName("var/lib/redisload"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateDirectory(Path.GetDirectoryName(root.FullName(file))!);
        Process.Start("ln", [outside.FullName("victim"), root.FullName(file)]).WaitForExit();
        TuningException exception = Assert.Throws<TuningException>(() => Set(root, ("net.core.somaxconn", "4096")));
        Assert.Contains($"/{file} has another name", exception.Message, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.GroupRead, File.GetUnixFileMode(outside.FullName("victim")));
    }

    [Fact]
    public void What_is_no_file_is_not_taken_for_what_a_crash_left()
    {
        using var root = new TemporaryFolder();
        Directory.CreateDirectory(root.FullName(Own + ".0123456789abcdef.redisload-tmp"));
        Set(root, ("net.core.somaxconn", "4096"));
        RestoreAll(root);
        Assert.True(Directory.Exists(root.FullName(Own + ".0123456789abcdef.redisload-tmp")));
    }

    [Fact]
    public void Wherever_it_is_killed_files_are_whole_and_restoring_gives_back_what_was_there()
    {
        bool isKilled = true;
        int end = 0;
        for (; isKilled; end++)
        {
            using TemporaryFolder root = NewHost();
            SortedDictionary<string, string> before = root.Content("var");

            isKilled = KilledProcess.Run("change files", root.Path, end);
            AssertWhole(root);
            RestoreAll(root);
            AssertRestored(root, before);
        }
        Assert.InRange(end, 20, 200);
    }

    [Fact]
    public void Wherever_restoring_is_killed_it_can_be_done_again()
    {
        bool isKilled = true;
        int end = 0;
        for (; isKilled; end++)
        {
            using TemporaryFolder root = NewHost();
            SortedDictionary<string, string> before = root.Content("var");
            KilledProcess.RunHere("change files", root.Path);

            isKilled = KilledProcess.Run("restore", root.Path, end);
            AssertWhole(root);
            RestoreAll(root);
            AssertRestored(root, before);
        }
        Assert.InRange(end, 10, 200);
    }

    [Fact]
    public void Wherever_a_change_in_force_is_killed_it_can_be_taken_back()
    {
        const string Script = """
            live=/proc/sys/net/core/somaxconn
            before=$(cat $live)
            step=0
            while :; do
                job 'change what is in force' $step 2>/dev/null
                end=$?
                [ $end = 137 ] || [ "$(cat $live)" = 9003 ] || exit 10
                job restore -1 >/dev/null || exit 11
                [ "$(cat $live)" = "$before" ] || exit 12
                [ -z "$(ls -A /etc/sysctl.d)" ] || exit 13
                [ "$(ls -A /var/lib/redisload)" = lock ] || exit 14
                [ $end = 137 ] || break
                step=$((step + 1))
            done
            echo $step
            """;
        Assert.InRange(int.Parse(KilledProcess.RunOnOwnHost(Script), CultureInfo.InvariantCulture), 20, 100);
    }

    [Fact]
    public async Task Two_at_once_take_turns()
    {
        using var root = new TemporaryFolder();
        TuningSession first = TuningSession.Open(root.Path, null, CancellationToken.None);
        Task<TuningSession> second = Task.Run(
            () => TuningSession.Open(root.Path, null, CancellationToken.None), TestContext.Current.CancellationToken);
        first.Set("net.core.somaxconn", "4096", TuningScope.Persistent);
        Assert.False(second.IsCompleted);
        first.Dispose();
        using TuningSession waited = await second;
        waited.Set("net.core.rmem_max", "500000", TuningScope.Persistent);
        Assert.Equal(["net.core.somaxconn = 4096", "net.core.rmem_max = 500000"], Lines(root, Own));
        Assert.Single(waited.Stored);
    }

    [Fact]
    public void Waiting_for_a_turn_can_be_cancelled()
    {
        using var root = new TemporaryFolder();
        using TuningSession first = TuningSession.Open(root.Path, null, CancellationToken.None);
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => TuningSession.Open(root.Path, null, cancellation.Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"Values\":[],\"Files\":[{\"File\":\"etc/\\u001b[2J\",\"Content\":null,\"NewFolders\":[],\"Lines\":[]}]}")]
    public void A_stored_state_that_cannot_be_read_stops_everything(string state)
    {
        using var root = new TemporaryFolder();
        root.Write("var/lib/redisload/kernel-tuning.json", state);
        TuningException exception = Assert.Throws<TuningException>(() => TuningSession.Open(root.Path, null, CancellationToken.None));
        Assert.Contains("Nothing was changed", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(exception.Message, char.IsControl);
        // And the lock is free again.
        File.Delete(root.FullName("var/lib/redisload/kernel-tuning.json"));
        TuningSession.Open(root.Path, null, CancellationToken.None).Dispose();
    }

    private static TemporaryFolder NewHost()
    {
        var root = new TemporaryFolder();
        root.Write("usr/lib/systemd/system/redis.service", "[Service]\n");
        root.Write(OwnLimits, "# mine\n* soft nofile 10\n");
        return root;
    }

    private static void RestoreAll(TemporaryFolder root)
    {
        using TuningSession session = TuningSession.Open(root.Path, null, CancellationToken.None);
        foreach (StoredItem item in session.Stored)
            session.Restore(item);
    }

    private static void AssertRestored(TemporaryFolder root, SortedDictionary<string, string> before)
    {
        Assert.Equal(before, root.Content("var"));
        Assert.False(File.Exists(root.FullName("var/lib/redisload/kernel-tuning.json")));
    }

    [Theory]
    [InlineData("\"process 2147483647 started at 1\"", "$(cat /proc/sys/kernel/random/boot_id)")]
    [InlineData("\"process 1 started at 1\"", "$(cat /proc/sys/kernel/random/boot_id)")]
    [InlineData("null", "another")]
    public void The_limit_of_a_process_that_has_ended_is_not_put_back(string realm, string boot)
    {
        string script = $$"""
            umask 077
            mkdir /var/lib/redisload
            boot={{boot}}
            echo '{ "Values": [{ "Name": "nofile.soft", "Value": "1024", "Boot": "'$boot'", "Realm": {{realm}}, "Written": ["2048"] }], "Files": [] }' >/var/lib/redisload/kernel-tuning.json
            job restore -1
            """;
        Assert.Equal("nofile.soft: gone", KilledProcess.RunOnOwnHost(script).Trim());
    }

    /// <summary>A file that a host reads is as it was, or as it was to be; never in between.</summary>
    private static void AssertWhole(TemporaryFolder root)
    {
        if (File.Exists(root.FullName(Own)))
            Assert.EndsWith("\n", File.ReadAllText(root.FullName(Own)), StringComparison.Ordinal);
        if (File.Exists(root.FullName(OwnLimits)))
            Assert.StartsWith("# mine\n* soft nofile 10\n", File.ReadAllText(root.FullName(OwnLimits)), StringComparison.Ordinal);
    }

    private static void Set(TemporaryFolder root, params (string Name, string Value)[] settings)
    {
        using TuningSession session = TuningSession.Open(root.Path, null, CancellationToken.None);
        foreach ((string name, string value) in settings)
            session.Set(name, value, TuningScope.Persistent);
    }

    private static IEnumerable<string> Lines(TemporaryFolder root, string file) =>
        File.ReadAllLines(root.FullName(file)).Where(line => !line.StartsWith('#'));
}
