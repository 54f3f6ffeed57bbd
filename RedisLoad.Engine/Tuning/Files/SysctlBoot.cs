using System.Collections.Immutable;

namespace RedisLoad.Tuning.Files;

/// <summary>The program that applies the sysctl files when a host starts. The two agree on most, not on all.</summary>
internal enum SysctlReader
{
    /// <summary>systemd-sysctl: it reads /etc/sysctl.conf only through a link in a sysctl.d folder.</summary>
    Systemd,

    /// <summary><c>sysctl --system</c> of procps, as init scripts call it: it reads /etc/sysctl.conf after all others.</summary>
    Procps,
}

/// <summary>The files that set kernel settings when a host starts.</summary>
/// <param name="Reader">What applies them.</param>
/// <param name="Files">The files, in the order in which they are applied: a later one wins.</param>
/// <param name="Unread">/etc/sysctl.conf, where it is there and not read; else null.</param>
internal sealed record SysctlBoot(SysctlReader Reader, ImmutableArray<string> Files, string? Unread)
{
    public const string MainFile = "etc/sysctl.conf";

    private static readonly string[] s_folders = ["etc/sysctl.d", "run/sysctl.d", "usr/local/lib/sysctl.d", "usr/lib/sysctl.d", "lib/sysctl.d"];
    private static readonly string[] s_systemd = ["usr/lib/systemd/systemd-sysctl", "lib/systemd/systemd-sysctl"];

    /// <summary>The reader's name, as people know it.</summary>
    public static string NameOf(SysctlReader reader) => reader == SysctlReader.Systemd ? "systemd-sysctl" : "sysctl --system (procps)";

    /// <summary>Finds the files of a host.</summary>
    /// <param name="root">The root of its file system.</param>
    public static SysctlBoot Find(string root)
    {
        SysctlReader reader = ReaderOf(root);
        string main = Path.Combine(root, MainFile);
        ImmutableArray<string> files = Sort(s_folders.Select(folder => Path.Combine(root, folder)));
        if (!File.Exists(main))
            return new SysctlBoot(reader, files, null);
        if (reader == SysctlReader.Procps)
            return new SysctlBoot(reader, files.Add(main), null);
        return new SysctlBoot(reader, files, files.Any(file => IsLinkTo(file, main)) ? null : main);
    }

    /// <summary>What applies the files: of the host that runs, what its init is (sd_booted(3)); of another file system, what is installed.</summary>
    public static SysctlReader ReaderOf(string root)
    {
        bool isSystemd = root == "/" ? Directory.Exists("/run/systemd/system") : s_systemd.Any(file => File.Exists(Path.Combine(root, file)));
        return isSystemd ? SysctlReader.Systemd : SysctlReader.Procps;
    }

    /// <summary>The *.conf files of folders by name, hidden ones left out; of files with the same name, that of the first folder.</summary>
    public static ImmutableArray<string> Sort(IEnumerable<string> folders)
    {
        var byName = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string folder in folders.Where(Directory.Exists))
        {
            foreach (string file in Directory.EnumerateFiles(folder, "*.conf").Where(file => !Path.GetFileName(file).StartsWith('.')))
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
