using System.Runtime.InteropServices;

namespace RedisLoad.Interop;

/// <summary>What the kernel knows of the calling thread.</summary>
internal static unsafe partial class Libc
{
    private const int CLOCK_THREAD_CPUTIME_ID = 3;
    private const int PR_SET_TIMERSLACK = 29;

    /// <summary>User and system time of the calling thread so far, in nanoseconds.</summary>
    public static long ThreadCpuNanoseconds()
    {
        Timespec time;
        LinuxException.Check(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time), "clock_gettime");
        return time.Seconds * 1_000_000_000 + time.Nanoseconds;
    }

    /// <summary>Asks for wake-ups of the calling thread on time: by default Linux may delay each by 50 us.</summary>
    public static void SetSmallestTimerSlack() => LinuxException.Check(prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0), "prctl(PR_SET_TIMERSLACK)");

    [LibraryImport("libc", SetLastError = true)]
    private static partial int clock_gettime(int clock, Timespec* time);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prctl(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);
}

/// <summary>struct timespec of 64-bit Linux.</summary>
internal readonly record struct Timespec(long Seconds, long Nanoseconds);
