using System.Diagnostics;

namespace RedisLoad;

/// <summary>The monotonic clock that everything is timed by, in nanoseconds.</summary>
internal static class Clock
{
    public const long NanosecondsPerSecond = 1_000_000_000;
    public const long NanosecondsPerMicrosecond = 1_000;
    public const long NanosecondsPerMillisecond = 1_000_000;
    public const long NanosecondsPerTick = 100;

    // So it is on Linux; the compiler leaves out what is not taken.
    private static readonly bool s_ticksAreNanoseconds = Stopwatch.Frequency == NanosecondsPerSecond;

    /// <summary>Nanoseconds since a moment that stays the same while the process lives.</summary>
    public static long Now =>
        s_ticksAreNanoseconds ? Stopwatch.GetTimestamp() : ToNanoseconds(Stopwatch.GetTimestamp(), Stopwatch.Frequency);

    public static long ToNanoseconds(this TimeSpan span) => span.Ticks * NanosecondsPerTick;

    /// <summary>The nanoseconds of so many ticks, of which there are so many a second.</summary>
    internal static long ToNanoseconds(long ticks, long frequency) => (long)((Int128)ticks * NanosecondsPerSecond / frequency);

    public static TimeSpan ToTimeSpan(long nanoseconds) => new(nanoseconds / NanosecondsPerTick);
}
