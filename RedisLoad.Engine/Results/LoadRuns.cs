using System.Globalization;
using RedisLoad.Rows;

namespace RedisLoad.Results;

/// <summary>Rows by the run they are of.</summary>
internal static class LoadRuns
{
    /// <summary>Rounding leaves gaps of a millisecond between rows that follow each other.</summary>
    internal static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(2);

    /// <summary>Tells the rows of several runs apart, in whatever order they came.</summary>
    /// <remarks>
    /// Rows without a mark of their run have to be in order: the next run begins where the time does not go on. The rows of each
    /// server, where a run has such, are a run side by side with the others', and so are those of each generator.
    /// </remarks>
    /// <exception cref="LoadRowException">Rows of a run are about the same time: some were given twice.</exception>
    public static IReadOnlyList<IReadOnlyList<LoadSample>> Split(IEnumerable<LoadSample> rows)
    {
        var marked = new Dictionary<(string RunId, string? Generator, string? Target), List<LoadSample>>();
        var runs = new List<List<LoadSample>>();
        List<LoadSample>? unmarked = null;
        foreach (LoadSample row in rows)
        {
            List<LoadSample>? run = row.RunId is null ? unmarked : marked.GetValueOrDefault((row.RunId, row.Generator, row.Target));
            bool begins = run is null || (row.RunId is null && row.ElapsedSeconds <= run[^1].ElapsedSeconds);
            if (begins)
                runs.Add(run = []);
            run!.Add(row);
            if (row.RunId is null)
                unmarked = run;
            else
                marked[(row.RunId, row.Generator, row.Target)] = run;
        }
        return [.. runs.Select(InOrder)];
    }

    /// <summary>When each run began: by the calendar of its own host, or, of several hosts, as if all had begun their first runs at one
    /// moment.</summary>
    /// <remarks>Clocks of different hosts may be minutes apart: by the calendar, runs side by side would seem to follow each other, and
    /// their rate would be halved.</remarks>
    public static IReadOnlyList<DateTimeOffset> StartsOf(IReadOnlyList<IReadOnlyList<LoadSample>> runs)
    {
        Dictionary<string, DateTimeOffset> origins = OriginsOf(runs);
        DateTimeOffset origin = origins.Values.Min();
        return [.. runs.Select(run => StartOf(run) - (origins[GeneratorOf(run)] - origin))];
    }

    /// <summary>How far apart the first runs of different hosts began by their own clocks; none for one host.</summary>
    public static TimeSpan SpreadOf(IReadOnlyList<IReadOnlyList<LoadSample>> runs)
    {
        Dictionary<string, DateTimeOffset> origins = OriginsOf(runs);
        return origins.Values.Max() - origins.Values.Min();
    }

    /// <summary>The time in which at least one run was running: of runs side by side it counts once, of runs one after another it adds
    /// up.</summary>
    public static TimeSpan Covered(IReadOnlyList<IReadOnlyList<LoadSample>> runs) => Cover(runs, (_, _) => 0);

    /// <summary>The same without the hold after the last arrival of each run, when nothing is asked for.</summary>
    public static TimeSpan CoveredByLoad(IReadOnlyList<IReadOnlyList<LoadSample>> runs) => Cover(runs, (_, row) => row.HoldSeconds);

    /// <summary>The same without what comes after the last arrival of each run: late starts, replies, and the hold.</summary>
    public static TimeSpan CoveredByArrivals(IReadOnlyList<IReadOnlyList<LoadSample>> runs)
    {
        Dictionary<IReadOnlyList<LoadSample>, double> lastDue = runs.ToDictionary(
            run => run, run => run.Where(row => row.Due > 0).Select(row => row.ElapsedSeconds).DefaultIfEmpty(double.MaxValue).Max());
        return Cover(runs, (run, row) => row.ElapsedSeconds >= lastDue[run] ? row.Span.Tail.TotalSeconds : 0);
    }

    private static TimeSpan Cover(
        IReadOnlyList<IReadOnlyList<LoadSample>> runs, Func<IReadOnlyList<LoadSample>, LoadSample, double> secondsLeftOut)
    {
        IEnumerable<(DateTimeOffset Start, DateTimeOffset End)> spans = runs.Zip(StartsOf(runs)).SelectMany(run => run.First.Select(row => (
            run.Second + TimeSpan.FromSeconds(row.ElapsedSeconds - row.IntervalSeconds),
            run.Second + TimeSpan.FromSeconds(row.ElapsedSeconds - secondsLeftOut(run.First, row)))));
        TimeSpan covered = TimeSpan.Zero;
        DateTimeOffset end = DateTimeOffset.MinValue;
        foreach ((DateTimeOffset rowStart, DateTimeOffset rowEnd) in spans.OrderBy(span => span.Start))
        {
            if (rowEnd <= end)
                continue;
            covered += rowEnd - (rowStart - end < Rounding ? end : rowStart);
            end = rowEnd;
        }
        return covered;
    }

    /// <summary>When a run's first interval began, by the calendar.</summary>
    /// <remarks>A file may have cut the timestamps to whole seconds; the latest beginning that one of them gives is the nearest, and the
    /// seconds since it are exact.</remarks>
    public static DateTimeOffset StartOf(IReadOnlyList<LoadSample> run) =>
        run.Max(row => row.Timestamp - TimeSpan.FromSeconds(row.ElapsedSeconds));

    private static Dictionary<string, DateTimeOffset> OriginsOf(IReadOnlyList<IReadOnlyList<LoadSample>> runs) =>
        runs.GroupBy(GeneratorOf).ToDictionary(group => group.Key, group => group.Min(StartOf));

    private static string GeneratorOf(IReadOnlyList<LoadSample> run) => run[0].Generator ?? string.Empty;

    private static LoadSample[] InOrder(List<LoadSample> run)
    {
        LoadSample[] ordered = [.. run.OrderBy(row => row.ElapsedSeconds)];
        foreach ((LoadSample before, LoadSample after) in ordered.Zip(ordered.Skip(1)))
        {
            if (after.RunId is not null && after.ElapsedSeconds - after.IntervalSeconds < before.ElapsedSeconds - Rounding.TotalSeconds)
            {
                throw new LoadRowException(nameof(LoadSample.ElapsedSeconds), after.ElapsedSeconds, string.Create(
                    CultureInfo.InvariantCulture,
                    $"Two rows of run {after.RunId} cover the same time, up to {Math.Min(before.ElapsedSeconds, after.ElapsedSeconds)} s: rows were passed twice, or together with their sum. Pass each row once."));
            }
        }
        return ordered;
    }
}
