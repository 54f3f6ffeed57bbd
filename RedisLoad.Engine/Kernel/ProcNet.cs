using System.Globalization;

namespace RedisLoad.Kernel;

/// <summary>What the tuning rules need of /proc/net. Each parser takes the file's text, and passes over what it does not understand.</summary>
internal static class ProcNet
{
    private const string Listening = "0A";

    /// <summary>The ports of listening sockets in /proc/net/tcp or tcp6.</summary>
    public static IEnumerable<int> ListeningPorts(string text)
    {
        foreach (string[] fields in Lines(text))
        {
            // sl, local_address, rem_address, st
            if (fields.Length < 4 || fields[3] != Listening)
                continue;
            string port = fields[1][(fields[1].LastIndexOf(':') + 1)..];
            if (int.TryParse(port, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int number))
                yield return number;
        }
    }

    /// <summary>Packets dropped because a processor's queue was full: the second column of /proc/net/softnet_stat; null where there is none.</summary>
    public static long? BacklogDrops(string text)
    {
        long? drops = null;
        foreach (string[] fields in Lines(text))
        {
            if (fields.Length > 1 && long.TryParse(fields[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long number))
                drops = (drops ?? 0) + number;
        }
        return drops;
    }

    /// <summary>Pages of memory that TCP holds: <c>mem</c> of the line TCP of /proc/net/sockstat; null where it is not there.</summary>
    public static long? TcpMemoryPages(string text)
    {
        string[]? fields = Lines(text).FirstOrDefault(line => line is ["TCP:", ..]);
        int label = fields is null ? -1 : Array.IndexOf(fields, "mem");
        return label >= 0 && label + 1 < fields!.Length && long.TryParse(fields[label + 1], NumberStyles.None, CultureInfo.InvariantCulture, out long pages)
            ? pages
            : null;
    }

    private static IEnumerable<string[]> Lines(string text) =>
        text.Split('\n').Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
