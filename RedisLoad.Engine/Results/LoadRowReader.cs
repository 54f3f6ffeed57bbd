using System.Globalization;
using RedisLoad.Failures;
using RedisLoad.Load;
using RedisLoad.Metrics;

namespace RedisLoad.Results;

/// <summary>Reads rows that have been elsewhere: texts of a CSV file, numbers of JSON, what a job or another host sent.</summary>
/// <param name="column">Gives the value of a column by its name; null where there is none.</param>
public sealed class LoadRowReader(Func<string, object?> column)
{
    private const double NanosecondsPerMillisecond = 1e6;

    /// <summary>More than any count or time of a load, and few enough to count with.</summary>
    private const double MostOfAnything = 1e12;

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(3650);

    /// <summary>Reads the row.</summary>
    /// <param name="previous">The row before it, whose end is the beginning of one that does not say how long it was.</param>
    /// <exception cref="LoadRowException">It is no row of a load.</exception>
    public LoadRow Read(LoadRow? previous)
    {
        double elapsed = Required(nameof(LoadSample.ElapsedSeconds));
        string? runId = Text(nameof(LoadSample.RunId));
        bool continues = previous is not null && previous.RunId == runId && previous.ElapsedSeconds < elapsed;
        double interval = Number(nameof(LoadSample.IntervalSeconds)) ?? elapsed - (continues ? previous!.ElapsedSeconds : 0);
        if (elapsed > s_longest.TotalSeconds || interval > elapsed)
            throw new LoadRowException(nameof(LoadSample.ElapsedSeconds), elapsed, string.Create(CultureInfo.InvariantCulture, $"ElapsedSeconds cannot be {elapsed} in a row of {interval} s."));
        IntervalCounters counters = ReadCounters(interval);
        double? targetCps = Number(nameof(LoadSample.TargetCps));
        double? lagMaxMs = Number(nameof(LoadSample.LagMaxMs));
        return new LoadRow(counters)
        {
            RunId = runId,
            Timestamp = Time(nameof(LoadSample.Timestamp), RunMark.TimeOf(runId)?.AddSeconds(elapsed)),
            ElapsedSeconds = elapsed,
            IntervalSeconds = interval,
            TargetCps = targetCps,
            TailSeconds = TailOf(interval, counters.Due, targetCps),
            HoldSeconds = Number(nameof(LoadSample.HoldSeconds)) ?? 0,
            // Without a schedule nothing is late, and nothing is dropped.
            HasSchedule = (targetCps ?? lagMaxMs) is not null || counters.Due != counters.Started,
            Generator = Text(nameof(LoadSample.Generator)),
            Target = Text(nameof(LoadSample.Target)),
            GapSeconds = Number(nameof(LoadSample.GapSeconds)),
            ResponseP50Ms = Number(nameof(LoadSample.ResponseP50Ms)),
            ResponseP90Ms = Number(nameof(LoadSample.ResponseP90Ms)),
            ResponseP99Ms = Number(nameof(LoadSample.ResponseP99Ms)),
            ResponseP999Ms = Number(nameof(LoadSample.ResponseP999Ms)),
            ResponseMaxMs = Number(nameof(LoadSample.ResponseMaxMs)),
            ServiceP50Ms = Number(nameof(LoadSample.ServiceP50Ms)),
            ServiceP99Ms = Number(nameof(LoadSample.ServiceP99Ms)),
            ConnectP50Ms = Number(nameof(LoadSample.ConnectP50Ms)),
            ConnectP99Ms = Number(nameof(LoadSample.ConnectP99Ms)),
            LagP99Ms = Number(nameof(LoadSample.LagP99Ms)),
            LagMaxMs = lagMaxMs,
            TlsHandshakeP99Ms = Number(nameof(LoadSample.TlsHandshakeP99Ms)),
            SteadyP50Ms = Number(nameof(LoadSample.SteadyP50Ms)),
            SteadyP99Ms = Number(nameof(LoadSample.SteadyP99Ms)),
            SteadyMaxMs = Number(nameof(LoadSample.SteadyMaxMs)),
            Histograms = ReadHistograms(),
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

    private IntervalCounters ReadCounters(double interval)
    {
        long started = Count(nameof(LoadSample.Started));
        long dropped = Count(nameof(LoadSample.Dropped));
        var counters = new IntervalCounters
        {
            Due = CountOrNone(nameof(LoadSample.Due)) ?? started + dropped,
            Started = started,
            Dropped = dropped,
            NotStarted = CountOrNone(nameof(LoadSample.NotStarted)) ?? 0,
            Late = Count(nameof(LoadSample.Late)),
            Succeeded = Count(nameof(LoadSample.Succeeded)),
            Gauges = new IntervalGauges
            {
                Overdue = CountOrNone(nameof(LoadSample.Overdue)) ?? 0,
                Open = Count(nameof(LoadSample.Open)),
                Held = CountOrNone(nameof(LoadSample.Held)) ?? 0,
                SteadyOpen = CountOrNone(nameof(LoadSample.SteadyOpen)) ?? 0,
            },
            SteadyRequests = CountOrNone(nameof(LoadSample.SteadyRequests)) ?? 0,
            SteadyFailed = CountOrNone(nameof(LoadSample.SteadyFailed)) ?? 0,
            OutOfRange = CountOrNone(nameof(LoadSample.OutOfRange)) ?? 0,
            LongestPause = (long?)(Number(nameof(LoadSample.GeneratorPauseMaxMs)) * NanosecondsPerMillisecond),
        };
        if (Number(nameof(LoadSample.StartCallMs)) is { } startCallMs)
        {
            // How many were timed is not in the row: a share of those that were started, the same in all rows.
            counters.StartCalls = Math.Max(1, started / LoadSample.StartsPerTimedCall);
            counters.StartCallNanoseconds = (long)(startCallMs * NanosecondsPerMillisecond * counters.StartCalls);
        }
        foreach (FailureKind kind in Faults.AllKinds)
            counters.Failures.Count(kind, CountOrNone(kind.ToString()) ?? 0);

        double cpuMs = Number(nameof(LoadSample.CpuMs)) ?? 0;
        double cpuPercent = Number(nameof(LoadSample.CpuPercent)) ?? 0;
        // What the threads could have used is not in the row; where they used next to nothing, one thread's time stands for it.
        double capacityMs = cpuPercent > 0 ? 100 * cpuMs / cpuPercent : 1000 * interval;
        counters.CpuNanoseconds = (long)(cpuMs * NanosecondsPerMillisecond);
        counters.CpuCapacityNanoseconds = (long)(capacityMs * NanosecondsPerMillisecond);
        return counters;
    }

    private EncodedHistograms? ReadHistograms()
    {
        byte[]? response = Histogram(nameof(LoadSample.ResponseHistogram));
        byte[]? service = Histogram(nameof(LoadSample.ServiceHistogram));
        byte[]? connect = Histogram(nameof(LoadSample.ConnectHistogram));
        byte[]? lag = Histogram(nameof(LoadSample.LagHistogram));
        byte[]? tlsHandshake = Histogram(nameof(LoadSample.TlsHandshakeHistogram));
        byte[]? steady = Histogram(nameof(LoadSample.SteadyHistogram));
        return response is null || service is null || connect is null || lag is null ? null : new EncodedHistograms(response, service, connect, lag, tlsHandshake, steady);
    }

    private byte[]? Histogram(string name)
    {
        if (Text(name) is not { } text)
            return null;
        byte[] encoded = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, encoded, out int length) || !EncodedCounts.AreReadable(encoded = encoded[..length]))
            throw new LoadRowException(name, text, $"{name} is no histogram as -IncludeHistogram writes it.");
        return encoded;
    }

