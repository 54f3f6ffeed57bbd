using RedisLoad.Failures;
using RedisLoad.Load;
using RedisLoad.Metrics;

namespace RedisLoad.Results;

/// <summary>What one run or several came to: totals, rates, exact percentiles, and the verdict with its evidence. Times are milliseconds, null where there is nothing to time.</summary>
/// <remarks>
/// Histograms are added, percentiles never averaged: where a row with times came back without its histograms, there are no percentiles
/// (<see cref="PercentilesAreExact"/>). Rates are counts over the time that passed in at least one run, so that the rates of runs side by side add up, and those of
/// runs one after another do not. The hold that was asked for after the last connection is no part of it: while connections are held, none is asked for.
/// </remarks>
public sealed class LoadSummary
{
    private readonly IntervalRecorder _total;
    private readonly double _arrivingSeconds;
    private readonly double _loadingSeconds;

    private LoadSummary(IReadOnlyList<LoadRow> rows, IntervalRecorder total, bool percentilesAreExact)
    {
        IReadOnlyList<IReadOnlyList<LoadRow>> runs = LoadRuns.Split(rows);
        _total = total;
        Runs = runs.Count;
        Rows = rows.Count;
        StartTime = runs.Min(LoadRuns.StartOf);
        EndTime = rows.Max(row => row.Timestamp);
        Seconds = Math.Round(LoadRuns.Covered(runs).TotalSeconds, 3);
        _loadingSeconds = LoadRuns.CoveredByLoad(runs).TotalSeconds;
        _arrivingSeconds = LoadRuns.CoveredByArrivals(runs).TotalSeconds;
        HasSchedule = runs.All(run => run.Any(row => row.HasSchedule));
        ComesInBursts = rows.Any(row => row.GapSeconds is not null);
        Overdue = runs.Sum(run => run[^1].Overdue);
        Open = runs.Sum(run => run[^1].Open);
        SteadyOpen = runs.Sum(run => run[^1].SteadyOpen);
        PercentilesAreExact = percentilesAreExact;

        ResponseMaxMs = rows.Max(row => row.ResponseMaxMs);
        LagMaxMs = rows.Max(row => row.LagMaxMs);
        SteadyMaxMs = rows.Max(row => row.SteadyMaxMs);

        Verdict = RunFindings.Judge(this);
        Evidence = RunFindings.Evidence(this).ToArray();
    }

    /// <summary>What the run says, and of whom: the gravest of what was found.</summary>
    public Verdict Verdict { get; }

    /// <summary>Why, in words and figures: what was found, the gravest first; where nothing was, what was looked at.</summary>
    public IReadOnlyList<string> Evidence { get; }

    /// <summary>Whether every threshold holds; null where there were none.</summary>
    public bool? Passed => Thresholds.Count == 0 ? null : Thresholds.All(result => result.Passed);

    /// <summary>How the run stands to each threshold.</summary>
    public IReadOnlyList<ThresholdResult> Thresholds { get; private set; } = [];

    /// <summary>How many runs the rows are of.</summary>
    public int Runs { get; }

    /// <summary>How many rows there are.</summary>
    public int Rows { get; }

    /// <summary>When the first run began to count.</summary>
    public DateTimeOffset StartTime { get; }

    /// <summary>When the last row ended.</summary>
    public DateTimeOffset EndTime { get; }

    /// <summary>The time in which at least one run was running.</summary>
    public double Seconds { get; }

    /// <summary>Connections a second that the schedule asked for; null without a schedule.</summary>
    public double? TargetCps => HasSchedule ? PerSecond(Due, _arrivingSeconds) : null;

    /// <summary>Connections that succeeded, a second: over the time that passed until the last of them, however long the schedule was. Of held ones, without the hold.</summary>
    public double? Cps => PerSecond(Succeeded, _loadingSeconds);

