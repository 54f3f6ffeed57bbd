namespace RedisLoad.Session;

/// <summary>A time, or a range that times are drawn from evenly.</summary>
/// <param name="Least">The shortest.</param>
/// <param name="Most">The longest; the same for a time that does not vary.</param>
public readonly record struct TimeRange(TimeSpan Least, TimeSpan Most)
{
    /// <summary>No time at all.</summary>
    public static TimeRange None => default;

    /// <summary>Seconds, as they are written: <c>2</c> or <c>1-5</c>.</summary>
    public override string ToString() => Least == Most ? FormattableString.Invariant($"{Least.TotalSeconds}") : FormattableString.Invariant($"{Least.TotalSeconds}-{Most.TotalSeconds}");

    /// <summary>The time that belongs to a seed, in nanoseconds.</summary>
    internal long Draw(ulong seed) => Least.ToNanoseconds() + (Most == Least ? 0 : RedisLoad.Draw.Below((Most - Least).ToNanoseconds() + 1, seed, position: ulong.MaxValue - 1));
}
