using static System.FormattableString;

namespace RedisLoad.Results;

/// <summary>Why a search went no higher.</summary>
public enum LimitReason : long
{
    /// <summary>The next rate does not hold a threshold.</summary>
    Threshold,

    /// <summary>At the next rate the load generator, its host or the plan's own limit is in the way: the server may take more.</summary>
    GeneratorCeiling,

    /// <summary>The highest rate that was asked for holds.</summary>
    HighestRate,
}

/// <summary>What a search came to.</summary>
/// <param name="LimitCps">Highest rate that met every threshold, in connections per second; null if none did.</param>
/// <param name="NextCps">Lowest rate that did not; null if all did.</param>
/// <param name="Reason">Why the search went no higher: Threshold; GeneratorCeiling; or HighestRate, if -To met every threshold.</param>
/// <param name="Probes">Number of loads.</param>
public sealed record LoadLimit(double? LimitCps, double? NextCps, LimitReason Reason, int Probes)
{
    /// <summary>The same in words.</summary>
    public string Conclusion
    {
        get
        {
            string held = LimitCps is { } limit
                ? Invariant($"{limit:#,0.######}/s met every threshold")
                : "No tested rate met every threshold";
            return Reason switch
            {
                LimitReason.HighestRate =>
                    Invariant($"{LimitCps:#,0.######}/s, the highest rate tested, met every threshold; the limit may be higher."),
                LimitReason.GeneratorCeiling => Invariant($"{held}. At {NextCps:#,0.######}/s the load generator, its host, or -MaxOpen or -PoolSize was the limit, not the server. The Evidence of that load (GetSummary) says which."),
                _ => Invariant($"{held}; {NextCps:#,0.######}/s failed."),
            };
        }
    }
}
