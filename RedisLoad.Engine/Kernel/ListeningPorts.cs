using System.Globalization;

namespace RedisLoad.Kernel;

/// <summary>The TCP ports that somebody listens at, of /proc/net/tcp or tcp6.</summary>
internal static class ListeningPorts
{
    private const string Listening = "0A";

    /// <summary>Reads the file's text, and passes over what it does not understand.</summary>
    public static IEnumerable<int> Of(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            // sl, local_address, rem_address, st
            string[] fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 4 || fields[3] != Listening)
                continue;
            string port = fields[1][(fields[1].LastIndexOf(':') + 1)..];
            if (int.TryParse(port, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int number))
                yield return number;
        }
    }
}
