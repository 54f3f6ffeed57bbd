namespace RedisLoad.Rows;

/// <summary>What was counted in an interval. Its fields are the counters of <see cref="Rows.ILoadColumns"/>.</summary>
internal partial struct IntervalCounters
{
    public readonly long Failed => Failures.Total();

    public readonly double? GeneratorPauseMaxMs => LongestPause is { } pause ? ToMilliseconds(pause, digits: 3) : null;

    public readonly double? ConnectCpuMs => StartsTimed == 0 ? null : ToMilliseconds(StartCpuNanoseconds / StartsTimed, digits: 3);

    public readonly long Clients => Gauges.ClientsConnected + Gauges.ClientsConnecting + Gauges.ClientsWaiting + Gauges.ClientsGivenUp;

    public readonly double CpuMs => ToMilliseconds(CpuNanoseconds, digits: 1);

    private static double? Percent(long part, long whole) => whole == 0 ? null : Math.Round(100.0 * part / whole, 1);

    private static double ToMilliseconds(long nanoseconds, int digits) =>
        Math.Round(nanoseconds / (double)Clock.NanosecondsPerMillisecond, digits);
}

/// <summary>How many connections there were when an interval ended: over intervals not a sum, but the last.</summary>
internal partial struct IntervalGauges;
