using System.Globalization;
using RedisLoad.Failures;

namespace RedisLoad.Results;

/// <summary>What must be known of a run beside its figures: whether they are about the server at all, and whether it kept up.</summary>
public static class RunFindings
{
    private const double LatePercentLimit = 5;
    private const double CpuPercentLimit = 80;
    private const double LagLimitMs = 1;
    private const double StallLimitMs = 100;
    private const double FailurePercentLimit = 0.1;

    /// <summary>What is so many times as much as something else makes it beside the point.</summary>
    private const double Outweighs = 10;

    /// <summary>The same of waits for the server and of lags: a connection waits for the load generator's processor not once, but at each reply.</summary>
    private const double OutweighsLag = 30;

    /// <summary>The p99 of fewer is one of a handful, and says little.</summary>
    private const int FewestForP99 = 1000;

    /// <summary>A single late one of fewer is a large share of them.</summary>
    private const int FewestForShare = 100;

    /// <summary>What is wrong with a run.</summary>
    /// <param name="run">The run.</param>
    /// <returns>A sentence or two for each finding, the gravest first; none where the run is as it was asked for.</returns>
    public static IReadOnlyList<string> Of(LoadSummary run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return [.. Find(run).Select(finding => finding.Text)];
    }

    internal static Verdict Judge(LoadSummary run) =>
        Find(run).Select(finding => finding.Verdict).FirstOrDefault(verdict => verdict != Verdict.Valid);

    /// <summary>The findings; where the run is valid, also what that rests on.</summary>
    internal static IEnumerable<string> Evidence(LoadSummary run)
    {
        if (run.Verdict == Verdict.Valid)
            yield return Soundness(run);
        foreach (string text in Of(run))
            yield return text;
        if (!run.PercentilesAreExact)
            yield return "There are no percentiles: rows came back without their histograms, and averages of percentiles are wrong. Record with -IncludeHistogram. Whether the server was slow is judged by drops and failures alone, and whether the load generator was, by its late connections and its processor time.";
    }

    private static IEnumerable<Finding> Find(LoadSummary run)
    {
        IEnumerable<Finding> server = [.. Failures(run), .. Drops(run), .. Stall(run)];
        IEnumerable<Finding> generator = GeneratorBottleneck(run);
        return [.. Nothing(run), .. HostFailures(run), .. IsLagBesideThePoint(run) ? server.Concat(generator) : generator.Concat(server), .. Steady(run), .. OutOfRange(run), .. MissingRows(run)];
    }

    /// <summary>A server that stands still for a second makes the load generator late for a moment when it wakes up: that is not the news.</summary>
    private static bool IsLagBesideThePoint(LoadSummary run)
    {
        bool isServerMuchSlower = run.LagP99Ms * OutweighsLag < run.ServiceP99Ms;
        bool doManyMoreWait = run.Late * Outweighs < run.Dropped + Timeouts(run) && !IsOftenLate(run);
        // Who is turned away is turned away, be it a little late.
        bool areMoreTurnedAway = run.Late < run.Failed - run.FailedByThisHost - Timeouts(run);
        return areMoreTurnedAway || (!IsShortOfCpu(run) && (isServerMuchSlower || doManyMoreWait));
    }

    private static long Timeouts(LoadSummary run) => run.ConnectTimeout + run.ReplyTimeout;

    private static string Soundness(LoadSummary run)
    {
        string lag = run.LagP99Ms is { } lagP99 ? Invariant($", schedule lag p99 {lagP99} ms (limit {LagLimitMs} ms)") : string.Empty;
        string late = run.HasSchedule && !run.ComesInBursts ? Invariant($"{run.LateRatePercent ?? 0:0.##} % of the connections started over 1 ms late (limit {LatePercentLimit} %){lag}, ") : string.Empty;
        string asFarAsKnown = run.PercentilesAreExact ? "The" : "As far as rows without histograms tell, the";
        return Invariant($"{asFarAsKnown} load generator kept up: {late}its threads used {run.CpuPercent ?? 0} % of their processors (limit {CpuPercentLimit} %). {run.Succeeded:N0} of {run.Due:N0} due connections succeeded.");
    }

    private static IEnumerable<Finding> Nothing(LoadSummary run)
    {
        if (run.Succeeded + run.Failed + run.Dropped == 0)
            yield return new Finding(Verdict.NothingMeasured, "No connection has ended.");
    }

    private static IEnumerable<Finding> HostFailures(LoadSummary run)
    {
        string failures = Count(run, kind => Faults.Of(kind) == Fault.ThisHost);
        if (failures.Length > 0)
            yield return new Finding(Verdict.HostLimited, $"Connections failed on this host, not at the server: {failures}. The run says nothing about the server.");
    }

