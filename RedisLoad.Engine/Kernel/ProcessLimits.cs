using System.Globalization;
using RedisLoad.Interop;

namespace RedisLoad.Kernel;

/// <summary>The limits of a process, of /proc/PID/limits.</summary>
internal static class ProcessLimits
{
    private const string OpenFiles = "Max open files";

    /// <summary>The soft limit of open files; null where the text does not say, and for none.</summary>
    public static long? SoftFiles(string text)
    {
        string? line = text.Split('\n').FirstOrDefault(line => line.StartsWith(OpenFiles, StringComparison.Ordinal));
        string? soft = line?[OpenFiles.Length..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out long limit) ? limit : null;
    }
}

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
