using System.Globalization;

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
