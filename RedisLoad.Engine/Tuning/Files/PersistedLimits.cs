using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace RedisLoad.Tuning.Files;

/// <summary>What the configuration files of a host make of the limits of open files at a login.</summary>
internal sealed partial class PersistedLimits
{
    private const string Main = "etc/security/limits.conf";
    private const string Folder = "etc/security/limits.d";

    private readonly ImmutableArray<LimitsLine> _lines;

    private PersistedLimits(ImmutableArray<LimitsLine> lines) => _lines = lines;

    /// <summary>Reads limits.conf, and then limits.d in the order of names, as pam_limits does.</summary>
    public static PersistedLimits Read(HostRoot root) =>
        new([.. SysctlBoot.Sort(root.ConfigurationsIn(Folder)).Prepend(Main)
            .SelectMany(file => root.TryRead(file) is { } bytes ? LimitsFile.Parse("/" + file, bytes).Lines : [])]);

    internal static PersistedLimits Of(IEnumerable<LimitsLine> lines) => new([.. lines]);

    /// <summary>The line that sets the limit of open files for all users (but root) that have no line of their own; null for
    /// none.</summary>
    public LimitsLine? OfEverybody(bool isSoft) => FilesOf(isSoft).LastOrDefault(line => line.Domain.IsEverybody);

    /// <summary>The line that sets it for root.</summary>
    public LimitsLine? OfRoot(bool isSoft) => FilesOf(isSoft).LastOrDefault(line => line.Domain.IsRoot);

    /// <summary>The line that keeps all limits from root, wherever it stands; null for none.</summary>
    public LimitsLine? ExemptionOfRoot => _lines.FirstOrDefault(line => line.Item is null && line.Domain.IsRoot);

    /// <summary>The lines of users, groups and ranges of ids, which count for them in place of those of all users.</summary>
    public IEnumerable<LimitsLine> OfOthers(bool isSoft) =>
        FilesOf(isSoft).Where(line => !line.Domain.IsEverybody && !line.Domain.IsRootAlone);

    /// <summary>What files make of the limit: of a line that locks users out, else of that for all users, else of that for root.</summary>
    /// <param name="isSoft">Which of the two limits.</param>
    /// <param name="openMax">fs.nr_open.</param>
    public PersistedValue For(bool isSoft, long openMax)
    {
        LimitsLine? line = FilesOf(isSoft).LastOrDefault(line => line.ToFiles(openMax) > openMax) ?? OfEverybody(isSoft) ?? OfRoot(isSoft);
        string? value = line?.ToFiles(openMax).ToString(CultureInfo.InvariantCulture);
        return new PersistedValue(value, line is null ? null : Describe(line), "pam_limits", "At the next login");
    }

    /// <summary>The file, line and text of a limit.</summary>
    public static string Describe(LimitsLine line) =>
        string.Create(CultureInfo.InvariantCulture, $"{line.File}:{line.Line} ({line.Domain} {line.Text})");

    /// <summary>The highest LimitNOFILE of a unit's files; null where there is none.</summary>
    public static long? FilesOfUnit(HostRoot root, IEnumerable<string> files)
    {
        long? highest = null;
        foreach (string file in files)
        {
            foreach (Match match in UnitLimit().Matches(Encoding.UTF8.GetString(root.TryRead(file) ?? [])))
            {
                // LimitNOFILE=soft:hard, or one for both.
                string last = match.Groups["hard"].Value;
                long limit = long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : long.MaxValue;
                highest = Math.Max(highest ?? 0, limit);
            }
        }
        return highest;
    }

    private IEnumerable<LimitsLine> FilesOf(bool isSoft) => _lines.Where(line => line.IsFiles && (isSoft ? line.IsSoft : line.IsHard));

    [GeneratedRegex(@"^\s*LimitNOFILE\s*=\s*(\S+:)?(?<hard>[0-9]+|infinity)\s*$", RegexOptions.Multiline)]
    private static partial Regex UnitLimit();
}
