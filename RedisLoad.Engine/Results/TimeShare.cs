namespace RedisLoad.Results;

/// <summary>How many times were between two limits.</summary>
/// <param name="FromMs">They were longer than this, in milliseconds.</param>
/// <param name="ToMs">And at most this.</param>
/// <param name="Count">How many.</param>
public sealed record TimeShare(double FromMs, double ToMs, long Count);

/// <summary>The percentiles of one of the times of a run, in milliseconds.</summary>
/// <param name="Label">What was timed.</param>
/// <param name="P50">The median.</param>
/// <param name="P90">The 90th percentile.</param>
/// <param name="P95">The 95th percentile.</param>
/// <param name="P99">The 99th percentile.</param>
/// <param name="P999">The 99.9th percentile.</param>
/// <param name="Max">The maximum.</param>
internal sealed record TimeFigures(string Label, double? P50, double? P90, double? P95, double? P99, double? P999, double? Max);
