using System.Collections.Immutable;
using System.Globalization;
using static RedisLoad.Tuning.Rules.Findings;

namespace RedisLoad.Tuning.Rules;

/// <summary>Memory of sockets and of the server.</summary>
internal static class MemoryRules
{
    public const string HugePagesName = "transparent_hugepage";

    private const double OriginalBuffer = 500_000;

    private const string SysctlNet = "https://docs.kernel.org/admin-guide/sysctl/net.html";
    private const string RedisAdvice = "https://redis.io/docs/latest/operate/oss_and_stack/management/admin/";

    public static ImmutableArray<TuningRule> All { get; } =
    [
        BufferRule("net.core.rmem_max", smallest: 2304),
        BufferRule("net.core.wmem_max", smallest: 4608),
        new()
        {
            Name = "net.ipv4.tcp_mem",
            Side = Of(TuningSide.Both),
            Form = new PageMarksForm(),
            Judge = JudgeTcpMemory,
            Source = "https://docs.kernel.org/networking/ip-sysctl.html",
            Risk = "The kernel computes it from the host's memory; what TCP may use is not available for anything else.",
        },
        new()
        {
            Name = "vm.overcommit_memory",
            Side = Of(TuningSide.Server),
            Form = SettingForm.Switch(2, 2),
            Judge = (_, _, value) =>
                OneOf(
                    value, ["1"],
                    "Redis forks to save: without 1, the fork of a large Redis can fail for lack of memory that it would not use.",
                    TuningVerdict.TooLow),
            Source = RedisAdvice,
            Risk = "The kernel promises more memory than it has; when all of it is used, it kills a process.",
        },
        new()
        {
            Name = HugePagesName,
            Side = Of(TuningSide.Server),
            Place = SettingPlace.Sys,
            Form = new WordForm("always", "madvise", "never"),
            Judge = (_, _, value) =>
                OneOf(
                    value, ["madvise", "never"],
                    "With always, a write after Redis forked copies 2 MB instead of 4 KB, and delays all clients.", TuningVerdict.Harmful),
            Source = RedisAdvice,
        },
    ];

    /// <param name="name">The setting.</param>
    /// <param name="smallest">The smallest buffer that the kernel lets a socket have: SOCK_MIN_RCVBUF, SOCK_MIN_SNDBUF.</param>
    private static TuningRule BufferRule(string name, int smallest) => new()
    {
        Name = name,
        Side = Of(TuningSide.Both),
        Form = SettingForm.Number(smallest),
        Judge = (_, _, value) => TryNumber(value, out long bytes) && bytes >= OriginalBuffer
            ? NotNeeded("The original set-up uses 500000; small replies need far less.")
            : new Finding(TuningVerdict.Advised, Number(OriginalBuffer), "The original set-up uses 500000; it has no effect on connections with small replies, where memory per socket is what counts."),
        Source = SysctlNet,
        Risk = "The most memory that a socket can request.",
    };

    private static Finding JudgeTcpMemory(TuningPlan plan, TuningFacts facts, string value)
    {
        string[] marks = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (marks.Length < 2 || !long.TryParse(marks[1], NumberStyles.None, CultureInfo.InvariantCulture, out long pressure))
            return new Finding(
                TuningVerdict.Unknown, null, $"'{value}' has no second number, the pressure threshold, and none is in force.");
        if (facts.TcpMemoryPages is not { } used)
            return new Finding(TuningVerdict.Unknown, null, "/proc/net/sockstat does not show how much memory TCP uses.");
        bool isNear = used > pressure / 2;
        return new Finding(
            isNear ? TuningVerdict.Advised : TuningVerdict.Right,
            null,
            Text($"TCP holds {used:N0} pages, {(isNear ? "over" : "not over")} half of the pressure threshold of {pressure:N0}."));
    }
}
