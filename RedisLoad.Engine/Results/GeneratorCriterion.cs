using static System.FormattableString;

namespace RedisLoad.Results;

/// <summary>A figure of a run that says whether the load generator kept up, held against its limit. Only what can be judged of a run is one
/// of its criteria.</summary>
/// <param name="IsPast">Whether the figure is past its limit.</param>
/// <param name="Text">The figure with its limit, in words.</param>
internal sealed record GeneratorCriterion(bool IsPast, string Text)
{
    private const double LatePercentLimit = 5;
    private const double CpuPercentLimit = 80;
    private const double LagLimitMs = 1;
    private const double ConnectCpuLimitMs = 0.2;
    private const double PauseLimitMs = 100;

    /// <summary>A pause of a greater part of a run is in its p99.</summary>
    private const double PausePartLimit = 0.01;

    /// <summary>The p99 of fewer is one of a handful, and says little.</summary>
    private const int FewestForP99 = 1000;

    /// <summary>A single one of fewer is a large share of them.</summary>
    public const int FewestForShare = 100;

    /// <summary>The mean of fewer is one of a handful.</summary>
    public const int FewestTimed = 10;

    /// <summary>All criteria that apply to a run.</summary>
    public static IEnumerable<GeneratorCriterion> Of(LoadSummary run) =>
        ((GeneratorCriterion?[])[NotStarted(run), Lag(run), Late(run), Pause(run), ConnectCpu(run), Cpu(run)]).OfType<GeneratorCriterion>();

    /// <summary>What was given up; nothing of that is no achievement to speak of.</summary>
    public static GeneratorCriterion? NotStarted(LoadSummary run) => run.NotStarted > 0
        ? new(IsPast: true, Invariant($"{run.NotStarted:N0} of {run.Due:N0} due connections were not started"))
        : null;

    /// <summary>What the p99 of the lag may be, in milliseconds. Of a burst all are due at once, and starting them takes its time: but not
    /// longer than it is to the next.</summary>
    public static double LagLimitOf(LoadSummary run) => run.GapSeconds * 1000 ?? LagLimitMs;

    public static GeneratorCriterion? Lag(LoadSummary run)
    {
        if (!run.HasSchedule || run.Started < FewestForP99 || run.LagP99Ms is not { } lag)
            return null;
        double limit = LagLimitOf(run);
        return new(lag > limit, Invariant($"schedule lag p99 {lag} ms (limit {limit} ms)"));
    }

    /// <summary>Of a burst all but the first are late: that says nothing.</summary>
    public static GeneratorCriterion? Late(LoadSummary run) =>
        run.HasSchedule && run.GapSeconds is null && run.Started >= FewestForShare && run.LateRatePercent is { } late
        ? new(late > LatePercentLimit, Invariant($"{late:0.##} % of the connections started over 1 ms late (limit {LatePercentLimit} %)"))
        : null;

    public static GeneratorCriterion? Pause(LoadSummary run)
    {
        if (run.GeneratorPauseMaxMs is not { } pause)
            return null;
        // A pause may hit a whole burst, however long the run is.
        double limit = run.GapSeconds is null ? Math.Max(PauseLimitMs, Math.Round(1000 * PausePartLimit * run.Seconds)) : PauseLimitMs;
        return new(pause > limit, Invariant($"longest pause of the load generator {pause:0.###} ms (limit {limit} ms)"));
    }

    public static GeneratorCriterion? ConnectCpu(LoadSummary run) => run.Opening is { Timed: >= FewestTimed, CpuMs: { } cpu }
        ? new(cpu > ConnectCpuLimitMs, Invariant($"{cpu} ms of CPU to open a connection (limit {ConnectCpuLimitMs} ms)"))
        : null;

    public static GeneratorCriterion? Cpu(LoadSummary run) => run.CpuPercent is { } cpu
        ? new(cpu > CpuPercentLimit, Invariant($"CPU per load thread {cpu} % (limit {CpuPercentLimit} %)"))
        : null;
}