    /// <summary>The achieved rate in percent of the one that was asked for; null without a schedule.</summary>
    public double? AchievedPercent =>
        HasSchedule && Due > 0 && _loadingSeconds > 0 ? Math.Round(100 * Succeeded / _loadingSeconds / (Due / _arrivingSeconds), 4) : null;

    /// <summary>Connections that fell due; without a schedule, those that were started.</summary>
    public long Due => _total.Counters.Due;

    /// <summary>Connections that were started, on time or late.</summary>
    public long Started => _total.Counters.Started;

    /// <summary>Connections that were not started, because MaxOpen were open.</summary>
    public long Dropped => _total.Counters.Dropped;

    /// <summary>Connections that the runs ended without starting: the load generator was too far behind.</summary>
    public long NotStarted => _total.Counters.NotStarted;

    /// <summary>Connections that were due and not started yet at the end of the last row: none, unless the run was cut off.</summary>
    public long Overdue { get; }

    /// <summary>Connections that were started more than 1 ms after they were due.</summary>
    public long Late => _total.Counters.Late;

    /// <summary>Connections that got every reply.</summary>
    public long Succeeded => _total.Counters.Succeeded;

    /// <summary>Connections that did not.</summary>
    public long Failed => _total.Counters.Failures.Total();

    /// <summary>Connections under way at the end of the last row: none, unless the run was cut off.</summary>
    public long Open { get; }

    /// <summary>Connections that ended without having been started in these rows: not 0 where rows are missing.</summary>
    public long Unaccounted => Succeeded + Failed + Open - Started;

    /// <summary>Failed connections in percent of those that were started; null where none were.</summary>
    public double? FailureRatePercent => Percent(Failed, Started);

    /// <summary>Dropped connections in percent of those that fell due; null where none did.</summary>
    public double? DropRatePercent => Percent(Dropped, Due);

    /// <summary>Connections started over 1 ms late, in percent of those that were started; null where none were.</summary>
    public double? LateRatePercent => Percent(Late, Started);

    /// <summary>Whether the percentiles are those over all connections. Else there are none: rows came back without their histograms (-IncludeHistogram).</summary>
    public bool PercentilesAreExact { get; }

    /// <summary>Half of the successful connections took at most this long, from due to the last reply.</summary>
    public double? ResponseP50Ms => Percentile(_total.Response, 50);

    /// <summary>90 % of the successful connections took at most this long, from due to the last reply.</summary>
    public double? ResponseP90Ms => Percentile(_total.Response, 90);

    /// <summary>99 % of the successful connections took at most this long, from due to the last reply.</summary>
    public double? ResponseP99Ms => Percentile(_total.Response, 99);

    /// <summary>99.9 % of the successful connections took at most this long, from due to the last reply.</summary>
    public double? ResponseP999Ms => Percentile(_total.Response, 99.9);

    /// <summary>The longest that one of the successful connections took, from due to the last reply.</summary>
    public double? ResponseMaxMs { get; }

    /// <summary>Half of the successful connections took at most this long, from the call of connect to the last reply.</summary>
    public double? ServiceP50Ms => Percentile(_total.Service, 50);

    /// <summary>90 % of the successful connections took at most this long, from the call of connect to the last reply.</summary>
    public double? ServiceP90Ms => Percentile(_total.Service, 90);

    /// <summary>99 % of the successful connections took at most this long, from the call of connect to the last reply.</summary>
    public double? ServiceP99Ms => Percentile(_total.Service, 99);

    /// <summary>99.9 % of the successful connections took at most this long, from the call of connect to the last reply.</summary>
    public double? ServiceP999Ms => Percentile(_total.Service, 99.9);

    /// <summary>The longest that one of the successful connections took, from the call of connect to the last reply.</summary>
    public double? ServiceMaxMs => PercentilesAreExact ? _total.Service.MaxMs : null;

    /// <summary>Half of the connections took at most this long to be established, from the call of connect.</summary>
    public double? ConnectP50Ms => Percentile(_total.Connect, 50);

