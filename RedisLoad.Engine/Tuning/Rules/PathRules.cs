using System.Collections.Immutable;
using RedisLoad.Session;
using static RedisLoad.Tuning.Rules.Findings;

namespace RedisLoad.Tuning.Rules;

/// <summary>What packets meet on their way through a host: the processors' queues, and connection tracking.</summary>
internal static class PathRules
{
    public const string TrackedName = "net.netfilter.nf_conntrack_max";
    public const string BucketsName = "net.netfilter.nf_conntrack_buckets";

    /// <summary>Packets of a connection with three commands, both ways.</summary>
    private const double PacketsPerConnection = 12;

    private const double BurstSeconds = 0.05;
    private const string Conntrack = "https://docs.kernel.org/networking/nf_conntrack-sysctl.html";

    public static ImmutableArray<TuningRule> All { get; } =
    [
        new()
        {
            Name = "net.core.netdev_max_backlog",
            Side = Of(TuningSide.Both),
            Form = SettingForm.Number(),
            Judge = (plan, facts, value) => facts.BacklogDrops switch
            {
                null => new Finding(TuningVerdict.Unknown, null, "/proc/net/softnet_stat cannot be read."),
                0 => NotNeeded("No CPU has dropped a packet because its queue was full (/proc/net/softnet_stat)."),
                { } drops => AtLeast(
                    value,
                    PacketsPerConnection * plan.Rate * BurstSeconds,
                    Text($"{drops:N0} packets were dropped since the start (/proc/net/softnet_stat); {PacketsPerConnection} packets x {plan.Rate:#,0.######}/s x {BurstSeconds} s.")),
            },
            Source = "https://docs.kernel.org/admin-guide/sysctl/net.html",
        },
        new()
        {
            Name = TrackedName,
            Side = Of(TuningSide.Both),
            Form = SettingForm.Number(),
            Judge = (plan, _, value) =>
                AtLeast(value, Tracked(plan), Formula(plan) + " Beyond it, packets of new connections are dropped."),
            Source = Conntrack,
            Risk = "Some 320 bytes of kernel memory each.",
        },
        new()
        {
            Name = BucketsName,
            Side = Of(TuningSide.Both),
            Form = SettingForm.Number(1),
            Judge = (plan, _, value) =>
                AtLeast(
                    value, Tracked(plan) / 4, "A quarter of what nf_conntrack_max must be: fewer buckets make lookups slow."),
            Source = Conntrack,
        },
    ];

    private static double SecondsTracked(TuningPlan plan) => plan.Close == CloseMode.Reset ? 10 : 120;

    private static double Tracked(TuningPlan plan) => Math.Ceiling(Math.Round(1.3 * (plan.Rate * SecondsTracked(plan) + plan.Open), 3));

    private static string Formula(TuningPlan plan) =>
        Text($"1.3 x ({plan.Rate:#,0.######}/s x {SecondsTracked(plan)} s tracked after its end + {plan.Open:N0} open) = {Tracked(plan):N0}.");
}
