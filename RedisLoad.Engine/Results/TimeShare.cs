namespace RedisLoad.Results;

/// <summary>How many times were between two limits.</summary>
/// <param name="FromMs">They were longer than this, in milliseconds.</param>
/// <param name="ToMs">And at most this.</param>
/// <param name="Count">How many.</param>
public sealed record TimeShare(double FromMs, double ToMs, long Count);
