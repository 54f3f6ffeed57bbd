using System.Globalization;
using RedisLoad.Rows;

namespace RedisLoad.Results;

/// <summary>What must agree in a row that has been elsewhere, and with the row before it: a row that contradicts itself is damaged, and
/// nothing is concluded from it.</summary>
public static class RowBooks
{
    /// <summary>Rows are written to the millisecond.</summary>
    private const double Millisecond = 0.001;

    /// <summary>Times of a histogram are those of its buckets, three digits wide.</summary>
    private const double BucketWidth = 1.002;

    /// <summary>Checks a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="before">The row of the same run, load generator, and server before it; null for none.</param>
    /// <param name="column">Gives the value of a column as it was written, by its name; null where there is none.</param>
    /// <exception cref="LoadRowException">Two of its values cannot be true together.</exception>
    public static void Check(LoadSample row, LoadSample? before, Func<string, object?> column)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(column);
        if (row.IntervalSeconds is > 0 and < Millisecond / 2)
            throw Contradiction(
                nameof(row.IntervalSeconds), row.IntervalSeconds, $"is {row.IntervalSeconds}, but a row covers at least 1 ms");
        if (column(nameof(row.Failed))?.ToString() is { Length: > 0 } failed && failed != row.Failed.ToString(CultureInfo.InvariantCulture))
            throw Contradiction(nameof(row.Failed), failed, $"is {failed}, but the failures by kind add up to {row.Failed}");
        if (IsFirst(row) || before is not null && Follows(row, before))
            CheckBooks(row, IsFirst(row) ? 0 : before!.Open, IsFirst(row) ? 0 : before!.Overdue);
        CheckPart(nameof(row.Late), row.Late, nameof(row.Started), row.Started);
        CheckPart(nameof(row.SucceededByRetry), row.SucceededByRetry, nameof(row.Succeeded), row.Succeeded);
        CheckPart(nameof(row.RetriesAfterTimeout), row.RetriesAfterTimeout, nameof(row.Retries), row.Retries);
        CheckPart(nameof(row.RetryWaiting), row.RetryWaiting, nameof(row.Open), row.Open);
        CheckTimes(
            "Response", row.ResponseP50Ms, row.ResponseP90Ms, row.ResponseP95Ms, row.ResponseP99Ms, row.ResponseP999Ms, row.ResponseMaxMs);
        CheckTimes("Service", row.ServiceP50Ms, row.ServiceP99Ms);
        CheckTimes("Connect", row.ConnectP50Ms, row.ConnectP99Ms);
        CheckTimes("Lag", row.LagP99Ms, row.LagMaxMs);
        CheckTimes("Outage", row.OutageP50Ms, row.OutageP99Ms, row.OutageMaxMs);
        CheckTimes("Steady", row.SteadyP50Ms, row.SteadyP99Ms, row.SteadyMaxMs);
    }

    private static void CheckBooks(LoadSample row, long openBefore, long overdueBefore)
    {
        if (openBefore + row.Started != row.Succeeded + row.Failed + row.Open)
        {
            throw Contradiction(
                nameof(row.Started),
                row.Started,
                $"is {row.Started} and {openBefore} were open before, but Succeeded is {row.Succeeded}, Failed is {row.Failed} and Open is {row.Open}");
        }
        long accounted = row.Started + row.Dropped + row.NotStarted + row.Overdue;
        if (overdueBefore + row.Due != accounted)
        {
            throw Contradiction(
                nameof(row.Due),
                row.Due,
                $"is {row.Due} and {overdueBefore} were overdue before, but Started, Dropped, NotStarted and Overdue add up to {accounted}");
        }
    }

    private static void CheckPart(string name, long part, string wholeName, long whole)
    {
        if (part > whole)
            throw Contradiction(name, part, $"is {part}, but {wholeName} is {whole}");
    }

    private static void CheckTimes(string name, params double?[] ascending)
    {
        double last = 0;
        foreach (double time in ascending.OfType<double>())
        {
            if (time * BucketWidth + Millisecond < last)
                throw Contradiction(
                    $"{name}MaxMs", time, $"and its percentiles are not in ascending order: {last} ms comes before {time} ms");
            last = time;
        }
    }

    private static bool IsFirst(LoadSample row) => Math.Abs(row.ElapsedSeconds - row.IntervalSeconds) < Millisecond;

    private static bool Follows(LoadSample row, LoadSample before) =>
        Math.Abs(before.ElapsedSeconds + row.IntervalSeconds - row.ElapsedSeconds) < Millisecond;

    private static LoadRowException Contradiction(string column, object value, FormattableString what) =>
        new(
            column, value,
            $"{column} {what.ToString(CultureInfo.InvariantCulture)}. The row is inconsistent: use rows as Start-RedisLoad wrote them.");
}
