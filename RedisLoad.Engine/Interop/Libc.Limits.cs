using System.Runtime.InteropServices;

namespace RedisLoad.Interop;

/// <summary>Resource limits of this process.</summary>
internal static unsafe partial class Libc
{
    private const int RLIMIT_NOFILE = 7;

    /// <summary>How many files this process may have open (soft), and how far it may raise that itself (hard).</summary>
    public static (ulong Soft, ulong Hard) FileLimit()
    {
        ulong* limit = stackalloc ulong[2];
        LinuxException.Check(getrlimit(RLIMIT_NOFILE, limit), "getrlimit(RLIMIT_NOFILE)");
        return (limit[0], limit[1]);
    }

    /// <summary>Sets how many files this process may have open.</summary>
    /// <exception cref="LinuxException">EINVAL: soft above hard; EPERM: hard above what it was, and not root.</exception>
    public static void SetFileLimit(ulong soft, ulong hard)
    {
        ulong* limit = stackalloc ulong[2] { soft, hard };
        LinuxException.Check(setrlimit(RLIMIT_NOFILE, limit), "setrlimit(RLIMIT_NOFILE)");
    }

    /// <summary>Whether this process has root's rights.</summary>
    public static bool IsRoot() => geteuid() == 0;

    /// <summary>The user whose rights this process has.</summary>
    public static uint UserId() => geteuid();

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getrlimit(int resource, ulong* limit);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setrlimit(int resource, ulong* limit);

    [LibraryImport("libc")]
    private static partial uint geteuid();
}
