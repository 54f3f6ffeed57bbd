using System.Globalization;
using RedisLoad.Failures;
using RedisLoad.Watch;

namespace RedisLoad.Rows;

/// <summary>What one interval of a load run brought: one row. Times are milliseconds, null where there is nothing to time.</summary>
/// <remarks>
/// A row covers a span of real time, and everything is counted in the row in which it happened. The books balance in every row:
/// <c>Due + Overdue before = Started + Dropped + NotStarted + Overdue</c>, and over the rows so far
/// <c>Started = Succeeded + Failed + Open</c>.
/// The last row waits for what is still open. The columns are declared in <see cref="ILoadColumns"/>.
/// </remarks>
public sealed partial class LoadSample
{
    /// <summary>Of so many starts of a connection, the processor time of one is taken: reading it is not free.</summary>
    internal const int StartsPerTimed = 64;

    private const double MicrosecondsPerSecond = 1e6;

    private readonly byte[]?[] _times;
    private IntervalCounters _counters;
    private bool _hidesTimes;

    /// <summary>A row as it comes from the load.</summary>
    /// <param name="span">The time it covers.</param>
    /// <param name="hasSchedule">Whether a schedule asked for its connections.</param>
    /// <param name="recorder">What was counted and timed.</param>
    internal LoadSample(SampleSpan span, bool hasSchedule, IntervalRecorder recorder)
    {
        Span = span;
        HasSchedule = hasSchedule;
        _counters = recorder.Counters;
        _times = recorder.Encode();
        TakePercentiles(recorder);
        Timestamp = span.EndTime;
        ElapsedSeconds = Math.Round(span.End.TotalSeconds, 3);
        IntervalSeconds = Math.Round(span.Length.TotalSeconds, 3);
        HoldSeconds = Math.Round(span.Hold.TotalSeconds, 3);
        TargetCps = hasSchedule && span.Tail < span.Length ? Math.Round(Due / (span.Length - span.Tail).TotalSeconds, 1) : null;
        Cps = Math.Round(Succeeded / span.Length.TotalSeconds, 1);
    }

    /// <summary>A row that comes back from elsewhere: its columns are still to be read.</summary>
    internal LoadSample() => _times = new byte[]?[IntervalRecorder.TimeCount];

    /// <summary>What the run was asked to do, in words; null in a row that came back from elsewhere. No column, for it is the same in every
    /// row.</summary>
    internal string? Asked { get; init; }

    internal bool HasSchedule { get; set; }

    internal SampleSpan Span { get; set; } = new(TimeSpan.Zero, TimeSpan.Zero, default);

    internal ref IntervalCounters Counters => ref _counters;

    internal WatchedFigures Watched
    {
        get => new(AcceptQueue, ListenOverflows, TimeWait, ServerCps);
        set => (AcceptQueue, ListenOverflows, TimeWait, ServerCps) =
            (value.AcceptQueue, value.ListenOverflows, value.TimeWait, value.ServerCps);
    }

    /// <summary>Whether every time that the rows of a run speak of is in their histograms.</summary>
    /// <remarks>A connection that is held has its response time in the row of its last reply, and succeeds in a later one.</remarks>
    internal static bool AreWhole(IReadOnlyList<LoadSample> run) =>
        run.All(row => (row.HasSteady || row.SteadyRequests == 0) && row.TimesAreWhole().All(isWhole => isWhole))
        && (run.Any(row => row.HasResponse) || run.All(row => row.Succeeded == 0));

    /// <summary>The same row without its histograms as columns. Rows in this process add up as exactly as before.</summary>
    public LoadSample WithoutHistograms()
    {
        var sample = (LoadSample)MemberwiseClone();
        sample._hidesTimes = true;
        return sample;
    }

    /// <summary>The same row with what a watch saw when it came.</summary>
    public LoadSample With(ConnectionSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return With(WatchedFigures.Of(snapshot));
    }

    /// <summary>The same row with what watches saw in its time.</summary>
    internal LoadSample With(WatchedFigures watched)
    {
        var sample = (LoadSample)MemberwiseClone();
        sample.Watched = watched;
        return sample;
    }

