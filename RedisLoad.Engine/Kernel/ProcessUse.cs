using System.Globalization;
using RedisLoad.Interop;

namespace RedisLoad.Kernel;

/// <summary>What a process uses at a moment. What may not be read is null.</summary>
/// <param name="FilesOpen">Its open files.</param>
/// <param name="FilesLimit">How many it may have open.</param>
/// <param name="CpuTicks">Its processor time so far, user and system, in hundredths of a second.</param>
internal readonly record struct ProcessUse(long? FilesOpen, long? FilesLimit, long? CpuTicks)
{
    private const int UserTimeAfterName = 11;
    private const int SystemTimeAfterName = 12;

    /// <summary>Asks the kernel.</summary>
    public static ProcessUse Of(int id)
    {
        string folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{id}");
        return new ProcessUse(
            CountFiles(Path.Combine(folder, "fd")), Read(Path.Combine(folder, "limits"), ProcessLimits.SoftFiles),
            Read(Path.Combine(folder, "stat"), CpuTicksOf));
    }

    /// <summary>The 14th and 15th field of /proc/PID/stat. The second is a name, which can hold blanks and parentheses.</summary>
    public static long? CpuTicksOf(string stat)
    {
        string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > SystemTimeAfterName
            && long.TryParse(fields[UserTimeAfterName], NumberStyles.None, CultureInfo.InvariantCulture, out long user)
            && long.TryParse(fields[SystemTimeAfterName], NumberStyles.None, CultureInfo.InvariantCulture, out long system)
            ? user + system
            : null;
    }

    private static long? CountFiles(string folder)
    {
        try
        {
            // Since Linux 6.2 the folder's size is their number, which costs nothing; before, it is 0.
            return Libc.SizeOf(folder) is > 0 and var size ? size : Directory.EnumerateFileSystemEntries(folder).LongCount();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long? Read(string path, Func<string, long?> parse)
    {
        try
        {
            return parse(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
