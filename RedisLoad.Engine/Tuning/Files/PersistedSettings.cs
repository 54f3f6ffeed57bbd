using System.Collections.Immutable;
using System.IO.Enumeration;

namespace RedisLoad.Tuning.Files;

/// <summary>What the configuration files of a host make of its settings when it starts.</summary>
internal sealed class PersistedSettings
{
    private readonly ImmutableArray<SysctlLine> _lines;

    private PersistedSettings(ImmutableArray<SysctlLine> lines) => _lines = lines;

    /// <summary>Reads the files of a host; a line that cannot be read sets nothing then, and stands for nothing here.</summary>
    /// <param name="root">The root of its file system.</param>
    public static PersistedSettings Read(string root) => new([.. SysctlOrder.Find(root)
        .Select(file => (File: file, Bytes: ConfigurationFile.TryRead(file)))
        .Where(file => file.Bytes is not null)
        .SelectMany(file => SysctlFile.Parse(Shown(root, file.File), file.Bytes!).Lines)]);

    internal static PersistedSettings Of(IEnumerable<SysctlLine> lines) => new([.. lines]);

    /// <summary>The value that is in force at the end; null where no file sets it.</summary>
    public string? ValueOf(string name) => Winner(name)?.Value;

    /// <summary>The file and line that win, and those that they override; null where no file sets it.</summary>
    public string? Describe(string name)
    {
        if (Winner(name) is not { } winner)
            return null;
        string[] beaten = [.. LinesOf(name).Where(line => line != winner && line.Value != winner.Value).Select(Describe)];
        return beaten.Length == 0 ? Describe(winner) : $"{Describe(winner)}, which overrides {string.Join(" and ", beaten)}";
    }

    /// <summary>Whether a line sets a setting, by its name or by a glob.</summary>
    public static bool Sets(SysctlLine line, string name) => line.Value is not null
        && (line.Name == name || (SysctlName.IsGlob(line.Name) && FileSystemName.MatchesSimpleExpression(line.Name, name, ignoreCase: false)));

    private static string Describe(SysctlLine line) => $"{line.File}:{line.Line} ({line.Value})";

    /// <summary>A name is stronger than a glob, wherever they stand; of two alike the later one wins.</summary>
    private SysctlLine? Winner(string name) => LinesOf(name).LastOrDefault(line => line.Name == name) ?? GlobWinner(name);

    private SysctlLine? GlobWinner(string name)
    {
        bool isExcluded = _lines.Any(line => line.Value is null && line.Name == name);
        return isExcluded ? null : LinesOf(name).LastOrDefault();
    }

    private IEnumerable<SysctlLine> LinesOf(string name) => _lines.Where(line => Sets(line, name));

    private static string Shown(string root, string file) => root == "/" ? file : "/" + Path.GetRelativePath(root, file);
}
