using System.Diagnostics;

namespace RedisLoad;

/// <summary>The monotonic clock that everything is timed by, in nanoseconds.</summary>
internal static class Clock
{
    public const long NanosecondsPerSecond = 1_000_000_000;
    public const long NanosecondsPerMicrosecond = 1_000;
    public const long NanosecondsPerTick = 100;

    /// <summary>Nanoseconds since a moment that stays the same while the process lives.</summary>
    public static long Now => Stopwatch.GetTimestamp();

    public static long ToNanoseconds(this TimeSpan span) => span.Ticks * NanosecondsPerTick;

    public static TimeSpan ToTimeSpan(long nanoseconds) => new(nanoseconds / NanosecondsPerTick);
}
