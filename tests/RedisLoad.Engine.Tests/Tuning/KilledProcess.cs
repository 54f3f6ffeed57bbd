using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using RedisLoad.Tuning.Changes;
using RedisLoad.Tuning.Files;

namespace RedisLoad.Tests.Tuning;

/// <summary>Another process of this program that changes settings, and ends itself by SIGKILL before a given step.</summary>
/// <remarks>The process runs what its environment names before there is a test framework in it: see <see cref="RunIfAsked"/>.</remarks>
internal static class KilledProcess
{
    private const string Job = "REDISLOAD_TESTS_JOB";
    private const string Root = "REDISLOAD_TESTS_ROOT";
    private const string End = "REDISLOAD_TESTS_END";

    private static readonly Dictionary<string, Action<HostFiles>> s_jobs = new()
    {
        ["change files"] = files =>
        {
            using TuningSession session = TuningSession.Open(files, "redis", CancellationToken.None);
            session.Set("net.core.somaxconn", "4096", TuningScope.Persistent);
            session.Set("nofile.hard", "64000", TuningScope.Persistent);
            session.Set("net.core.somaxconn", "8192", TuningScope.Persistent);
        },
        ["change what is in force"] = files =>
        {
            using TuningSession session = TuningSession.Open(files, null, CancellationToken.None);
            session.Set("net.core.somaxconn", "9001", TuningScope.Both);
            session.Set("net.core.somaxconn", "9002", TuningScope.Live);
            session.Set("net.core.somaxconn", "9003", TuningScope.Both);
        },
        ["restore"] = files =>
        {
            using TuningSession session = TuningSession.Open(files, null, CancellationToken.None);
            foreach (StoredItem item in session.Stored)
                Console.WriteLine($"{item.Name}: {(session.Restore(item) is null ? "gone" : "restored")}");
        },
    };

    /// <summary>Does a job until it is killed before a step, or done.</summary>
    /// <param name="job">What to do.</param>
    /// <param name="root">The root of the file system to do it in.</param>
    /// <param name="end">The step, from 0, that is not reached.</param>
    /// <returns>Whether it was killed; else it was done.</returns>
    public static bool Run(string job, string root, int end)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(KilledProcess).Assembly.Location]) { RedirectStandardOutput = true,
            RedirectStandardError = true };
        start.Environment[Job] = job;
        start.Environment[Root] = root;
        start.Environment[End] = end.ToString(CultureInfo.InvariantCulture);
        using var process = Process.Start(start)!;
        string said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        const int Killed = 128 + 9;
        Assert.True(process.ExitCode is 0 or Killed, said);
        return process.ExitCode == Killed;
    }

    /// <summary>Does a job in this process, to its end.</summary>
    /// <param name="job">What to do.</param>
    /// <param name="root">The root of the file system to do it in.</param>
    public static void RunHere(string job, string root) => s_jobs[job](new HostFiles(HostRoot.Open(root)));

    /// <summary>Runs a shell script on a host of its own: kernel settings of a network namespace, and empty folders in the places that
    /// tuning writes to.</summary>
    /// <param name="script">The script; <c>job NAME STEP</c> does a job there, and ends as the process does.</param>
    /// <returns>What it said.</returns>
    public static string RunOnOwnHost(string script)
    {
        Assert.SkipUnless(Environment.UserName == "root", "Mounting folders in a namespace needs root.");
        const string Prologue = """
            for folder in /etc/sysctl.d /etc/security /var/lib; do mount -t tmpfs none $folder; done
            : >/etc/security/limits.conf
            job() { REDISLOAD_TESTS_JOB=$1 REDISLOAD_TESTS_ROOT=/ REDISLOAD_TESTS_END=$2 dotnet "$0"; }

            """;
        string[] arguments = ["--net", "--mount", "sh", "-c", Prologue + script, typeof(KilledProcess).Assembly.Location];
        var start = new ProcessStartInfo("unshare", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{process.ExitCode}: {said} {errors.Result}");
        return said;
    }

    [ModuleInitializer]
    internal static void RunIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Job) is not { } job)
            return;
        int left = int.Parse(Environment.GetEnvironmentVariable(End)!, CultureInfo.InvariantCulture);
        s_jobs[job](new HostFiles(HostRoot.Open(Environment.GetEnvironmentVariable(Root)!), _ =>
        {
            if (left-- == 0)
                Process.GetCurrentProcess().Kill();
        }));
        Environment.Exit(0);
    }
}
