using System.Collections.Immutable;
using static RedisLoad.Tuning.Rules.Findings;

namespace RedisLoad.Tuning.Rules;

/// <summary>Open files: a connection is one.</summary>
internal static class FileRules
{
    public const string SoftName = "nofile.soft";
    public const string HardName = "nofile.hard";
    public const string MostName = "fs.nr_open";

    private const double OriginalFiles = 64_000;
    private const string Fs = "https://docs.kernel.org/admin-guide/sysctl/fs.html";
    private const string Limits = "getrlimit(2), limits.conf(5)";
    private const string LimitsRisk = "limits.conf acts through PAM, at the next login; for a systemd unit it is LimitNOFILE.";

    public static ImmutableArray<TuningRule> All { get; } =
    [
        new()
        {
            Name = SoftName,
            Side = Of(TuningSide.Both),
            Place = SettingPlace.FileLimit,
            Judge = (plan, _, value) => AtLeast(value, FilesNeeded(plan), Formula(plan)),
            Source = Limits,
            Risk = LimitsRisk,
        },
        new()
        {
            Name = HardName,
            Side = Of(TuningSide.Both),
            Place = SettingPlace.FileLimit,
            Judge = (plan, _, value) => AtLeast(value, FilesNeeded(plan), Formula(plan)),
            Source = Limits,
            Risk = LimitsRisk,
            NeedsRestart = true,
        },
        new()
        {
            Name = MostName,
            Side = Of(TuningSide.Both),
            Judge = (plan, _, value) => AtLeast(value, FilesNeeded(plan), Text($"No process may have more files than this, and nofile has to be {FilesNeeded(plan):N0}.")),
            Source = Fs,
        },
        new()
        {
            Name = "fs.file-max",
            Side = Of(TuningSide.Both),
            Judge = (plan, facts, value) =>
            {
                int sides = plan.Side == TuningSide.Both ? 2 : 1;
                double needed = facts.OpenFiles + sides * (double)plan.Open;
                return AtLeast(value, needed, Text($"{facts.OpenFiles:N0} open on this host now + {sides} side(s) x {plan.Open:N0} connections = {needed:N0}."));
            },
            Source = Fs,
        },
    ];

    private static double FilesNeeded(TuningPlan plan)
    {
        double needed = Math.Ceiling(1.2 * plan.Open) + 512;
        return plan.IsSizeLeftOpen ? Math.Max(needed, OriginalFiles) : needed;
    }

    private static string Formula(TuningPlan plan) => plan.IsSizeLeftOpen
        ? Text($"At least the {OriginalFiles:N0} of the original set-up, since the plan leaves -Cps and -MaxOpen open.")
        : Text($"1.2 x {plan.Open:N0} connections open at once + 512 = {FilesNeeded(plan):N0}.");
}
