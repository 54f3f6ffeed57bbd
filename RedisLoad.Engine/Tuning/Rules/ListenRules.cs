using System.Collections.Immutable;
using System.Numerics;
using static RedisLoad.Tuning.Rules.Findings;

namespace RedisLoad.Tuning.Rules;

/// <summary>What waits at a server that is busy: the accept queue and the SYN queue.</summary>
internal static class ListenRules
{
    private const string CookiesName = "net.ipv4.tcp_syncookies";
    private const string IpSysctl = "https://docs.kernel.org/networking/ip-sysctl.html";

    public static ImmutableArray<TuningRule> All { get; } =
    [
        new()
        {
            Name = "net.core.somaxconn",
            Side = Of(TuningSide.Server),
            Form = SettingForm.Number(0),
            Judge = (plan, _, value) => AtLeast(value, BacklogNeeded(plan), Formula(plan) + " Redis's own tcp-backlog must be as much."),
            Source = "https://docs.kernel.org/admin-guide/sysctl/net.html, listen(2)",
            NeedsRestart = true,
        },
        new()
        {
            Name = "net.ipv4.tcp_max_syn_backlog",
            Side = Of(TuningSide.Server),
            Form = SettingForm.Number(),
            Judge = (plan, facts, value) => facts.ValueOf(CookiesName) == "0"
                ? AtLeast(
                    value, BacklogNeeded(plan),
                    "Without SYN cookies, at most this many half-open connections are kept; it must be as large as net.core.somaxconn.")
                : AtLeast(
                    value, BacklogNeeded(plan), "It should be as large as net.core.somaxconn; it has an effect only when SYN cookies are off.",
                    otherwise: TuningVerdict.Advised),
            Source = IpSysctl,
        },
        new()
        {
            Name = CookiesName,
            Side = Of(TuningSide.Server),
            Form = SettingForm.Switch(2, byte.MaxValue),
            Judge = (_, _, value) =>
                OneOf(
                    value, ["1"], "When the SYN queue is full, SYN cookies accept connections that would be dropped. 2 always sends them.",
                    value == "0" ? TuningVerdict.Harmful : TuningVerdict.Advised),
            Source = IpSysctl,
        },
        new()
        {
            Name = "net.ipv4.tcp_abort_on_overflow",
            Side = Of(TuningSide.Server),
            Form = SettingForm.Switch(1, byte.MaxValue),
            Judge = (_, _, value) =>
                OneOf(
                    value, ["0"], "With 1, a full accept queue resets connections that could have been accepted a moment later.",
                    TuningVerdict.Harmful),
            Source = IpSysctl,
        },
    ];

    /// <summary>The connections that come while the server accepts none, as a power of two.</summary>
    public static double BacklogNeeded(TuningPlan plan) => BitOperations.RoundUpToPowerOf2((ulong)Math.Ceiling(Math.Max(1, Waiting(plan))));

    private static double Waiting(TuningPlan plan) => plan.Rate * plan.Stall.TotalSeconds;

    public static string Formula(TuningPlan plan) =>
        Text($"{plan.Rate:#,0.######}/s x {plan.Stall.TotalSeconds} s without an accept() = {Waiting(plan):#,0.######} waiting; the next power of two.");
}
