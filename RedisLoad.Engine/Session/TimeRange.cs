namespace RedisLoad.Session;

/// <summary>A time, or a range that times are drawn from evenly.</summary>
/// <param name="Min">The shortest.</param>
/// <param name="Max">The longest; the same for a time that does not vary.</param>
public readonly record struct TimeRange(TimeSpan Min, TimeSpan Max)
{
    /// <summary>No time at all.</summary>
    public static TimeRange None => default;

    /// <summary>Seconds, as they are written: <c>2</c> or <c>1-5</c>.</summary>
    public override string ToString() => Min == Max ? FormattableString.Invariant($"{Min.TotalSeconds}") : FormattableString.Invariant($"{Min.TotalSeconds}-{Max.TotalSeconds}");

    /// <summary>The time that belongs to a seed, in nanoseconds.</summary>
    internal long Sample(ulong seed) => Min.ToNanoseconds() + (Max == Min ? 0 : SplitMix64.Below((Max - Min).ToNanoseconds() + 1, seed, position: ulong.MaxValue - 1));
}