    private string? Text(string name) => column(name)?.ToString() is { Length: > 0 } text ? text : null;

    private long Count(string name) => (long)Required(name);

    private long? CountOrNone(string name) => (long?)Number(name);

    private double Required(string name) =>
        Number(name) ?? throw new LoadRowException(name, null, $"This is no row of Start-RedisLoad: it has no {name}.");

    private double? Number(string name)
    {
        double? number = AnyNumber(name);
        return number is not (< 0 or > MostOfAnything or double.NaN) ? number : throw new LoadRowException(name, number, $"{name} cannot be {number}.");
    }

    private double? AnyNumber(string name)
    {
        object? value = column(name);
        if (value is IConvertible and not string)
            return Convert.ToDouble(value, CultureInfo.InvariantCulture);
        if (Text(name) is not { } text)
            return null;
        return Readable(name, value, () => ExportedText.ToNumber(name, text));
    }

    private DateTimeOffset Time(string name, DateTimeOffset? expected)
    {
        DateTimeOffset time = AnyTime(name, expected);
        // Other calendars are centuries away.
        return time.Year is >= 1970 and < 2200 ? time : throw new LoadRowException(name, time, $"{name} cannot be in the year {time.Year} of the Gregorian calendar.");
    }

    private DateTimeOffset AnyTime(string name, DateTimeOffset? expected)
    {
        object? value = column(name);
        switch (value)
        {
            case DateTimeOffset time:
                return time;
            case DateTime time:
                return time;
        }
        if (Text(name) is not { } text)
            throw new LoadRowException(name, null, $"This is no row of Start-RedisLoad: it has no {name}.");
        return Readable(name, value, () => ExportedText.ToTime(name, text, expected));
    }

    private static T Readable<T>(string name, object? value, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException exception)
        {
            throw new LoadRowException(name, value, exception.Message);
        }
    }
}
