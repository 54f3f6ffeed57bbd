using static System.FormattableString;

namespace RedisLoad.Results;

/// <summary>A run in a few lines, for a person to read when it has ended.</summary>
public static class SummaryText
{
    /// <summary>The lines.</summary>
    public static IEnumerable<string> Of(LoadSummary run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Due > 0 || run.Clients == 0)
            yield return Invariant($"{run.Due:N0} connections due: {run.Started:N0} started, {run.Dropped:N0} dropped{NotStarted(run)}; {run.Succeeded:N0} succeeded, {run.Failed:N0} failed.");
        string rate = run.Due == 0 && run.Clients > 0 ? "no new connections" : run.Cps is { } achieved ? Invariant($"{achieved:N1}/s")
            : "too few connections for one";
        yield return Invariant($"Rate: {rate}{(run.TargetCps is { } target ? Invariant($" of {target:N1}/s") : string.Empty)}. Load threads: {run.CpuPercent:F0} % of a CPU each.");
        if (run.Succeeded > 0)
            yield return $"Response time: {Times(run.ResponseP50Ms, run.ResponseP99Ms, run.ResponseP999Ms, run.ResponseMaxMs)}.";
        if (run.SteadyRequests + run.SteadyFailed > 0)
            yield return Invariant($"Requests of clients: {run.SteadyRequests:N0} answered, {run.SteadyFailed:N0} failed; {Times(run.SteadyP50Ms, run.SteadyP99Ms, run.SteadyP999Ms, run.SteadyMaxMs)}.");
        foreach (string line in ClientFindings.Lines(run))
            yield return line;
        yield return $"Verdict: {run.Verdict}.";
    }

    /// <summary>One line.</summary>
    internal static string Brief(LoadSummary run) =>
        string.Join(
            ", ", [Invariant($"{run.Verdict}: {run.Succeeded:N0} succeeded"), Invariant($"{run.Failed:N0} failed"), .. Figures(run)]);

    private static IEnumerable<string> Figures(LoadSummary run)
    {
        if (run.Dropped > 0)
            yield return Invariant($"{run.Dropped:N0} dropped");
        if (run.Cps is { } cps)
            yield return Invariant($"{cps:N1}/s");
        if (run.ResponseP99Ms is { } p99)
            yield return Invariant($"response p99 {p99:F2} ms");
    }

    private static string NotStarted(LoadSummary run) =>
        run.NotStarted + run.Overdue > 0 ? Invariant($", {run.NotStarted + run.Overdue:N0} not started") : string.Empty;

    /// <summary>The percentiles that a run has of a time, in milliseconds, without their unit.</summary>
    public static string Percentiles(double? p50, double? p90, double? p95, double? p99, double? p999, double? max) =>
        Join(string.Empty, ("p50", p50), ("p90", p90), ("p95", p95), ("p99", p99), ("p99.9", p999), ("max", max));

    internal static string Times(double? p50, double? p99, double? p999, double? max) =>
        max is null ? "no times" : Join(" ms", ("p50", p50), ("p99", p99), ("p99.9", p999), ("max", max));

    private static string Join(string unit, params IEnumerable<(string Name, double? Ms)> times) =>
        string.Join(", ", times.Where(time => time.Ms is not null).Select(time => Invariant($"{time.Name} {time.Ms:F2}{unit}")));
}
