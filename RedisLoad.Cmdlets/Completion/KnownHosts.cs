using System.Collections.Concurrent;

namespace RedisLoad.Cmdlets.Completion;

/// <summary>Hosts that a user may mean: those used in this session, those of /etc/hosts, and those that SSH has met. No other file is read,
/// and no one is asked.</summary>
internal static class KnownHosts
{
    private static readonly ConcurrentDictionary<string, bool> s_used = new(StringComparer.OrdinalIgnoreCase);

    private static string SshFile => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".ssh", "known_hosts");

    /// <summary>Their names, without ports; those used in this session first.</summary>
    public static IEnumerable<string> Names => s_used.Keys.Order(StringComparer.OrdinalIgnoreCase)
        .Concat(["localhost"])
        .Concat(LinesOf("/etc/hosts").SelectMany(NamesInHosts))
        .Concat(LinesOf(SshFile).SelectMany(NamesInKnownHosts))
        .Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>Remembers servers that a command was given.</summary>
    public static void Remember(IEnumerable<string> servers)
    {
        foreach (string server in servers)
            s_used.TryAdd(server, true);
    }

    /// <summary>The names of a line of /etc/hosts: all after the address.</summary>
    internal static IEnumerable<string> NamesInHosts(string line) =>
        line.Split('#')[0].Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Skip(1);

    /// <summary>The names of a line of known_hosts that are not hashed: <c>name,address key</c>, <c>[name]:port key</c>, with a marker in
    /// front or not.</summary>
    internal static IEnumerable<string> NamesInKnownHosts(string line)
    {
        string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string? names = Array.Find(fields, field => field[0] != '@');
        return names is null || names[0] is '#' or '|'
            ? []
            : names.Split(',').Select(name => name.Split(']')[0].TrimStart('[')).Where(
                name => name.Length > 0 && name.AsSpan().IndexOfAny("*?!") < 0);
    }

    private static string[] LinesOf(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What cannot be read offers nothing.
            return [];
        }
    }
}
