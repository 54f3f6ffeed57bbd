using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace RedisLoad.Tuning.Files;

/// <summary>What the configuration files of a host make of the limits of open files.</summary>
internal sealed partial class PersistedLimits
{
    private readonly ImmutableArray<LimitsLine> _lines;

    private PersistedLimits(ImmutableArray<LimitsLine> lines) => _lines = lines;

    /// <summary>Reads limits.conf, and then limits.d in the order of names, as pam_limits does.</summary>
    /// <param name="root">The root of the file system.</param>
    public static PersistedLimits Read(string root)
    {
        string[] files = [Path.Combine(root, "etc/security/limits.conf"), .. SysctlOrder.Sort([Path.Combine(root, "etc/security/limits.d")])];
        return new PersistedLimits([.. files
            .Select(file => (File: file, Bytes: ConfigurationFile.TryRead(file)))
            .Where(file => file.Bytes is not null)
            .SelectMany(file => LimitsFile.Parse(file.File, file.Bytes!).Lines)]);
    }

    /// <summary>The limit that is set for a user, or for all (*), at the end; null where none is.</summary>
    public long? FilesOf(string domain, bool isSoft) =>
        _lines.LastOrDefault(line => line.Item == "nofile" && line.Domain == domain && (isSoft ? line.IsSoft : line.IsHard))?.Value;

    /// <summary>The highest LimitNOFILE of a unit's files; null where there is none.</summary>
    public static long? FilesOfUnit(IEnumerable<string> files)
    {
        long? highest = null;
        foreach (string file in files)
        {
            foreach (Match match in UnitLimit().Matches(Encoding.UTF8.GetString(ConfigurationFile.TryRead(file) ?? [])))
            {
                // LimitNOFILE=soft:hard, or one for both.
                string last = match.Groups["hard"].Value;
                long limit = long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : long.MaxValue;
                highest = Math.Max(highest ?? 0, limit);
            }
        }
        return highest;
    }

    [GeneratedRegex(@"^\s*LimitNOFILE\s*=\s*(\S+:)?(?<hard>[0-9]+|infinity)\s*$", RegexOptions.Multiline)]
    private static partial Regex UnitLimit();
}
