using System.Globalization;
using RedisLoad.Pacing;

namespace RedisLoad.Results;

/// <summary>One load of a search.</summary>
public sealed class LimitProbe
{
    /// <summary>A rate that was asked for and of which less came about was not tried.</summary>
    private const double LeastAchievedPercent = 95;

    private readonly LoadSummary _run;

    /// <param name="number">Its place in the search, from 1.</param>
    /// <param name="targetCps">Connections a second that it asked for.</param>
    /// <param name="run">What it came to, held against the thresholds.</param>
    public LimitProbe(int number, Rate targetCps, LoadSummary run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Number = number;
        TargetCps = targetCps.PerSecond;
        _run = run;
        Breaches = new TextList<string>(
            "; ", [.. run.Thresholds.Where(result => !result.Passed).Select(result => result.ToString()), .. Shortfall(run)]);
    }

    /// <summary>Number of the load in the search, from 1.</summary>
    public int Number { get; }

    /// <summary>Scheduled connections per second.</summary>
    public double TargetCps { get; }

    /// <summary>Held: the rate was achieved, and every threshold was met. Breached: it was not. GeneratorCeiling: it was not, because of
    /// the load generator, its host, or the plan's own -MaxOpen or -PoolSize.</summary>
    public ProbeOutcome Outcome =>
        Breaches.Count == 0 ? ProbeOutcome.Held : IsBelowServer(_run) ? ProbeOutcome.GeneratorCeiling : ProbeOutcome.Breached;

    /// <summary>Connections that succeeded, per second.</summary>
    public double? Cps => _run.Cps;

    /// <summary>Median response time, from due to the last reply, in milliseconds.</summary>
    public double? ResponseP50Ms => _run.ResponseP50Ms;

    /// <summary>99th percentile of the response time, in milliseconds.</summary>
    public double? ResponseP99Ms => _run.ResponseP99Ms;

    /// <summary>Failed connections in percent of those started.</summary>
    public double? FailureRatePercent => _run.FailureRatePercent;

    /// <summary>Dropped connections in percent of those due.</summary>
    public double? DropRatePercent => _run.DropRatePercent;

    /// <summary>Verdict of the load, as in Measure-RedisLoad. GetSummary() shows all of its figures.</summary>
    public Verdict Verdict => _run.Verdict;

    /// <summary>Thresholds that were not met, with their values, and whether the rate was not achieved.</summary>
    public IReadOnlyList<string> Breaches { get; }

    /// <summary>Highest rate so far that met every threshold, in connections per second; null if none did. In the last row, the
    /// limit.</summary>
    public double? LimitCps { get; private set; }

    /// <summary>Lowest rate so far that failed; null if none did.</summary>
    public double? NextCps { get; private set; }

    /// <summary>In the last row, why the search went no higher: Threshold; GeneratorCeiling; or HighestRate, if -To met every threshold.
    /// Null before.</summary>
    public LimitReason? Reason { get; private set; }

    /// <summary>In the last row, the result in words. Null before.</summary>
    public string? Conclusion { get; private set; }

    /// <summary>Everything the load came to.</summary>
    public LoadSummary GetSummary() => _run;

    /// <summary>The same load with where the search stands after it.</summary>
    /// <param name="found">What the search came to so far.</param>
    /// <param name="isLast">Whether it was the last.</param>
    public LimitProbe With(LoadLimit found, bool isLast)
    {
        ArgumentNullException.ThrowIfNull(found);
        var probe = (LimitProbe)MemberwiseClone();
        probe.LimitCps = found.LimitCps;
        probe.NextCps = found.NextCps;
        probe.Reason = isLast ? found.Reason : null;
        probe.Conclusion = isLast ? found.Conclusion : null;
        return probe;
    }

    /// <summary>The same in a few words.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{TargetCps:#,0.######}/s: {Outcome}");

    private static bool IsBelowServer(LoadSummary run) =>
        run.Verdict is Verdict.GeneratorBottleneck or Verdict.HostLimited or Verdict.PlanLimited;

    /// <summary>Limits that hold at a rate that the server never saw say nothing of that rate.</summary>
    private static IEnumerable<string> Shortfall(LoadSummary run)
    {
        bool isShort = IsBelowServer(run) ? run.AchievedPercent < LeastAchievedPercent : 100 - run.DropRatePercent < LeastAchievedPercent;
        if (isShort)
            yield return string.Create(CultureInfo.InvariantCulture, $"The rate was not achieved: {run.Cps:N1}/s of {run.TargetCps:N1}/s");
    }
}

/// <summary>What came of a load at one rate.</summary>
public enum ProbeOutcome : long
{
    /// <summary>It achieved the rate, and held every threshold.</summary>
    Held,

    /// <summary>It did not, and the load generator was not in the way.</summary>
    Breached,

    /// <summary>It did not, and the load generator, its host or the plan's own limit (-MaxOpen, -PoolSize) was in the way: it says nothing
    /// of the server.</summary>
    GeneratorCeiling,
}
