using System.Collections.Immutable;
using System.Globalization;

namespace RedisLoad.Tuning.Files;

/// <summary>One line of a limits file.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Domain">Whom it is for: a user, @group, * or a range of ids.</param>
/// <param name="IsSoft">Whether it sets the soft limit.</param>
/// <param name="IsHard">Whether it sets the hard limit.</param>
/// <param name="Item">What it limits: <c>nofile</c>, say.</param>
/// <param name="Value">The limit; <see cref="long.MaxValue"/> for none.</param>
internal sealed record LimitsLine(string File, int Line, string Domain, bool IsSoft, bool IsHard, string Item, long Value);

/// <summary>Reads limits.conf(5): <c>domain type item value</c>.</summary>
internal static class LimitsFile
{
    private static readonly string[] s_items =
    [
        "core", "data", "fsize", "memlock", "nofile", "rss", "stack", "cpu", "nproc", "as", "maxlogins", "maxsyslogins",
        "nonewprivs", "priority", "locks", "sigpending", "msgqueue", "nice", "rtprio", "chroot", "rttime",
    ];

    public static (ImmutableArray<LimitsLine> Lines, ImmutableArray<ConfigurationProblem> Problems) Parse(string file, ReadOnlySpan<byte> bytes)
    {
        ConfigurationText text = ConfigurationText.Parse(file, bytes, comments: "#");
        var lines = ImmutableArray.CreateBuilder<LimitsLine>();
        var problems = text.Problems.ToBuilder();
        foreach ((int number, string line) in text.Lines)
        {
            string said = line.Split('#', 2)[0].TrimEnd();
            string[] fields = said.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (Reject(fields, out long value) is { } message)
                problems.Add(new ConfigurationProblem(file, number, message));
            else
                lines.Add(new LimitsLine(file, number, fields[0], fields[1] is "soft" or "-", fields[1] is "hard" or "-", fields[2], value));
        }
        return (lines.ToImmutable(), problems.ToImmutable());
    }

    private static string? Reject(string[] fields, out long value)
    {
        value = 0;
        if (fields.Length != 4)
            return string.Create(CultureInfo.InvariantCulture, $"there are {fields.Length} fields. A line is 'domain type item value'.");
        if (fields[1] is not ("soft" or "hard" or "-"))
            return $"'{fields[1]}' is no type: soft, hard or -.";
        if (Array.IndexOf(s_items, fields[2]) < 0)
            return $"'{fields[2]}' is no item of limits.conf.";
        if (fields[3] is "unlimited" or "infinity" or "-1")
        {
            value = long.MaxValue;
            return null;
        }
        return long.TryParse(fields[3], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
            ? null
            : $"'{fields[3]}' is no limit: a whole number, or unlimited.";
    }
}
