using System.Globalization;
using RedisLoad.Rows;

namespace RedisLoad.Results;

/// <summary>Reads rows of a load that have been elsewhere: texts of a CSV file, numbers of JSON, what a job or another host sent.</summary>
/// <param name="column">Gives the value of a column by its name; null where there is none.</param>
public sealed class LoadRowReader(Func<string, object?> column)
{
    /// <summary>More than any count or time of a load, and few enough to count with.</summary>
    private const double Largest = 1e12;

    private const double NanosecondsPerMillisecond = 1e6;

    /// <summary>What every row has, of whatever version; the rest may be missing.</summary>
    private static readonly string[] s_required =
    [
        nameof(LoadSample.ElapsedSeconds), nameof(LoadSample.Started), nameof(LoadSample.Dropped), nameof(LoadSample.Late),
        nameof(LoadSample.Succeeded), nameof(LoadSample.Open), nameof(LoadSample.Timestamp),
    ];

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(3650);

    private readonly ColumnReader _columns = new(column, Largest, (name, value, reason) => new LoadRowException(name, value, reason));

    /// <summary>Reads the row.</summary>
    /// <param name="previous">The row before it, whose end is the beginning of one that does not say how long it was.</param>
    /// <exception cref="LoadRowException">It is no row of a load.</exception>
    public LoadSample Read(LoadSample? previous)
    {
        if (Array.Find(s_required, name => !_columns.Has(name)) is { } missing)
            throw new LoadRowException(missing, null, $"This is not a row from Start-RedisLoad: it has no {missing}.");
        var row = new LoadSample();
        _columns.Fill(row);
        if (!_columns.Has(nameof(row.IntervalSeconds)))
            row.IntervalSeconds = row.ElapsedSeconds - (Precedes(previous, row) ? previous!.ElapsedSeconds : 0);
        if (row.ElapsedSeconds > s_longest.TotalSeconds || row.IntervalSeconds > row.ElapsedSeconds)
        {
            throw new LoadRowException(nameof(row.ElapsedSeconds), row.ElapsedSeconds, string.Create(
                CultureInfo.InvariantCulture, $"ElapsedSeconds cannot be {row.ElapsedSeconds} in a row of {row.IntervalSeconds} s."));
        }
        if (row.HoldSeconds > s_longest.TotalSeconds)
        {
            throw new LoadRowException(
                nameof(row.HoldSeconds), row.HoldSeconds, string.Create(CultureInfo.InvariantCulture,
                $"HoldSeconds cannot be {row.HoldSeconds}."));
        }
        if (!_columns.Has(nameof(row.Due)))
            row.Due = row.Started + row.Dropped;
        // Without a schedule nothing is late, and nothing is dropped.
        row.HasSchedule = (row.TargetCps ?? row.LagMaxMs) is not null || row.Due != row.Started;
        row.Span = SpanOf(row);
        RestoreHidden(row, ref row.Counters);
        return row;
    }

    private static bool Precedes(LoadSample? previous, LoadSample row) =>
        previous is not null && previous.RunId == row.RunId && previous.ElapsedSeconds < row.ElapsedSeconds;

    private static SampleSpan SpanOf(LoadSample row)
    {
        var end = TimeSpan.FromSeconds(row.ElapsedSeconds);
        TimeSpan arrivalsEnd = end - TimeSpan.FromSeconds(TailOf(row.IntervalSeconds, row.Due, row.TargetCps));
        return new SampleSpan(end - TimeSpan.FromSeconds(row.IntervalSeconds), end, row.Timestamp)
        {
            ArrivalsEnd = arrivalsEnd,
            HoldEnd = arrivalsEnd + TimeSpan.FromSeconds(row.HoldSeconds),
        };
    }

    /// <summary>How much of an interval lies after the last arrival: the rate is of the rest of it.</summary>
    private static double TailOf(double interval, long due, double? targetCps)
    {
        // Half of the last digit of the two.
        const double rateRounding = 0.05;
        const double timeRounding = 0.0005;
        if (targetCps is not > 0)
            return targetCps is null && due == 0 ? interval : 0;
        double tail = interval - due / targetCps.Value;
        return tail > timeRounding + interval * rateRounding / targetCps.Value ? tail : 0;
    }

    /// <summary>What was counted for other columns follows from those.</summary>
    private void RestoreHidden(LoadSample row, ref IntervalCounters counters)
    {
        counters.LongestPause = (long?)(_columns.Number(nameof(row.GeneratorPauseMaxMs)) * NanosecondsPerMillisecond);
        if (_columns.Number(nameof(row.ConnectCpuMs)) is { } connectCpuMs)
        {
            // How many were timed is not in the row: a share of those that were started, the same in all rows.
            counters.StartsTimed = Math.Max(1, row.Started / LoadSample.StartsPerTimed);
            counters.StartCpuNanoseconds = (long)(connectCpuMs * NanosecondsPerMillisecond * counters.StartsTimed);
        }
        double cpuMs = _columns.Number(nameof(row.CpuMs)) ?? 0;
        double cpuPercent = _columns.Number(nameof(row.CpuPercent)) ?? 0;
        // What the threads could have used is not in the row; where they used next to nothing, one thread's time stands for it.
        double capacityMs = cpuPercent > 0 ? 100 * cpuMs / cpuPercent : 1000 * row.IntervalSeconds;
        counters.CpuNanoseconds = (long)(cpuMs * NanosecondsPerMillisecond);
        counters.CpuCapacityNanoseconds = (long)(capacityMs * NanosecondsPerMillisecond);
    }
}

/// <summary>Something is no row of a load, or one with a value that cannot be read.</summary>
/// <param name="column">The column at fault.</param>
/// <param name="value">Its value; null where it has none.</param>
/// <param name="reason">What is wrong.</param>
public sealed class LoadRowException(string column, object? value, string reason) : Exception(reason)
{
    /// <summary>The column at fault.</summary>
    public string Column { get; } = column;

    /// <summary>Its value; null where it can contain a password.</summary>
    public object? Value { get; } = UserText.Target(value);
}