    /// <summary>The same in a few words.</summary>
    public override string ToString()
    {
        string p99 = ResponseP99Ms is { } ms ? string.Create(CultureInfo.InvariantCulture, $", response p99 {ms:F2} ms") : string.Empty;
        return string.Create(
            CultureInfo.InvariantCulture, $"{ElapsedSeconds} s: {Started:N0} started, {Dropped:N0} dropped, {Failed:N0} failed{p99}");
    }

    /// <summary>How often a kind of failure happened.</summary>
    /// <param name="kind">The kind.</param>
    public long CountOf(FailureKind kind) => _counters.Failures.Of(kind);

    /// <summary>The response time that so many percent of the connections with every reply did not exceed, in milliseconds; null where
    /// there are none.</summary>
    /// <param name="percent">The percentile, from 0 to 100: 99.99, say.</param>
    public double? GetResponsePercentileMs(double percent)
    {
        var recorder = new IntervalRecorder();
        AddTimesTo(recorder);
        return recorder.Response.PercentileMs(percent);
    }

    /// <summary>Adds rows up to one. Its percentiles are those over all connections, for the rows keep their histograms.</summary>
    /// <param name="samples">Rows of one run in their order, at least one.</param>
    /// <returns>A row over the whole time of the rows.</returns>
    /// <exception cref="ArgumentException">There are no rows.</exception>
    public static LoadSample Merge(params LoadSample[] samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var sum = new SampleSum();
        foreach (LoadSample sample in samples)
            sum.Add(sample);
        return sum.ToSample() ?? throw new ArgumentException("There are no rows to add up.", nameof(samples));
    }

    /// <summary>Writes all that the row holds.</summary>
    internal void Pack(BinaryWriter writer)
    {
        writer.Pack(HasSchedule);
        writer.Pack(Span.Start);
        writer.Pack(Span.End);
        writer.Pack(Span.EndTime);
        writer.Pack(Span.ArrivalsEnd);
        writer.Pack(Span.HoldEnd);
        _counters.Pack(writer);
        PackColumns(writer);
        foreach (byte[]? times in _times)
            writer.Pack(times);
    }

    /// <summary>Reads what <see cref="Pack"/> wrote.</summary>
    internal static LoadSample Unpack(BinaryReader reader)
    {
        reader.Unpack(out bool hasSchedule);
        reader.Unpack(out TimeSpan start);
        reader.Unpack(out TimeSpan end);
        reader.Unpack(out DateTimeOffset endTime);
        reader.Unpack(out TimeSpan arrivalsEnd);
        reader.Unpack(out TimeSpan holdEnd);
        var row = new LoadSample
        {
            HasSchedule = hasSchedule,
            Span = new SampleSpan(start, end, endTime) { ArrivalsEnd = arrivalsEnd, HoldEnd = holdEnd },
        };
        row._counters.Unpack(reader);
        row.UnpackColumns(reader);
        for (int i = 0; i < row._times.Length; i++)
            reader.Unpack(out row._times[i]);
        return row;
    }

    internal static string? JoinEvents(IReadOnlyCollection<string> events) => events.Count == 0 ? null : string.Join("; ", events);

    internal void AddTimesTo(IntervalRecorder recorder) => recorder.AddEncoded(_times);

    /// <summary>The times of a histogram in seconds, and how often each was.</summary>
    private IEnumerable<(double Seconds, long Times)> SecondsOf(int index) => _times[index] is { } times
        ? EncodedCounts.Read(times).Select(each => (each.Value / MicrosecondsPerSecond, each.Count))
        : [];

    private string? TextOfTimes(int index) => !_hidesTimes && _times[index] is { } times ? Convert.ToBase64String(times) : null;

    private void ReadTimes(int index, string column, string? text)
    {
        if (text is null)
            return;
        byte[] encoded = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, encoded, out int length) || !EncodedCounts.AreReadable(encoded = encoded[..length]))
            throw new FormatException($"{column} is not a histogram as Start-RedisLoad writes it.");
        _times[index] = encoded;
    }
}
