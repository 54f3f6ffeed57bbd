using System.Globalization;
using RedisLoad.Failures;

namespace RedisLoad.Load;

/// <summary>What must be known of a run beside its figures: whether they are about the server at all.</summary>
public static class RunFindings
{
    private const double LateShareLimit = 0.05;
    private const double CpuPercentLimit = 80;
    private const double LagLimitMs = 1;

    /// <summary>The p99 of fewer is one of a handful, and says little.</summary>
    private const int FewestForP99 = 1000;

    /// <summary>A single late one of fewer is a large share of them.</summary>
    private const int FewestForShare = 100;

    /// <summary>Judges a whole run.</summary>
    /// <param name="total">All its rows, added up.</param>
    /// <returns>A sentence or two for each finding, the gravest first; none where the run is as it was asked for.</returns>
    public static IReadOnlyList<string> Of(LoadSample total)
    {
        ArgumentNullException.ThrowIfNull(total);
        return [.. HostFailures(total), .. GeneratorBottleneck(total), .. Drops(total), .. Failures(total), .. OutOfRange(total)];
    }

    private static IEnumerable<string> HostFailures(LoadSample total)
    {
        string failures = Count(total, kind => Faults.Of(kind) == Fault.ThisHost);
        if (failures.Length > 0)
            yield return $"Connections failed on this host, not at the server: {failures}. The run says nothing about the server.";
    }

    private static IEnumerable<string> Failures(LoadSample total)
    {
        string failures = Count(total, kind => Faults.Of(kind) != Fault.ThisHost);
        if (failures.Length > 0)
            yield return Invariant($"{total.Failed:N0} of {total.Started:N0} connections failed: {failures}.");
    }

    private static string Count(LoadSample total, Func<FailureKind, bool> isMeant) => string.Join(", ", Faults.AllKinds
        .Where(kind => isMeant(kind) && total.CountOf(kind) > 0)
        .Select(kind => Invariant($"{total.CountOf(kind):N0} {kind}")));

    private static IEnumerable<string> GeneratorBottleneck(LoadSample total)
    {
        string evidence = string.Join("; ", BottleneckEvidence(total));
        if (evidence.Length == 0)
            yield break;
        bool isSaturated = total.TargetCps is null;
        yield return isSaturated
            ? $"The load generator was the limit, or near it: {evidence}. The server may take more connections than these: give more -Workers, or load it from more hosts."
            : $"The load generator was a bottleneck: {evidence}. The response times hold delays of this host's own. Free its processors of other work, or lower -Cps.";
    }

    private static IEnumerable<string> BottleneckEvidence(LoadSample total)
    {
        if (total.Started >= FewestForP99 && total.LagP99Ms > LagLimitMs)
            yield return Invariant($"schedule lag p99 was {total.LagP99Ms} ms (limit {LagLimitMs} ms)");
        if (total.Started >= FewestForShare && total.Late > LateShareLimit * total.Started)
            yield return Invariant($"{100.0 * total.Late / total.Started:F1} % of the connections started over 1 ms late (limit {100 * LateShareLimit} %)");
        if (total.CpuPercent > CpuPercentLimit)
            yield return Invariant($"its threads used {total.CpuPercent} % of their processors (limit {CpuPercentLimit} %)");
    }

    private static IEnumerable<string> Drops(LoadSample total)
    {
        if (total.Dropped > 0)
        {
            yield return Invariant(
                $"{total.Dropped:N0} of {total.Due:N0} due connections ({100.0 * total.Dropped / total.Due:F1} %) were dropped, because -MaxOpen connections were open already: the server did not keep up with the rate, or -MaxOpen is too low for it.");
        }
    }

    private static IEnumerable<string> OutOfRange(LoadSample total)
    {
        if (total.OutOfRange > 0)
            yield return Invariant($"{total.OutOfRange:N0} times were longer than 120 s and count as 120 s.");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
