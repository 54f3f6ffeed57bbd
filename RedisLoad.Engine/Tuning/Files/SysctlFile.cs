using System.Collections.Immutable;

namespace RedisLoad.Tuning.Files;

/// <summary>One assignment of a sysctl file.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Name">The setting, with dots; it can be a glob.</param>
/// <param name="Value">The value, blanks made one; it can be empty. Null where the line only keeps a glob from setting it
/// (<c>-name</c>).</param>
/// <param name="IgnoresErrors">Whether a failure to set it is no error: the line begins with <c>-</c>.</param>
internal sealed record SysctlLine(string File, int Line, string Name, string? Value, bool IgnoresErrors);

/// <summary>Reads sysctl.conf(5) and sysctl.d(5): <c>name = value</c>, comments that begin a line with # or ;, <c>-</c> before a name,
/// globs in names.</summary>
/// <remarks>Nothing is taken out of a value, neither a comment nor quotation marks: the kernel gets it as it stands, and
/// <see cref="SettingForm"/> says what it makes of it.</remarks>
internal static class SysctlFile
{
    public static Comments SysctlComments { get; } = new("#;", AreInline: false);

    public static (ImmutableArray<SysctlLine> Lines, ImmutableArray<ConfigurationProblem> Problems) Parse(
        string file, ReadOnlySpan<byte> bytes)
    {
        ConfigurationText text = ConfigurationText.Parse(file, bytes, SysctlComments);
        var lines = ImmutableArray.CreateBuilder<SysctlLine>();
        var problems = text.Problems.ToBuilder();
        foreach ((int number, string line) in text.Lines)
        {
            if (TryParse(file, number, line, out SysctlLine? parsed, out string? message))
                lines.Add(parsed!);
            else
                problems.Add(new ConfigurationProblem(file, number, message!));
        }
        return (lines.ToImmutable(), problems.ToImmutable());
    }

    private static bool TryParse(string file, int number, string line, out SysctlLine? parsed, out string? message)
    {
        parsed = null;
        message = null;
        bool ignoresErrors = line[0] == '-';
        string body = ignoresErrors ? SettingText.Trim(line[1..]) : line;
        int equals = body.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0 && !ignoresErrors)
        {
            message = "the '=' is missing. A line is 'name = value'.";
            return false;
        }
        string left = SettingText.Trim(equals < 0 ? body : body[..equals]);
        if (!SysctlName.TryParse(left, allowGlob: true, out string? name))
        {
            message = $"'{Shorten(left)}' is not the name of a setting below /proc/sys.";
            return false;
        }
        string? value = equals < 0 ? null : SettingText.Normalize(body[(equals + 1)..]);
        parsed = new SysctlLine(file, number, name, value, ignoresErrors);
        return true;
    }

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "...";
}
