using RedisLoad.Failures;
using static System.FormattableString;

namespace RedisLoad.Results;

/// <summary>What must be known of a run beside its figures: whether they are about the server at all, and whether it kept up.</summary>
public static class RunFindings
{
    private const double StallLimitMs = 100;
    private const double FailurePercentLimit = 0.1;

    /// <summary>What is so many times as much as something else makes it beside the point.</summary>
    internal const double Outweighs = 10;

    /// <summary>Where so great a part of the open connections has all it asked for, there is nothing that the server could do.</summary>
    private const double HeldPart = 0.9;

    /// <summary>Clocks that are kept in step, and starts by hand on two hosts, are not further apart.</summary>
    private static readonly TimeSpan s_clocksAgree = TimeSpan.FromSeconds(1);

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
        if (run.ClockSpread > s_clocksAgree)
            yield return Invariant($"The rows are from {run.Generators} load generators whose clocks or start times differ by {run.ClockSpread.TotalSeconds:0.#} s. They are treated as one load at the same time: measure consecutive runs separately.");
        if (!run.PercentilesAreExact)
            yield return "There are no percentiles: the rows have no histograms, and percentiles cannot be averaged. Keep the columns whose names end in Histogram. Whether the server was slow is judged only by drops and failures.";
    }

    private static IEnumerable<Finding> Find(LoadSummary run)
    {
        IEnumerable<Finding> generator = GeneratorFindings.Of(run);
        bool isGeneratorFirst = GeneratorFindings.AreFirst(run);
        IEnumerable<Finding> server =
        [
            .. Failures(run),
            .. Retries(run),
            .. Drops(run, isGeneratorFirst),
            .. SlowServer(run, isGeneratorFirst),
            .. ServerFindings.Of(run),
            .. ClientFindings.Of(run),
        ];
        Finding[] found =
        [
            .. Nothing(run),
            .. HostFailures(run),
            .. MissingPart(run),
            .. isGeneratorFirst ? generator.Concat(server) : server.Concat(generator),
            .. OutOfRange(run),
            .. MissingRows(run),
        ];
        return [.. found, .. OfParts(run, [.. found.Select(finding => finding.Verdict)])];
    }

    /// <summary>What only some of the load generators saw, and the figures of all do not show.</summary>
    private static IEnumerable<Finding> OfParts(LoadSummary run, Verdict[] found)
    {
        IEnumerable<LoadSummary> parts = run.Parts.Where(
            part => part.Verdict is not (Verdict.Valid or Verdict.NothingMeasured) && !found.Contains(part.Verdict));
        foreach (IGrouping<Verdict, LoadSummary> group in parts.GroupBy(part => part.Verdict))
        {
            string text = Find(group.First()).First(finding => finding.Verdict == group.Key).Text;
            yield return new Finding(
                Verdict.Valid,
                $"The verdict of {GeneratorFindings.Names([.. group.Select(part => part.Generator!)])} alone is {group.Key}: {text}");
        }
    }

    private static IEnumerable<Finding> MissingPart(LoadSummary run)
    {
        if (run.MissingPart is { } what)
            yield return new Finding(Verdict.PartMissing, $"A part of the load is missing: {what}. The figures are those of the rest.");
    }

    /// <summary>What was looked at, all of it within its limits.</summary>
    private static string Soundness(LoadSummary run)
    {
        string few = run.HasSchedule && run.GapSeconds is null && run.Started < GeneratorCriterion.FewestForShare
            ? Invariant(
                $" Late starts are not judged: {run.Started:N0} connections are too few ({GeneratorCriterion.FewestForShare} are required).")
            : string.Empty;
        string connections = run.Due == 0 && run.Clients > 0
            ? string.Empty
            : Invariant($" {run.Succeeded:N0} of {run.Due:N0} due connections succeeded.");
        return $"{GeneratorFindings.Soundness(run)}{few}{connections}{ClientFindings.Soundness(run)}";
    }

    private static IEnumerable<Finding> Nothing(LoadSummary run)
    {
        if (run.Succeeded + run.Failed + run.Dropped + run.NotStarted + run.Clients == 0)
            yield return new Finding(Verdict.NothingMeasured, "No connection has ended.");
    }

    private static IEnumerable<Finding> HostFailures(LoadSummary run)
    {
        string failures = Count(run, kind => Faults.Of(kind) == Fault.ThisHost);
        if (failures.Length > 0)
            yield return new Finding(
                Verdict.HostLimited,
                $"Connections failed on {GeneratorFindings.HostOf(run)}, not at the server: {failures}. "
                + "The run does not show what the server can do.");
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

    /// <summary>Who got through in the end was turned away before.</summary>
    private static IEnumerable<Finding> Retries(LoadSummary run)
    {
        if (run.Retries == 0)
            yield break;
        string timeouts = run.RetriesAfterTimeout > 0 ? Invariant($" ({run.RetriesAfterTimeout:N0} after a timeout)") : string.Empty;
        string result = run.SucceededByRetry > 0
            ? Invariant($"{run.SucceededByRetry:N0} of the {run.Succeeded:N0} that succeeded did so only by a retry")
            : "none succeeded by a retry";
        yield return new Finding(
            Verdict.Valid,
            $"{Plural.Of(run.Started, "connection")} took {Plural.Of(run.Retries, "retry", "retries")}{timeouts}; {result}.");
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

    private static IEnumerable<Finding> Drops(LoadSummary run, bool isGeneratorFirst)
    {
        if (run.Dropped == 0)
            yield break;
        string dropped = Invariant($"{run.Dropped:N0} of {run.Due:N0} due connections ({run.DropRatePercent:F1} %) were dropped because -MaxOpen or -PoolSize was reached");
        if (OwnLimit(run) is { } reason)
            yield return new Finding(Verdict.PlanLimited, $"{dropped}: {reason}");
        else if (isGeneratorFirst)
            yield return new Finding(Verdict.Valid, $"{dropped}.");
        else
            yield return new Finding(
                Verdict.ServerSlow, $"{dropped}: the server did not keep up with the rate, or the limit is too low for it.");
    }

    /// <summary>Why connections had to be dropped, however quick the server is; null where it had a part in it.</summary>
    private static string? OwnLimit(LoadSummary run)
    {
        DropFacts drops = run.Drops;
        if (drops.Open > 0 && drops.Held >= HeldPart * drops.Open)
            return "nearly all open connections were being held (-HoldTime). Raise -MaxOpen to the rate times the hold time, or lower either.";
        if (drops.TargetCps is not { } rate || drops.MaxOpen is not { } maxOpen)
            return null;
        if (run.GapSeconds is { } gap)
            return BurstSize(run, gap) is { } size && size > maxOpen
                ? Invariant($"a burst of {size:N0} exceeds -MaxOpen {maxOpen:N0}. Raise the limit to the size of a burst.")
                : null;
        double needed = rate * run.ServiceMinMs / 1000 ?? 0;
        return needed >= maxOpen
            ? Invariant($"even the quickest connection took {run.ServiceMinMs} ms, so {rate:N0}/s keep {needed:N0} open at once, and the limit is {maxOpen:N0}. Raise the limit.")
            : null;
    }

    private static double? BurstSize(LoadSummary run, double gap) => run.TargetCps is { } rate ? Math.Round(rate * gap) : null;

    /// <remarks>Without a schedule it is the number of connections kept going that makes them wait. And what even the quickest took is the
    /// way to the server and back.</remarks>
    private static IEnumerable<Finding> SlowServer(LoadSummary run, bool isGeneratorFirst)
    {
        bool isSlow = run.HasSchedule && run.Succeeded >= GeneratorCriterion.FewestForShare
            && run.ServiceP99Ms > StallLimitMs && run.ServiceP99Ms > Outweighs * run.ServiceMinMs;
        if (!isSlow)
            yield break;
        string slow = Invariant($"one connection in a hundred took {run.ServiceP99Ms} ms or more from connect to its last reply (limit {StallLimitMs} ms), and the quickest {run.ServiceMinMs} ms");
        bool mayBeTheGenerators = isGeneratorFirst && (GeneratorFindings.IsOverloaded(run) || !GeneratorFindings.IsLongerThanPauses(run));
        yield return mayBeTheGenerators
            ? new Finding(Verdict.Valid, $"Service times also include delays of the load generator: {slow}.")
            : new Finding(Verdict.ServerSlow, $"The server stalled or fell behind: {slow}.");
    }

    private static IEnumerable<Finding> OutOfRange(LoadSummary run)
    {
        if (run.OutOfRange > 0)
            yield return new Finding(Verdict.Valid, Invariant($"{run.OutOfRange:N0} times were longer than 120 s and are counted as 120 s."));
    }

    private static IEnumerable<Finding> MissingRows(LoadSummary run)
    {
        if (run.Unaccounted != 0)
            yield return new Finding(Verdict.Valid, Invariant($"Rows are missing: {run.Succeeded:N0} connections succeeded, {run.Failed:N0} failed and {run.Open:N0} were open, of {run.Started:N0} started."));
    }
}

/// <summary>Something that must be known of a run beside its figures.</summary>
/// <param name="Verdict">What the run is for it; <see cref="Verdict.Valid"/> where it is only worth a word.</param>
/// <param name="Text">A sentence or two, with figures and the way out.</param>
internal sealed record Finding(Verdict Verdict, string Text);
