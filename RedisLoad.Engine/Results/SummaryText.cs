using System.Globalization;

namespace RedisLoad.Results;

/// <summary>A run in a few lines, for a person to read when it has ended.</summary>
public static class SummaryText
{
    /// <summary>The lines.</summary>
    public static IEnumerable<string> Of(LoadSummary run)
    {
        ArgumentNullException.ThrowIfNull(run);
        yield return Invariant($"{run.Due:N0} connections due: {run.Started:N0} started, {run.Dropped:N0} dropped; {run.Succeeded:N0} succeeded, {run.Failed:N0} failed.");
        yield return Invariant($"Rate: {run.Cps:N1}/s{(run.TargetCps is { } target ? Invariant($" of {target:N1}/s") : string.Empty)}. Load threads: {run.CpuPercent:F0} % of a processor each.");
        if (run.Succeeded > 0)
            yield return Invariant($"Response time: p50 {run.ResponseP50Ms:F2} ms, p99 {run.ResponseP99Ms:F2} ms, p99.9 {run.ResponseP999Ms:F2} ms, max {run.ResponseMaxMs:F2} ms.");
        yield return $"Verdict: {run.Verdict}.";
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