    /// <summary>90 % of the connections took at most this long to be established, from the call of connect.</summary>
    public double? ConnectP90Ms => Percentile(_total.Connect, 90);

    /// <summary>99 % of the connections took at most this long to be established, from the call of connect.</summary>
    public double? ConnectP99Ms => Percentile(_total.Connect, 99);

    /// <summary>99.9 % of the connections took at most this long to be established, from the call of connect.</summary>
    public double? ConnectP999Ms => Percentile(_total.Connect, 99.9);

    /// <summary>The longest that one of the connections took to be established, from the call of connect.</summary>
    public double? ConnectMaxMs => PercentilesAreExact ? _total.Connect.MaxMs : null;

    /// <summary>Half of the connections took at most this long to be started, from due to the call of connect.</summary>
    public double? LagP50Ms => Percentile(_total.Lag, 50);

    /// <summary>90 % of the connections took at most this long to be started, from due to the call of connect.</summary>
    public double? LagP90Ms => Percentile(_total.Lag, 90);

    /// <summary>99 % of the connections took at most this long to be started, from due to the call of connect.</summary>
    public double? LagP99Ms => Percentile(_total.Lag, 99);

    /// <summary>99.9 % of the connections took at most this long to be started, from due to the call of connect.</summary>
    public double? LagP999Ms => Percentile(_total.Lag, 99.9);

    /// <summary>The longest that one of the connections took to be started, from due to the call of connect.</summary>
    public double? LagMaxMs { get; }

    /// <summary>The longest that the load generator's own loop stood still, in milliseconds, in whatever shape of load; null where rows came back without it.</summary>
    public double? GeneratorPauseMaxMs => ToMilliseconds(_total.Counters.LongestPause);

    /// <summary>Mean time of the system calls that start a connection (socket, bind, connect; on loopback the first send), in milliseconds; null where none was timed.</summary>
    public double? StartCallMs => _total.Counters.StartCalls == 0 ? null : ToMilliseconds(_total.Counters.StartCallNanoseconds / _total.Counters.StartCalls);

    /// <summary>Half of the TLS handshakes took at most this long, from the established connection; null without TLS.</summary>
    public double? TlsHandshakeP50Ms => Percentile(_total.TlsHandshake, 50);

    /// <summary>90 % of the TLS handshakes took at most this long, from the established connection; null without TLS.</summary>
    public double? TlsHandshakeP90Ms => Percentile(_total.TlsHandshake, 90);

    /// <summary>99 % of the TLS handshakes took at most this long, from the established connection; null without TLS.</summary>
    public double? TlsHandshakeP99Ms => Percentile(_total.TlsHandshake, 99);

    /// <summary>99.9 % of the TLS handshakes took at most this long, from the established connection; null without TLS.</summary>
    public double? TlsHandshakeP999Ms => Percentile(_total.TlsHandshake, 99.9);

    /// <summary>The longest that a TLS handshake took, from the established connection; null without TLS.</summary>
    public double? TlsHandshakeMaxMs => PercentilesAreExact ? _total.TlsHandshake.MaxMs : null;

    /// <summary>Steady connections (-Steady) that were there at the end of the last row.</summary>
    public long SteadyOpen { get; }

    /// <summary>Requests of the steady connections that were answered.</summary>
    public long SteadyRequests => _total.Counters.SteadyRequests;

    /// <summary>Requests of the steady connections that were not answered, or wrongly, or in no time.</summary>
    public long SteadyFailed => _total.Counters.SteadyFailed;

    /// <summary>Failed requests of the steady connections in percent of all of theirs; null without -Steady.</summary>
    public double? SteadyFailureRatePercent => Percent(SteadyFailed, SteadyFailed + SteadyRequests);

    /// <summary>Half of the steady connections' requests took at most this long, from due to the reply; null without -Steady.</summary>
    public double? SteadyP50Ms => Percentile(_total.SteadyResponse, 50);

