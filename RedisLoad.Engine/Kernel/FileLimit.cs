using RedisLoad.Interop;

namespace RedisLoad.Kernel;

/// <summary>How many files this process may have open, and has.</summary>
/// <param name="Soft">The limit in force.</param>
/// <param name="Hard">How far the process may raise it.</param>
/// <param name="Open">How many are open now.</param>
internal readonly record struct FileLimit(ulong Soft, ulong Hard, int Open)
{
    /// <summary>Asks the kernel.</summary>
    public static FileLimit Read()
    {
        (ulong soft, ulong hard) = Libc.FileLimit();
        return new FileLimit(soft, hard, Directory.GetFileSystemEntries("/proc/self/fd").Length);
    }
}
