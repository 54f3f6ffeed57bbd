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
/// <param name="Files">The files, by their paths from the root, in the order in which they are applied: a later one wins.</param>
/// <param name="Unread">/etc/sysctl.conf, where it is there and not read; else null.</param>
internal sealed record SysctlBoot(SysctlReader Reader, ImmutableArray<string> Files, string? Unread)
{
    public const string MainFile = "etc/sysctl.conf";

    private static readonly string[] s_folders = ["etc/sysctl.d", "run/sysctl.d", "usr/local/lib/sysctl.d", "usr/lib/sysctl.d",
        "lib/sysctl.d"];
    private static readonly string[] s_systemd = ["usr/lib/systemd/systemd-sysctl", "lib/systemd/systemd-sysctl"];

    /// <summary>The reader's name, as people know it.</summary>
    public static string NameOf(SysctlReader reader) => reader == SysctlReader.Systemd ? "systemd-sysctl" : "sysctl --system (procps)";

    /// <summary>Finds the files of a host.</summary>
    public static SysctlBoot Find(HostRoot root)
    {
        SysctlReader reader = ReaderOf(root);
        // A link that leads nowhere stands in the way of procps alone.
        ImmutableArray<string> files = Sort(
            s_folders.SelectMany(root.ConfigurationsIn).Where(file => reader == SysctlReader.Procps || root.Exists(file)));
        if (root.StatusOf(MainFile) is not { } main)
            return new SysctlBoot(reader, files, null);
        if (reader == SysctlReader.Procps)
            return new SysctlBoot(reader, files.Add(MainFile), null);
        bool isLinked = files.Any(file => root.StatusOf(file) is { } status && (status.Device, status.Inode) == (main.Device, main.Inode));
        return new SysctlBoot(reader, files, isLinked ? null : MainFile);
    }

    /// <summary>What applies the files: of the host that runs, what its init is (sd_booted(3)); of another file system, what is
    /// installed.</summary>
    public static SysctlReader ReaderOf(HostRoot root)
    {
        bool isSystemd = root.IsLive ? Directory.Exists("/run/systemd/system") : s_systemd.Any(root.Exists);
        return isSystemd ? SysctlReader.Systemd : SysctlReader.Procps;
    }

    /// <summary>Files of several folders by name, those of the first folder before others of the same name.</summary>
    public static ImmutableArray<string> Sort(IEnumerable<string> files) =>
        [.. files.DistinctBy(Path.GetFileName).OrderBy(Path.GetFileName, StringComparer.Ordinal)];
}
