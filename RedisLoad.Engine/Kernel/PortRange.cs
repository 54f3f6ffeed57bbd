using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RedisLoad.Kernel;

/// <summary>The local ports that connections get: net.ipv4.ip_local_port_range, for IPv6 too.</summary>
/// <param name="First">The lowest port.</param>
/// <param name="Last">The highest port.</param>
internal readonly record struct PortRange(int First, int Last)
{
    /// <summary>Where the kernel shows the range of this network namespace.</summary>
    public const string Path = "/proc/sys/net/ipv4/ip_local_port_range";

    public int Count => Last - First + 1;

    public bool Contains(int port) => port >= First && port <= Last;

    /// <summary>Reads the range.</summary>
    /// <param name="path">The file, <see cref="Path"/> but in tests.</param>
    /// <param name="range">The range.</param>
    /// <returns>Whether there is such a file and it holds a range.</returns>
    public static bool TryRead(string path, out PortRange range)
    {
        range = default;
        try
        {
            return TryParse(File.ReadAllText(path), out range);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out PortRange range)
    {
        range = default;
        string[] numbers = text?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (numbers.Length != 2 || !TryParsePort(numbers[0], out int first) || !TryParsePort(numbers[1], out int last) || last < first)
            return false;

        range = new PortRange(first, last);
        return true;
    }

    private static bool TryParsePort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= ushort.MaxValue;
}
