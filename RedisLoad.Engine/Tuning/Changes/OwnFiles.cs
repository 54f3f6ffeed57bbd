using System.Text;

namespace RedisLoad.Tuning.Changes;

/// <summary>The files that tuning keeps for itself: their places, and their text with settings added or taken back. A setting is a
/// line.</summary>
internal static class OwnFiles
{
    public const string Sysctl = "etc/sysctl.d/90-redisload.conf";
    public const string Limits = "etc/security/limits.d/90-redisload.conf";

    private const string Units = "etc/systemd/system/";
    private const string DropIn = ".d/90-redisload.conf";
    private const string Section = "[Service]";
    private const string Header = "# Written by Set-KernelTuning of RedisLoad. Set-KernelTuning -Restore restores what was here before.";

    /// <summary>Every byte is a letter: comments of any encoding stay as they are.</summary>
    private static readonly Encoding s_encoding = Encoding.Latin1;

    public static string UnitDropIn(string unit) => Units + unit + DropIn;

    /// <summary>Whether a path is that of such a file.</summary>
    public static bool IsOne(string file) =>
        file is Sysctl or Limits || (IsDropIn(file) && SystemdUnit.IsName(file[Units.Length..^DropIn.Length]));

    public static string SysctlLine(string name, string value) => $"{name} = {value}";

    /// <summary>A limit of open files for a user, or for all (*).</summary>
    public static string LimitLine(string domain, bool isSoft, string value) => $"{domain} {(isSoft ? "soft" : "hard")} nofile {value}";

    public static string UnitLine(string value) => $"LimitNOFILE={value}";

    /// <summary>The text with this line in the place of an earlier one for the same setting, else at its end.</summary>
    public static byte[] With(string file, byte[]? before, string line)
    {
        List<string> lines = before is null ? [Header] : Lines(before);
        if (IsDropIn(file) && !lines.Contains(Section))
            lines.Add(Section);
        string key = KeyOf(file, line);
        int place = lines.FindIndex(candidate => KeyOf(file, candidate) == key);
        lines.RemoveAll(candidate => KeyOf(file, candidate) == key);
        int end = IsDropIn(file) ? lines.IndexOf(Section) + 1 : lines.Count;
        lines.Insert(place < 0 ? end : Math.Min(place, lines.Count), line);
        return Text(lines);
    }

    /// <summary>All that a file was, from before the first line was written to after the last one.</summary>
    public static IEnumerable<byte[]?> Versions(string file, byte[]? before, IEnumerable<string> written)
    {
        byte[]? version = before;
        yield return version;
        foreach (string line in written)
            yield return version = With(file, version, line);
    }

    /// <summary>A file that others have changed, with the lines that were written to it taken back, and theirs as they are.</summary>
    /// <param name="file">The file.</param>
    /// <param name="current">What it is now.</param>
    /// <param name="before">What it was before the first line was written.</param>
    /// <param name="written">The lines.</param>
    /// <returns>The text; null where nothing is left of a file that was not there before.</returns>
    public static byte[]? Without(string file, byte[] current, byte[]? before, IReadOnlyCollection<string> written)
    {
        List<string> original = before is null ? [] : Lines(before);
        var left = new List<string>();
        foreach (string line in Lines(current))
        {
            if (!written.Contains(line) && line != Header)
                left.Add(line);
            else if (original.Find(candidate => KeyOf(file, candidate) == KeyOf(file, line)) is { } replaced)
                left.Add(replaced);
        }
        return before is null && left.TrueForAll(line => line is Section or "") ? null : Text(left);
    }

    /// <summary>The lines that one text has and another one has not, in words.</summary>
    public static string Difference(byte[]? text, byte[]? other)
    {
        List<string> known = other is null ? [] : Lines(other);
        string[] more = [.. (text is null ? [] : Lines(text)).Where(line => !known.Contains(line)).Select(line => $"'{line}'")];
        return more.Length == 0 ? "some are gone" : string.Join(", ", more);
    }

    private static bool IsDropIn(string file) =>
        file.StartsWith(Units, StringComparison.Ordinal) && file.EndsWith(DropIn, StringComparison.Ordinal);

    /// <summary>What says which setting a line is for; of a comment the whole line.</summary>
    private static string KeyOf(string file, string line)
    {
        if (line.StartsWith('#'))
            return line;
        return file == Limits
            ? string.Join(' ', line.Split(' ', 4, StringSplitOptions.RemoveEmptyEntries).Take(3))
            : line.Split('=')[0].Trim();
    }

    private static List<string> Lines(byte[] text) => [.. s_encoding.GetString(text).TrimEnd('\n').Split('\n')];

    private static byte[] Text(IEnumerable<string> lines) => s_encoding.GetBytes(string.Join('\n', lines) + "\n");
}
