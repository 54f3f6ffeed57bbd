using System.Collections.Immutable;
using RedisLoad.Tuning.Files;
using static RedisLoad.Tuning.Rules.Findings;

namespace RedisLoad.Tuning.Rules;

/// <summary>Open files: a connection is one.</summary>
internal static class FileRules
{
    public const string SoftName = "nofile.soft";
    public const string HardName = "nofile.hard";
    public const string OpenMaxName = "fs.nr_open";

    /// <summary>fs.nr_open of a kernel that nobody told otherwise.</summary>
    public const long OpenMaxDefault = 1024 * 1024;

    /// <summary>What the kernel gives a process where nothing else does, as its soft limit; with fewer, a login can fail.</summary>
    private const long FewestFiles = 1024;

    private const double OriginalFiles = 64_000;
    private const string Fs = "https://docs.kernel.org/admin-guide/sysctl/fs.html";
    private const string Limits = "getrlimit(2), limits.conf(5)";
    private const string LimitsRisk = "limits.conf takes effect through PAM, at the next login; a systemd unit has LimitNOFILE.";

    private static readonly SettingForm s_limit = SettingForm.Number(0, long.MaxValue, lowestSet: FewestFiles);

    /// <summary>fs.nr_open comes before the limits that it allows.</summary>
    public static ImmutableArray<TuningRule> All { get; } =
    [
        new()
        {
            Name = OpenMaxName,
            Side = Of(TuningSide.Both),
            Form = SettingForm.Number(64, 2_147_483_584),
            Judge = (plan, _, value) =>
                AtLeast(
                    value, FilesNeeded(plan),
                    Text($"No process can open more files than this, and nofile must be {FilesNeeded(plan):N0}.")),
            Source = Fs,
        },
        new()
        {
            Name = SoftName,
            Side = Of(TuningSide.Both),
            Place = SettingPlace.FileLimit,
            Form = s_limit,
            Conflicts = AboveOpenMax,
            Judge = (plan, _, value) => AtLeast(value, FilesNeeded(plan), Formula(plan)),
            Source = Limits,
            Risk = LimitsRisk,
        },
        new()
        {
            Name = HardName,
            Side = Of(TuningSide.Both),
            Place = SettingPlace.FileLimit,
            Form = s_limit,
            Conflicts = AboveOpenMax,
            Judge = (plan, _, value) => AtLeast(value, FilesNeeded(plan), Formula(plan)),
            Source = Limits,
            Risk = LimitsRisk,
            NeedsRestart = true,
        },
        new()
        {
            Name = "fs.file-max",
            Side = Of(TuningSide.Both),
            Form = SettingForm.Number(0, long.MaxValue),
            Judge = (plan, facts, value) =>
            {
                int sides = plan.Side == TuningSide.Both ? 2 : 1;
                double needed = facts.OpenFiles + sides * (double)plan.Open;
                return AtLeast(
                    value, needed,
                    Text($"{facts.OpenFiles:N0} open on this host now + {Plural.Of(sides, "side")} x {plan.Open:N0} connections = {needed:N0}."));
            },
            Source = Fs,
        },
    ];

    /// <summary>fs.nr_open after the next start.</summary>
    public static long OpenMaxAtBoot(PersistedSettings persisted) => OpenMax(persisted.ValueOf);

    private static long OpenMax(Func<string, string?> valueOf) =>
        valueOf(OpenMaxName) is { } text && KernelNumbers.Read(text, 1) is [var number] ? number : OpenMaxDefault;

    private static Conflict? AboveOpenMax(string value, Func<string, string?> valueOf) =>
        KernelNumbers.Read(value, 1) is [var files] && files > OpenMax(valueOf)
        ? new Conflict(
            TuningVerdict.Harmful,
            Text($"{value} is above fs.nr_open, which is {OpenMax(valueOf):N0}: no process can have it, and pam_limits rejects the logins it applies to. Raise fs.nr_open first."))
        : null;

    private static double FilesNeeded(TuningPlan plan)
    {
        double needed = Math.Ceiling(1.2 * plan.Open) + 512;
        return plan.IsSizeLeftOpen ? Math.Max(needed, OriginalFiles) : needed;
    }

    private static string Formula(TuningPlan plan) => plan.IsSizeLeftOpen
        ? Text($"At least the {OriginalFiles:N0} of the original set-up, because neither -Cps nor -MaxOpen is given.")
        : Text($"1.2 x {plan.Open:N0} connections open at once + 512 = {FilesNeeded(plan):N0}.");
}