    private static IEnumerable<Finding> Failures(LoadSummary run)
    {
        long failed = run.Failed - run.FailedByThisHost;
        if (failed == 0)
            yield break;
        var gravest = Faults.AllKinds
            .Where(kind => Faults.Of(kind) != Fault.ThisHost)
            .GroupBy(VerdictOf, run.CountOf)
            .MaxBy(group => group.Sum())!;
        bool isMany = failed > FailurePercentLimit / 100 * run.Started;
        yield return new Finding(
            isMany ? gravest.Key : Verdict.Valid,
            Invariant($"{run.Failed:N0} of {run.Started:N0} connections failed: {Count(run, kind => Faults.Of(kind) != Fault.ThisHost)}."));
    }

    private static Verdict VerdictOf(FailureKind kind) => kind switch
    {
        FailureKind.ConnectTimeout or FailureKind.ReplyTimeout => Verdict.ServerSlow,
        _ => Faults.Of(kind) switch
        {
            Fault.Configuration => Verdict.AccessDenied,
            Fault.Path => Verdict.PathFailing,
            _ => Verdict.ServerFailing,
        },
    };

    private static string Count(LoadSummary run, Func<FailureKind, bool> isMeant) => string.Join(", ", Faults.AllKinds
        .Where(kind => isMeant(kind) && run.CountOf(kind) > 0)
        .Select(kind => Invariant($"{run.CountOf(kind):N0} {kind}")));

    private static IEnumerable<Finding> GeneratorBottleneck(LoadSummary run)
    {
        string evidence = string.Join("; ", BottleneckEvidence(run));
        if (evidence.Length == 0)
            yield break;
        yield return new Finding(Verdict.GeneratorBottleneck, run.HasSchedule
            ? $"The load generator was a bottleneck: {evidence}. The response times hold delays of this host's own. Free its processors of other work, or lower -Cps."
            : $"The load generator was the limit, or near it: {evidence}. The server may take more connections than these: give more -Workers, or load it from more hosts.");
    }

    private static IEnumerable<string> BottleneckEvidence(LoadSummary run)
    {
        if (!run.ComesInBursts && run.Started >= FewestForP99 && run.LagP99Ms > LagLimitMs)
            yield return Invariant($"schedule lag p99 was {run.LagP99Ms} ms (limit {LagLimitMs} ms)");
        if (IsOftenLate(run))
            yield return Invariant($"{run.LateRatePercent:F1} % of the connections started over 1 ms late (limit {LatePercentLimit} %)");
        if (IsShortOfCpu(run))
            yield return Invariant($"its threads used {run.CpuPercent} % of their processors (limit {CpuPercentLimit} %)");
    }

    /// <summary>Of a burst all are due at once, and all but the first are late: that says nothing.</summary>
    private static bool IsOftenLate(LoadSummary run) => !run.ComesInBursts && run.Started >= FewestForShare && run.LateRatePercent > LatePercentLimit;

    private static bool IsShortOfCpu(LoadSummary run) => run.CpuPercent > CpuPercentLimit;

    private static IEnumerable<Finding> Drops(LoadSummary run)
    {
        if (run.Dropped > 0)
        {
            yield return new Finding(Verdict.ServerSlow, Invariant(
                $"{run.Dropped:N0} of {run.Due:N0} due connections ({run.DropRatePercent:F1} %) were dropped, because as many connections were open already as -MaxOpen or -PoolSize lets there be: the server did not keep up with the rate, or the limit is too low for it and -HoldTime."));
        }
    }

    private static IEnumerable<Finding> Stall(LoadSummary run)
    {
        // Without a schedule it is the number of connections kept going that makes them wait. And what even the quickest took is the way to the server and back.
        bool isSlow = run.HasSchedule && run.Succeeded >= FewestForShare && run.ServiceP99Ms > StallLimitMs && run.ServiceP99Ms > Outweighs * run.ServiceMinMs;
        if (isSlow)
        {
            yield return new Finding(Verdict.ServerSlow, Invariant(
                $"The server stood still, or fell behind: one connection in a hundred took {run.ServiceP99Ms} ms or more from connect to its last reply (limit {StallLimitMs} ms), and the quickest {run.ServiceMinMs} ms."));
        }
    }

    private static IEnumerable<Finding> Steady(LoadSummary run)
    {
        if (run.SteadyFailed > 0)
            yield return new Finding(Verdict.Valid, Invariant($"{run.SteadyFailed:N0} of {run.SteadyRequests + run.SteadyFailed:N0} requests of the steady connections were not answered."));
    }

    private static IEnumerable<Finding> OutOfRange(LoadSummary run)
    {
        if (run.OutOfRange > 0)
            yield return new Finding(Verdict.Valid, Invariant($"{run.OutOfRange:N0} times were longer than 120 s and count as 120 s."));
    }

    private static IEnumerable<Finding> MissingRows(LoadSummary run)
    {
        if (run.Unaccounted != 0)
            yield return new Finding(Verdict.Valid, Invariant($"Rows are missing: {run.Succeeded:N0} connections succeeded, {run.Failed:N0} failed and {run.Open:N0} were open, of {run.Started:N0} started."));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