    /// <summary>90 % of the steady connections' requests took at most this long, from due to the reply; null without -Steady.</summary>
    public double? SteadyP90Ms => Percentile(_total.SteadyResponse, 90);

    /// <summary>99 % of the steady connections' requests took at most this long, from due to the reply; null without -Steady.</summary>
    public double? SteadyP99Ms => Percentile(_total.SteadyResponse, 99);

    /// <summary>99.9 % of the steady connections' requests took at most this long, from due to the reply; null without -Steady.</summary>
    public double? SteadyP999Ms => Percentile(_total.SteadyResponse, 99.9);

    /// <summary>The longest that a request of a steady connection took, from due to the reply; null without -Steady.</summary>
    public double? SteadyMaxMs { get; }

    /// <summary>Failures: nobody listened at the port.</summary>
    public long Refused => CountOf(FailureKind.Refused);

    /// <summary>Failures: the connection was reset before its last reply.</summary>
    public long Reset => CountOf(FailureKind.Reset);

    /// <summary>Failures: no SYN-ACK came in time.</summary>
    public long ConnectTimeout => CountOf(FailureKind.ConnectTimeout);

    /// <summary>Failures: a reply did not come in time.</summary>
    public long ReplyTimeout => CountOf(FailureKind.ReplyTimeout);

    /// <summary>Failures: the server closed the connection before its last reply.</summary>
    public long ClosedByServer => CountOf(FailureKind.ClosedByServer);

    /// <summary>Failures: the TLS handshake did not succeed.</summary>
    public long TlsFailed => CountOf(FailureKind.TlsFailed);

    /// <summary>Failures: the server had as many clients as its maxclients lets it have.</summary>
    public long MaxClients => CountOf(FailureKind.MaxClients);

    /// <summary>Failures: the server wants a password and got none.</summary>
    public long AuthRequired => CountOf(FailureKind.AuthRequired);

    /// <summary>Failures: the server does not take the user and password, or does not let the user do this.</summary>
    public long AuthFailed => CountOf(FailureKind.AuthFailed);

    /// <summary>Failures: any other error reply.</summary>
    public long ErrorReply => CountOf(FailureKind.ErrorReply);

    /// <summary>Failures: a reply that was not the expected one, or was none.</summary>
    public long WrongReply => CountOf(FailureKind.WrongReply);

    /// <summary>Failures: no route to the server.</summary>
    public long Unreachable => CountOf(FailureKind.Unreachable);

    /// <summary>Failures: no local port was left (this host's).</summary>
    public long PortsExhausted => CountOf(FailureKind.PortsExhausted);

    /// <summary>Failures: no file could be opened (this host's).</summary>
    public long FileLimit => CountOf(FailureKind.FileLimit);

    /// <summary>Failures: no memory for sockets (this host's).</summary>
    public long NoMemory => CountOf(FailureKind.NoMemory);

    /// <summary>Failures whose cause is the server.</summary>
    public long FailedByServer => CountOf(Fault.Server);

    /// <summary>Failures whose cause is the server, or the network on the way to it.</summary>
    public long FailedByServerOrPath => CountOf(Fault.ServerOrPath);

    /// <summary>Failures whose cause is the network on the way to the server.</summary>
    public long FailedByPath => CountOf(Fault.Path);

    /// <summary>Failures whose cause is the user, the password or the rights that were given.</summary>
    public long FailedByConfiguration => CountOf(Fault.Configuration);

    /// <summary>Failures whose cause is the load generator's own host.</summary>
    public long FailedByThisHost => CountOf(Fault.ThisHost);

    /// <summary>Times longer than 120 s, which count as 120 s in the figures above.</summary>
    public long OutOfRange => _total.Counters.OutOfRange;

    /// <summary>Processor time of the load's threads, user and system, in milliseconds.</summary>
    public double CpuMs => Math.Round(_total.Counters.CpuNanoseconds / 1e6, 1);

