using static System.FormattableString;

namespace RedisLoad.Results;

/// <summary>Whether the load generator kept up; of several, which of them did not.</summary>
internal static class GeneratorFindings
{
    /// <summary>More names are no news.</summary>
    private const int MostNamed = 3;

    /// <summary>Waits for the server that are so many times as long as lags make those beside the point: a connection waits for the load
    /// generator's processor not once, but at each reply.</summary>
    private const double OutweighsLag = 30;

    /// <summary>The same of waits for the server and the longest pause of the load generator: a connection can meet one when it connects,
    /// and one at each of a few replies.</summary>
    private const double OutweighsPause = 5;

    /// <summary>What is past its limit.</summary>
    public static IEnumerable<Finding> Of(LoadSummary run)
    {
        if (!run.Parts.Any(AreFirst) && !IsSlow(run))
            yield break;
        LoadSummary[] slow = [.. run.Parts.Where(run.Parts.Any(AreFirst) ? AreFirst : IsSlow).OrderByDescending(part => part.LagP99Ms)];
        string[] sentences = slow.Length == 0
            ? [$"{WhoWasSlow(run)} a bottleneck: {PastLimit(run)}."]
            : [.. slow.Take(MostNamed).Select(part => $"{part.Generator} was a bottleneck: {PastLimit(part)}.")];
        int others = slow.Length - MostNamed;
        string rest = others > 0 ? $" So {(others == 1 ? "was" : "were")} {Plural.Of(others, "other load generator")}." : string.Empty;
        yield return new Finding(
            Verdict.GeneratorBottleneck, $"{string.Join(' ', sentences)}{rest} {WayOut(slow.FirstOrDefault(run))}");
    }

    /// <summary>Whether they come before what is said of the server. Of several load generators, one is enough: its delays are in the
    /// figures of all, be its part however small.</summary>
    public static bool AreFirst(LoadSummary run) =>
        run.Parts.Any(AreFirst) || (IsSlow(run) && !IsBesideThePoint(run));

    /// <summary>What was looked at, all of it within its limits.</summary>
    public static string Soundness(LoadSummary run)
    {
        string kept = string.Join(
            ", ", GeneratorCriterion.Of(run).Where(criterion => !criterion.IsPast).Select(criterion => criterion.Text));
        return kept.Length == 0 ? "The rows do not show whether the load generator kept up." : $"{WhoKeptUp(run)}: {kept}.";
    }

    /// <summary>Where failures of a load generator's own host were.</summary>
    public static string HostOf(LoadSummary run)
    {
        string[] names = [.. run.Parts.Where(part => part.FailedByThisHost > 0).Select(part => part.Generator!)];
        return names.Length > 0 ? Names(names) : run.Generators > 1 ? "a load host" : "this host";
    }

    /// <summary>Some of the names, and how many more there are.</summary>
    public static string Names(IReadOnlyList<string> names) => names.Count > MostNamed
        ? $"{string.Join(", ", names.Take(MostNamed))}, and {Plural.Of(names.Count - MostNamed, "other load generator")}"
        : string.Join(", ", names);

    /// <summary>The load generator had more to do than it could: everything waits for it.</summary>
    public static bool IsOverloaded(LoadSummary run) =>
        IsPast(GeneratorCriterion.NotStarted(run)) || IsPast(GeneratorCriterion.ConnectCpu(run)) || IsPast(GeneratorCriterion.Cpu(run));

    public static bool IsLongerThanPauses(LoadSummary run) => run.ServiceP99Ms > OutweighsPause * run.GeneratorPauseMaxMs;

    private static bool IsSlow(LoadSummary run) => GeneratorCriterion.Of(run).Any(criterion => criterion.IsPast);

    private static string PastLimit(LoadSummary run) =>
        string.Join(", ", GeneratorCriterion.Of(run).Where(criterion => criterion.IsPast).Select(criterion => criterion.Text));

    /// <summary>What is past a limit in the figures of several is past it in those of one of them.</summary>
    private static string WhoWasSlow(LoadSummary run) => run switch
    {
        { Generators: < 2 } => "The load generator was",
        { Parts.Count: 0 } => Invariant($"At least one of {run.Generators} load generators (Start-RedisLoad -PerGenerator shows which) was"),
        _ => Invariant($"At least one of {run.Generators} load generators was"),
    };

    /// <summary>What is within a limit in the figures of several may be past it in those of one of them.</summary>
    private static string WhoKeptUp(LoadSummary run) => run switch
    {
        { Generators: < 2 } => "The load generator kept up",
        { Parts.Count: 0 } =>
            Invariant($"The {run.Generators} load generators kept up as a whole (Start-RedisLoad -PerGenerator shows each)"),
        _ when run.Parts.All(part => GeneratorCriterion.Of(part).Any() && !IsSlow(part)) =>
            Invariant($"Each of {run.Generators} load generators kept up; as a whole"),
        _ => Invariant($"The {run.Generators} load generators kept up as a whole"),
    };

    /// <summary>A server that stands still for a second makes the load generator late for a moment when it wakes up: that is not the
    /// news.</summary>
    private static bool IsBesideThePoint(LoadSummary run)
    {
        // Clients that lost their connections did so without it, and a pause delays their attempts by no more than itself.
        if (run.Started == 0 && run.Clients > 0)
            return !IsOverloaded(run);
        // Who is turned away is turned away, be it a little late.
        if (run.Late < run.Failed - run.FailedByThisHost - Timeouts(run))
            return true;
        if (IsOverloaded(run) || (IsPast(GeneratorCriterion.Pause(run)) && !IsLongerThanPauses(run)))
            return false;
        bool isServerMuchSlower = run.LagP99Ms * OutweighsLag < run.ServiceP99Ms;
        bool doManyMoreWait = run.Late * RunFindings.Outweighs < run.Dropped + Timeouts(run) && !IsPast(GeneratorCriterion.Late(run));
        return isServerMuchSlower || doManyMoreWait;
    }

    private static bool IsPast(GeneratorCriterion? criterion) => criterion is { IsPast: true };

    private static long Timeouts(LoadSummary run) => run.ConnectTimeout + run.ReplyTimeout;

    private static string WayOut(LoadSummary run)
    {
        if (IsPast(GeneratorCriterion.ConnectCpu(run)))
        {
            return "The kernel took long to find a free local port, because most are in TIME_WAIT or in use. Close with a reset (-Close Reset), use more source addresses (-SourceAddress), or tune the host "
                + "(Test-KernelTuning: net.ipv4.ip_local_port_range, net.ipv4.tcp_tw_reuse).";
        }
        if (run.Started == 0 && run.Clients > 0)
            return "Response times and attempts of the clients include delays on the load host. Stop other work on it, use fewer -Clients, or load the server from more hosts.";
        return run.HasSchedule
            ? "Response times include delays on the load host. Stop other work on it, use more -Workers, or lower -Cps."
            : "The server may accept more connections. Use more -Workers, or load it from more hosts.";
    }
}
