using System.Collections.Immutable;
using RedisLoad.Session;
using static RedisLoad.Tuning.Rules.Findings;

namespace RedisLoad.Tuning.Rules;

/// <summary>What is left of connections on the side that closes first.</summary>
internal static class CloseRules
{
    /// <summary>TCP_TIMEWAIT_LEN of the kernel, which no setting changes.</summary>
    private const double TimeWaitSeconds = 60;

    /// <summary>A long way round the earth and back: until then, a closed connection is an orphan.</summary>
    private const double RoundTripSeconds = 0.1;

    /// <summary>In seconds: the kernel counts it in ticks, of which there are at least 100 a second, in 31 bits.</summary>
    private const long LongestTimeout = int.MaxValue / 100;

    private const string ByReset = "Connections end with a reset, which leaves no socket behind.";
    private const string IpSysctl = "https://docs.kernel.org/networking/ip-sysctl.html";

    public static ImmutableArray<TuningRule> All { get; } =
    [
        new()
        {
            Name = "net.ipv4.tcp_max_tw_buckets",
            Side = Closer,
            Form = SettingForm.Number(),
            Judge = (plan, _, value) => plan.Close == CloseMode.Reset
                ? NotNeeded(ByReset)
                : AtLeast(value, 1.2 * TimeWaitSeconds * plan.Rate, Text($"1.2 x {TimeWaitSeconds} s of TIME_WAIT x {plan.Rate:#,0.######}/s; beyond it, TIME_WAIT ends early, and old segments can reach a new connection.")),
            Source = IpSysctl,
        },
        new()
        {
            Name = "net.ipv4.tcp_max_orphans",
            Side = Closer,
            Form = SettingForm.Number(),
            Judge = (plan, _, value) => plan.Close == CloseMode.Reset
                ? NotNeeded(ByReset)
                : AtLeast(value, 2 * plan.Rate * RoundTripSeconds, Text($"2 x {plan.Rate:#,0.######}/s x {RoundTripSeconds} s for the peer's reply to a FIN; beyond it, connections are reset.")),
            Source = IpSysctl,
            Risk = "Up to 64 KB of memory each, which cannot be swapped out.",
        },
        new()
        {
            Name = "net.ipv4.tcp_orphan_retries",
            Side = Closer,
            Form = SettingForm.Number(0, byte.MaxValue),
            Judge = (plan, _, value) => plan.Close == CloseMode.Reset
                ? NotNeeded(ByReset)
                : OneOf(
                    value, ["1", "2", "3"],
                    "A low value frees connections in FIN_WAIT_1 sooner when the peer is gone (0 means 8); the original set-up uses 1.",
                    TuningVerdict.Advised),
            Source = IpSysctl,
            Risk = "On a slow path, the end of the data is lost.",
        },
        new()
        {
            Name = "net.ipv4.tcp_fin_timeout",
            Side = Closer,
            Form = SettingForm.Number(-LongestTimeout, LongestTimeout),
            Judge = (plan, _, value) => plan.Close == CloseMode.Reset
                ? NotNeeded(ByReset)
                : new Finding(
                    TryNumber(value, out long seconds) && seconds <= 30 ? TuningVerdict.Right : TuningVerdict.Advised,
                    "30",
                    "It shortens FIN_WAIT_2 of orphaned connections, not TIME_WAIT; the original set-up uses 30."),
            Source = IpSysctl,
        },
    ];
}
