using RedisLoad.Load;

namespace RedisLoad.Results;

/// <summary>Rows by the run they are of.</summary>
internal static class LoadRuns
{
    /// <summary>Rounding leaves gaps of a millisecond between rows that follow each other.</summary>
    private static readonly TimeSpan s_rounding = TimeSpan.FromMilliseconds(2);

    /// <summary>Tells the rows of several runs apart, in whatever order they came.</summary>
    /// <remarks>
    /// Rows without a mark of their run have to be in order: the next run begins where the time does not go on. The rows of each
    /// server, where a run has such, are a run side by side with the others'.
    /// </remarks>
    public static IReadOnlyList<IReadOnlyList<LoadSample>> Split(IEnumerable<LoadSample> rows)
    {
        var marked = new Dictionary<(string RunId, string? Target), List<LoadSample>>();
        var runs = new List<List<LoadSample>>();
        List<LoadSample>? unmarked = null;
        foreach (LoadSample row in rows)
        {
            List<LoadSample>? run = row.RunId is null ? unmarked : marked.GetValueOrDefault((row.RunId, row.Target));
            bool begins = run is null || (row.RunId is null && row.ElapsedSeconds <= run[^1].ElapsedSeconds);
            if (begins)
                runs.Add(run = []);
            run!.Add(row);
            if (row.RunId is null)
                unmarked = run;
            else
                marked[(row.RunId, row.Target)] = run;
        }
        return [.. runs.Select(run => run.OrderBy(row => row.ElapsedSeconds).ToArray())];
    }

    /// <summary>The time in which at least one run was running: of runs side by side it counts once, of runs one after another it adds up.</summary>
    public static TimeSpan Covered(IReadOnlyList<IReadOnlyList<LoadSample>> runs) => Cover(runs.SelectMany(run => Spans(run, _ => 0)));

    /// <summary>The same without the hold after the last arrival of each run, when nothing is asked for.</summary>
    public static TimeSpan CoveredByLoad(IReadOnlyList<IReadOnlyList<LoadSample>> runs) => Cover(runs.SelectMany(run => Spans(run, row => row.HoldSeconds)));

    /// <summary>The same without what comes after the last arrival of each run: late starts, replies, and the hold.</summary>
    public static TimeSpan CoveredByArrivals(IReadOnlyList<IReadOnlyList<LoadSample>> runs) => Cover(runs.SelectMany(run =>
    {
        double lastDue = run.Where(row => row.Due > 0).Select(row => row.ElapsedSeconds).DefaultIfEmpty(double.MaxValue).Max();
        return Spans(run, row => row.ElapsedSeconds >= lastDue ? row.Span.Tail.TotalSeconds : 0);
    }));

    private static TimeSpan Cover(IEnumerable<(DateTimeOffset Start, DateTimeOffset End)> spans)
    {
        TimeSpan covered = TimeSpan.Zero;
        DateTimeOffset end = DateTimeOffset.MinValue;
        foreach ((DateTimeOffset rowStart, DateTimeOffset rowEnd) in spans.OrderBy(span => span.Start))
        {
            if (rowEnd <= end)
                continue;
            covered += rowEnd - (rowStart - end < s_rounding ? end : rowStart);
            end = rowEnd;
        }
        return covered;
    }

    /// <summary>When a run's first interval began, by the calendar.</summary>
    /// <remarks>A file may have cut the timestamps to whole seconds; the latest beginning that one of them gives is the nearest, and the seconds since it are exact.</remarks>
    public static DateTimeOffset StartOf(IReadOnlyList<LoadSample> run) => run.Max(row => row.Timestamp - TimeSpan.FromSeconds(row.ElapsedSeconds));

    private static IEnumerable<(DateTimeOffset Start, DateTimeOffset End)> Spans(IReadOnlyList<LoadSample> run, Func<LoadSample, double> tailSeconds)
    {
        DateTimeOffset start = StartOf(run);
        return run.Select(row => (start + TimeSpan.FromSeconds(row.ElapsedSeconds - row.IntervalSeconds), start + TimeSpan.FromSeconds(row.ElapsedSeconds - tailSeconds(row))));
    }
}