    /// <summary>Processor time of the load's threads, in percent of what that many processors have: near 100 they can do no more.</summary>
    public double? CpuPercent => _total.Counters.CpuCapacityNanoseconds == 0 ? null : Math.Round(100.0 * _total.Counters.CpuNanoseconds / _total.Counters.CpuCapacityNanoseconds, 1);

    internal bool HasSchedule { get; }

    /// <summary>Whether connections came in bursts, of which all are due at once.</summary>
    internal bool ComesInBursts { get; }

    /// <summary>What even the quickest of the successful connections took, from the call of connect to the last reply.</summary>
    internal double? ServiceMinMs => Percentile(_total.Service, 0);

    /// <summary>How often a kind of failure happened.</summary>
    /// <param name="kind">The kind.</param>
    public long CountOf(FailureKind kind) => _total.Counters.Failures.Of(kind);

    /// <summary>How often something failed by the same one's fault.</summary>
    /// <param name="fault">Whose.</param>
    public long CountOf(Fault fault) => Faults.AllKinds.Where(kind => Faults.Of(kind) == fault).Sum(CountOf);

    /// <summary>The response time that so many percent of the successful connections did not exceed, in milliseconds; null where there are none, or they are not exact.</summary>
    /// <param name="percent">The percentile, from 0 to 100: 99.99, say.</param>
    public double? GetResponsePercentileMs(double percent) => Percentile(_total.Response, percent);

    /// <summary>How the response times of the successful connections are spread, over a log axis; empty where there are none, or they are not exact.</summary>
    /// <param name="partsOfDecade">Into how many parts each power of ten is cut.</param>
    public IReadOnlyList<TimeShare> GetResponseTimes(int partsOfDecade)
    {
        double LimitMs(int part) => Math.Pow(10, (double)part / partsOfDecade) / 1000;
        return PercentilesAreExact
            ? [.. _total.Response.CountByDecade(partsOfDecade).Select(part => new TimeShare(LimitMs(part.Key - 1), LimitMs(part.Key), part.Value))]
            : [];
    }

    /// <summary>The same summary, held against limits.</summary>
    public LoadSummary Against(IEnumerable<Threshold> thresholds)
    {
        var summary = (LoadSummary)MemberwiseClone();
        summary.Thresholds = thresholds.Select(threshold => threshold.Check(this)).ToArray();
        return summary;
    }

    /// <summary>Adds rows up.</summary>
    /// <param name="rows">Rows of one run or several, at least one.</param>
    /// <exception cref="ArgumentException">There are no rows.</exception>
    public static LoadSummary Of(IReadOnlyList<LoadRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0)
            throw new ArgumentException("There are no rows to add up.", nameof(rows));
        var total = new IntervalRecorder();
        foreach (LoadRow row in rows)
        {
            total.Counters.Add(row.Counters);
            row.Histograms?.AddTo(total);
        }
        return new LoadSummary(rows, total, rows.All(row => row.HasItsTimes));
    }

    /// <summary>Adds up rows as they come from a load.</summary>
    /// <param name="samples">Rows of one run or several, at least one.</param>
    /// <exception cref="ArgumentException">There are no rows.</exception>
    public static LoadSummary Of(params LoadSample[] samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        return Of([.. samples.Select(LoadRow.Of)]);
    }

    private double? Percentile(LatencyHistogram times, double percent) => PercentilesAreExact ? times.PercentileMs(percent) : null;

    private static double? PerSecond(long count, double seconds) => seconds > 0 ? Math.Round(count / seconds, 1) : null;

    private static double? ToMilliseconds(long? nanoseconds) => nanoseconds is { } time ? Math.Round(time / (double)Clock.NanosecondsPerMillisecond, 3) : null;

    private static double? Percent(long part, long whole) => whole == 0 ? null : Math.Round(100.0 * part / whole, 4);
}
