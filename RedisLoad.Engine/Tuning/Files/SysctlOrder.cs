using System.Collections.Immutable;

namespace RedisLoad.Tuning.Files;

/// <summary>The files that set kernel settings when a host starts, in the order in which they are applied: a later one wins.</summary>
/// <remarks>
/// sysctl.d(5): of files with the same name that of the first folder counts; then all are sorted by name. /etc/sysctl.conf
/// comes last (procps applies it so), unless a link in a folder gives it a place by name, as Debian's 99-sysctl.conf does.
/// </remarks>
internal static class SysctlOrder
{
    public const string MainFile = "etc/sysctl.conf";

    private static readonly string[] s_folders = ["etc/sysctl.d", "run/sysctl.d", "usr/local/lib/sysctl.d", "usr/lib/sysctl.d"];

    /// <summary>Finds the files of a host.</summary>
    /// <param name="root">The root of its file system.</param>
    public static ImmutableArray<string> Find(string root)
    {
        string main = Path.Combine(root, MainFile);
        ImmutableArray<string> inFolders = Sort(s_folders.Select(folder => Path.Combine(root, folder)));
        bool hasPlace = inFolders.Any(file => IsLinkTo(file, main));
        return hasPlace || !File.Exists(main) ? inFolders : inFolders.Add(main);
    }

    /// <summary>The *.conf files of folders, the most important folder first.</summary>
    public static ImmutableArray<string> Sort(IEnumerable<string> folders)
    {
        var byName = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string folder in folders.Where(Directory.Exists))
        {
            foreach (string file in Directory.EnumerateFiles(folder, "*.conf"))
                byName.TryAdd(Path.GetFileName(file), file);
        }
        return [.. byName.Values];
    }

    private static bool IsLinkTo(string file, string target)
    {
        try
        {
            return File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName == Path.GetFullPath(target);
        }
        catch (IOException)
        {
            // A link to itself leads nowhere.
            return false;
        }
    }
}
