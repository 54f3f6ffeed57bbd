using RedisLoad.Results;
using RedisLoad.Rows;

namespace RedisLoad.Report.Figures;

/// <summary>A stretch of the time that a report is about, with the rows of it: one, or one of each run and target.</summary>
internal sealed record Moment(double From, double To, IReadOnlyList<LoadSample> Rows)
{
    /// <summary>The stretches in their order. Rows of runs side by side are put together by the length of an interval.</summary>
    public static IReadOnlyList<Moment> Of(IReadOnlyList<LoadSample> rows)
    {
        IReadOnlyList<IReadOnlyList<LoadSample>> runs = LoadRuns.Split(rows);
        IReadOnlyList<DateTimeOffset> starts = LoadRuns.StartsOf(runs);
        if (runs.Count == 1)
            return [.. runs[0].GroupBy(row => row.ElapsedSeconds).Select(group =>
                new Moment(group.Key - group.First().IntervalSeconds, group.Key, [.. group]))];
        double length = rows.Max(row => row.IntervalSeconds);
        return [.. runs
            .Zip(starts)
            .SelectMany(run => run.First.Select(row => (Row: row, End: (run.Second - starts.Min()).TotalSeconds + row.ElapsedSeconds)))
            .GroupBy(place => (int)Math.Ceiling(place.End / length - 0.5))
            .OrderBy(group => group.Key)
            .Select(group => new Moment((group.Key - 1) * length, group.Key * length, [.. group.Select(place => place.Row)]))];
    }

    /// <summary>How often something happened a second, in all runs.</summary>
    public Reading PerSecond(Func<LoadSample, long> count) => With(Rows.Sum(row => count(row)) / (To - From));

    /// <summary>How many of something there were in the end.</summary>
    public Reading Total(Func<LoadSample, long> count) => With(Rows.Sum(row => count(row)));

    /// <summary>The longest that something took, in any of the runs.</summary>
    public Reading Longest(Func<LoadSample, double?> milliseconds) => With(Rows.Max(milliseconds) ?? double.NaN);

    private Reading With(double value) => new(From, To, value);
}
