using RedisLoad.Failures;
using RedisLoad.Load;
using RedisLoad.Metrics;

namespace RedisLoad.Results;

/// <summary>One row of a load as it is read again: from the load itself, or from a file, a job or another host.</summary>
public sealed class LoadRow
{
    private readonly IntervalCounters _counters;

    internal LoadRow(in IntervalCounters counters) => _counters = counters;

    /// <summary>Which run it is of; null in rows of a time before runs had a mark.</summary>
    public string? RunId { get; internal init; }

    /// <summary>When the interval ended.</summary>
    public DateTimeOffset Timestamp { get; internal init; }

    /// <summary>The interval's end, in seconds since the end of the warm-up.</summary>
    public double ElapsedSeconds { get; internal init; }

    /// <summary>How long the interval was.</summary>
    public double IntervalSeconds { get; internal init; }

    /// <summary>Connections a second that the schedule asked for, while it did; null without a schedule, and after its end.</summary>
    public double? TargetCps { get; internal init; }

    /// <summary>Name of the host that the load came from; null in a row that came back without it.</summary>
    public string? Generator { get; internal init; }

    /// <summary>The server that the row is about; null for all of them.</summary>
    public string? Target { get; internal init; }

    /// <summary>The time from one burst to the next; null where connections are spread.</summary>
    public double? GapSeconds { get; internal init; }

    /// <summary>Connections that fell due.</summary>
    public long Due => _counters.Due;

    /// <summary>Connections that were started.</summary>
    public long Started => _counters.Started;

    /// <summary>Connections that were not started, because MaxOpen were open.</summary>
    public long Dropped => _counters.Dropped;

    /// <summary>Connections that the run ended without starting.</summary>
    public long NotStarted => _counters.NotStarted;

    /// <summary>Connections that were due when the interval ended, and not started yet.</summary>
    public long Overdue => _counters.Gauges.Overdue;

    /// <summary>Connections that were started more than 1 ms after they were due.</summary>
    public long Late => _counters.Late;

    /// <summary>Connections that got every reply.</summary>
    public long Succeeded => _counters.Succeeded;

    /// <summary>Connections that did not.</summary>
    public long Failed => _counters.Failures.Total();

    /// <summary>Connections under way when the interval ended.</summary>
    public long Open => _counters.Gauges.Open;

    /// <summary>Those of them that had every reply, and were held open.</summary>
    public long Held => _counters.Gauges.Held;

    /// <summary>Connections that succeeded, a second.</summary>
    public double Cps => IntervalSeconds > 0 ? Succeeded / IntervalSeconds : 0;

    /// <summary>The row's own figure, as the rest of the times: in milliseconds, null where there was nothing to time.</summary>
    public double? ResponseP50Ms { get; internal init; }

    /// <inheritdoc cref="ResponseP50Ms"/>
    public double? ResponseP90Ms { get; internal init; }

    /// <inheritdoc cref="ResponseP50Ms"/>
    public double? ResponseP99Ms { get; internal init; }

    /// <inheritdoc cref="ResponseP50Ms"/>
    public double? ResponseP999Ms { get; internal init; }

    /// <inheritdoc cref="ResponseP50Ms"/>
    public double? ResponseMaxMs { get; internal init; }

    /// <inheritdoc cref="ResponseP50Ms"/>
    public double? ServiceP50Ms { get; internal init; }

    /// <inheritdoc cref="ResponseP50Ms"/>
    public double? ServiceP99Ms { get; internal init; }

    /// <inheritdoc cref="ResponseP50Ms"/>
    public double? ConnectP50Ms { get; internal init; }

    /// <inheritdoc cref="ResponseP50Ms"/>
    public double? ConnectP99Ms { get; internal init; }

    /// <inheritdoc cref="ResponseP50Ms"/>
    public double? LagP99Ms { get; internal init; }

    /// <inheritdoc cref="ResponseP50Ms"/>
    public double? LagMaxMs { get; internal init; }

    /// <inheritdoc cref="ResponseP50Ms"/>
    public double? TlsHandshakeP99Ms { get; internal init; }

    /// <summary>Steady connections that were there when the interval ended.</summary>
    public long SteadyOpen => _counters.Gauges.SteadyOpen;

    /// <summary>Requests of the steady connections that were answered.</summary>
    public long SteadyRequests => _counters.SteadyRequests;

    /// <summary>Requests of the steady connections that were not.</summary>
    public long SteadyFailed => _counters.SteadyFailed;

    /// <inheritdoc cref="ResponseP50Ms"/>
    public double? SteadyP50Ms { get; internal init; }

    /// <inheritdoc cref="ResponseP50Ms"/>
    public double? SteadyP99Ms { get; internal init; }

    /// <inheritdoc cref="ResponseP50Ms"/>
    public double? SteadyMaxMs { get; internal init; }

    /// <summary>What the run was asked to do, in words; null in a row that came back without it.</summary>
    public string? Asked { get; internal init; }

    /// <summary>How much of the interval lies in the hold after the last arrival, in seconds.</summary>
    public double HoldSeconds { get; internal init; }

    /// <summary>How much of the interval, at its end, lies after the last arrival.</summary>
    internal double TailSeconds { get; init; }

    internal bool HasSchedule { get; init; }

    internal IntervalCounters Counters => _counters;

    /// <summary>Every time of the interval; null in a row that came back without them.</summary>
    internal EncodedHistograms? Histograms { get; init; }

    /// <summary>Whether every time that the row speaks of is in its histograms.</summary>
    internal bool HasItsTimes => Histograms is { } histograms
        ? (histograms.TlsHandshake is not null || TlsHandshakeP99Ms is null) && (histograms.SteadyResponse is not null || SteadyRequests == 0)
        : Due + Succeeded + Failed + SteadyRequests == 0;

    /// <summary>How often a kind of failure happened.</summary>
    /// <param name="kind">The kind.</param>
    public long CountOf(FailureKind kind) => _counters.Failures.Of(kind);

    /// <summary>A row that comes from the load itself.</summary>
    public static LoadRow Of(LoadSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return new LoadRow(sample.Counters)
        {
            RunId = sample.RunId,
            Asked = sample.Asked,
            Timestamp = sample.Timestamp,
            ElapsedSeconds = sample.ElapsedSeconds,
            IntervalSeconds = sample.IntervalSeconds,
            TargetCps = sample.TargetCps,
            TailSeconds = sample.Span.Tail.TotalSeconds,
            HoldSeconds = sample.HoldSeconds,
            HasSchedule = sample.HasSchedule,
            Generator = sample.Generator,
            Target = sample.Target,
            GapSeconds = sample.GapSeconds,
            ResponseP50Ms = sample.ResponseP50Ms,
            ResponseP90Ms = sample.ResponseP90Ms,
            ResponseP99Ms = sample.ResponseP99Ms,
            ResponseP999Ms = sample.ResponseP999Ms,
            ResponseMaxMs = sample.ResponseMaxMs,
            ServiceP50Ms = sample.ServiceP50Ms,
            ServiceP99Ms = sample.ServiceP99Ms,
            ConnectP50Ms = sample.ConnectP50Ms,
            ConnectP99Ms = sample.ConnectP99Ms,
            LagP99Ms = sample.LagP99Ms,
            LagMaxMs = sample.LagMaxMs,
            TlsHandshakeP99Ms = sample.TlsHandshakeP99Ms,
            SteadyP50Ms = sample.SteadyP50Ms,
            SteadyP99Ms = sample.SteadyP99Ms,
            SteadyMaxMs = sample.SteadyMaxMs,
            Histograms = sample.Histograms,
        };
    }
}
