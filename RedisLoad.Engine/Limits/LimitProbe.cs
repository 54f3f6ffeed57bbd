using System.Globalization;
using RedisLoad.Pacing;
using RedisLoad.Results;

namespace RedisLoad.Limits;

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
        Breaches = [.. run.Thresholds.Where(result => !result.Passed).Select(result => result.ToString()), .. Shortfall(run)];
    }

    /// <summary>Its place in the search, from 1.</summary>
    public int Number { get; }

    /// <summary>Connections a second that it asked for.</summary>
    public double TargetCps { get; }

    /// <summary>What came of it.</summary>
    public ProbeOutcome Outcome => Breaches.Count == 0 ? ProbeOutcome.Held : IsBelowServer(_run) ? ProbeOutcome.GeneratorCeiling : ProbeOutcome.Breached;

    /// <summary>Connections that succeeded, a second.</summary>
    public double? Cps => _run.Cps;

    /// <summary>Half of the successful connections took at most this long, from due to the last reply.</summary>
    public double? ResponseP50Ms => _run.ResponseP50Ms;

    /// <summary>99 % of the successful connections took at most this long, from due to the last reply.</summary>
    public double? ResponseP99Ms => _run.ResponseP99Ms;

    /// <summary>Failed connections in percent of those that were started.</summary>
    public double? FailureRatePercent => _run.FailureRatePercent;

    /// <summary>Dropped connections in percent of those that fell due.</summary>
    public double? DropRatePercent => _run.DropRatePercent;

    /// <summary>What the load says, and of whom.</summary>
    public Verdict Verdict => _run.Verdict;

    /// <summary>Each threshold that did not hold, with its value; and that the rate was not achieved, where it was not.</summary>
    public IReadOnlyList<string> Breaches { get; }

    /// <summary>Everything the load came to.</summary>
    public LoadSummary GetSummary() => _run;

    private static bool IsBelowServer(LoadSummary run) => run.Verdict is Verdict.GeneratorBottleneck or Verdict.HostLimited or Verdict.PlanLimited;

    /// <summary>Limits that hold at a rate that the server never saw say nothing of that rate.</summary>
    private static IEnumerable<string> Shortfall(LoadSummary run)
    {
        bool isShort = IsBelowServer(run) ? run.AchievedPercent < LeastAchievedPercent : 100 - run.DropRatePercent < LeastAchievedPercent;
        if (isShort)
            yield return string.Create(CultureInfo.InvariantCulture, $"The rate was not achieved: {run.Cps:N1}/s of {run.TargetCps:N1}/s");
    }
}
