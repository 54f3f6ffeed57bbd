using System.Globalization;

namespace RedisLoad.Kernel;

/// <summary>Which process: its number, and when it started, for numbers come again.</summary>
/// <param name="Id">The process's number.</param>
/// <param name="StartTicks">When it started, in the kernel's clock ticks since the host did.</param>
internal readonly record struct ProcessIdentity(int Id, long StartTicks)
{
    private const int StartTimeAfterName = 19;

    /// <summary>Asks the kernel; null where there is no such process.</summary>
    public static ProcessIdentity? Of(int id)
    {
        try
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat");
            return StartTicksOf(File.ReadAllText(path)) is { } ticks ? new ProcessIdentity(id, ticks) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The number that a process has in its own process namespace, of NSpid in /proc/PID/status; null where it cannot be
    /// read.</summary>
    public static string? InnermostId(int id)
    {
        const string Numbers = "NSpid:";
        try
        {
            string? line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/status")).FirstOrDefault(
                line => line.StartsWith(Numbers, StringComparison.Ordinal));
            return line?[Numbers.Length..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[^1];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The 22nd field of /proc/PID/stat. The second is a name, which can hold blanks and parentheses.</summary>
    public static long? StartTicksOf(string stat)
    {
        string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > StartTimeAfterName && long.TryParse(fields[StartTimeAfterName], NumberStyles.None,
            CultureInfo.InvariantCulture, out long ticks) ? ticks : null;
    }

    /// <summary>In words that <see cref="TryParse"/> reads.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"process {Id} started at {StartTicks}");

    public static bool TryParse(string text, out ProcessIdentity identity)
    {
        identity = default;
        string[] words = text.Split(' ');
        if (words is not ["process", _, "started", "at", _]
            || !int.TryParse(words[1], CultureInfo.InvariantCulture, out int id)
            || !long.TryParse(words[4], CultureInfo.InvariantCulture, out long ticks))
        {
            return false;
        }
        identity = new ProcessIdentity(id, ticks);
        return true;
    }
}
