using System.Collections.Immutable;

namespace RedisLoad.Tuning.Files;

/// <summary>What the configuration files of a host make of its settings when it starts.</summary>
internal sealed class PersistedSettings
{
    /// <summary>How many overridden lines are named: nobody reads more, and a file can have thousands.</summary>
    private const int MostNamed = 5;

    private readonly ImmutableArray<SysctlLine> _lines;
    private readonly ImmutableArray<SysctlLine> _kept;
    private readonly ImmutableArray<SysctlLine> _unread;

    private PersistedSettings(SysctlReader reader, IEnumerable<SysctlLine> lines, ImmutableArray<SysctlLine> unread)
    {
        Reader = reader;
        _lines = [.. lines];
        _kept = reader == SysctlReader.Systemd ? OverwriteAsSystemd(_lines) : _lines;
        _unread = unread;
    }

    /// <summary>What applies the files.</summary>
    public SysctlReader Reader { get; }

    /// <summary>Reads the files of a host; a line that cannot be read sets nothing when it starts, and stands for nothing here.</summary>
    public static PersistedSettings Read(HostRoot root)
    {
        SysctlBoot boot = SysctlBoot.Find(root);
        return new PersistedSettings(boot.Reader, boot.Files.SelectMany(Lines), boot.Unread is null ? [] : [.. Lines(boot.Unread)]);

        IEnumerable<SysctlLine> Lines(string file) => root.TryRead(file) is { } bytes ? SysctlFile.Parse("/" + file, bytes).Lines : [];
    }

    internal static PersistedSettings Of(IEnumerable<SysctlLine> lines, SysctlReader reader) => new(reader, lines, []);

    /// <summary>The value that is in force at the end; null where no file sets it.</summary>
    public string? ValueOf(string name) => Winner(name)?.Value;

    /// <summary>The file and line that win, and those that they override; null where no file sets it.</summary>
    public string? Describe(string name)
    {
        if (Winner(name) is not { } winner)
            return null;
        string[] beaten = [.. _lines.Where(line => Sets(line, name)).Where(line => line != winner && line.Value != winner.Value)
            .Take(MostNamed + 1).Select(Describe)];
        if (beaten.Length > MostNamed)
            beaten[^1] = "others";
        return beaten.Length == 0 ? Describe(winner) : $"{Describe(winner)}, which overrides {string.Join(" and ", beaten)}";
    }

    /// <summary>All that files make of a setting.</summary>
    public PersistedValue For(string name)
    {
        SysctlLine? unread = _unread.LastOrDefault(line => Sets(line, name));
        string? remark = unread is null
            ? null
            : $"{Describe(unread)} has no effect: systemd-sysctl, which this host uses, reads /{SysctlBoot.MainFile} only through a link in /etc/sysctl.d.";
        return new PersistedValue(ValueOf(name), Describe(name), SysctlBoot.NameOf(Reader), "After a reboot", remark);
    }

    /// <summary>The line that is in force at the end: a name is stronger than a glob, wherever they stand; of two alike, the later one
    /// wins.</summary>
    public SysctlLine? Winner(string name)
    {
        bool isSystemd = Reader == SysctlReader.Systemd;
        if (_kept.LastOrDefault(line => line.Name == name && (isSystemd || line.Value is not null)) is { } named)
            return named.Value is null ? null : named;
        bool isExcluded = _kept.Any(line => line.Name == name);
        return isExcluded ? null : _kept.LastOrDefault(line => Sets(line, name));
    }

    /// <summary>Whether a line sets a setting, by its name or by a glob.</summary>
    public static bool Sets(SysctlLine line, string name) =>
        line.Value is not null && (line.Name == name || (SysctlName.IsGlob(line.Name) && SysctlName.Matches(line.Name, name)));

    /// <summary>systemd-sysctl keeps one line a name or glob: another value comes in its place at the end, the same value changes
    /// nothing.</summary>
    private static ImmutableArray<SysctlLine> OverwriteAsSystemd(IEnumerable<SysctlLine> lines)
    {
        var kept = new List<SysctlLine?>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (SysctlLine line in lines)
        {
            if (places.TryGetValue(line.Name, out int earlier))
            {
                if (kept[earlier]!.Value == line.Value)
                    continue;
                kept[earlier] = null;
            }
            places[line.Name] = kept.Count;
            kept.Add(line);
        }
        return [.. kept.OfType<SysctlLine>()];
    }

    private static string Describe(SysctlLine line) => $"{line.File}:{line.Line} ({line.Value})";
}
