using System.Collections.Immutable;
using System.Globalization;

namespace RedisLoad.Tuning.Files;

/// <summary>One line of a limits file.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Domain">Whom it is for.</param>
/// <param name="IsSoft">Whether it sets the soft limit.</param>
/// <param name="IsHard">Whether it sets the hard limit.</param>
/// <param name="Item">What it limits, <c>nofile</c> say; null for a line that keeps all limits from its domain (<c>@dba -</c>).</param>
/// <param name="Value">The limit, as pam_limits reads it; <see cref="Unlimited"/> for none.</param>
/// <param name="Text">The limit as it is written.</param>
internal sealed record LimitsLine(
    string File, int Line, LimitsDomain Domain, bool IsSoft, bool IsHard, string? Item, ulong Value, string Text)
{
    public const ulong Unlimited = ulong.MaxValue;

    public const string Files = "nofile";

    /// <summary>Whether it is a limit of open files.</summary>
    public bool IsFiles => Item == Files;

    /// <summary>The limit of open files that a login gets: pam_limits takes fs.nr_open for unlimited.</summary>
    /// <param name="openMax">fs.nr_open.</param>
    public long ToFiles(long openMax) => Value == Unlimited ? openMax : (long)Math.Min(Value, long.MaxValue);
}

/// <summary>Reads limits.conf(5) as pam_limits does: <c>domain type item value</c>, or <c>domain -</c>.</summary>
internal static class LimitsFile
{
    private const string FreeText = "chroot";

    private static readonly Comments s_comments = new("#", AreInline: true);

    /// <summary>What counts logins, and what is a switch: pam_limits asks for no type there.</summary>
    private static readonly string[] s_untyped = ["maxlogins", "maxsyslogins", "nonewprivs"];

    private static readonly string[] s_items =
    [
        .. s_untyped, LimitsLine.Files, FreeText, "core", "data", "fsize", "memlock", "rss", "stack", "cpu", "nproc", "as",
        "priority", "locks", "sigpending", "msgqueue", "nice", "rtprio", "rttime",
    ];

    public static (ImmutableArray<LimitsLine> Lines, ImmutableArray<ConfigurationProblem> Problems) Parse(
        string file, ReadOnlySpan<byte> bytes)
    {
        ConfigurationText text = ConfigurationText.Parse(file, bytes, s_comments);
        var lines = ImmutableArray.CreateBuilder<LimitsLine>();
        var problems = text.Problems.ToBuilder();
        foreach ((int number, string line) in text.Lines)
        {
            string[] fields = SettingText.Words(line);
            string? problem = Reject(fields, out LimitsDomain? domain, out ulong value);
            if (problem is not null)
                problems.Add(new ConfigurationProblem(file, number, problem));
            else if (fields.Length == 2)
                lines.Add(new LimitsLine(file, number, domain!, IsSoft: false, IsHard: false, Item: null, Value: 0, Text: string.Empty));
            else
                lines.Add(new LimitsLine(file, number, domain!, !IsType(fields, "hard"), !IsType(fields, "soft"),
                    fields[2].ToLowerInvariant(), value, string.Join(' ', fields[3..])));
        }
        return (lines.ToImmutable(), problems.ToImmutable());
    }

    private static string? Reject(string[] fields, out LimitsDomain? domain, out ulong value)
    {
        value = 0;
        if (!LimitsDomain.TryParse(fields[0], out domain))
            return $"'{fields[0]}' is not a range of ids such as 1000:2000.";
        if (fields.Length == 2 && fields[1].StartsWith('-'))
            return domain.CanBeExempt
                ? null
                : $"'{fields[0]} -' has no effect: pam_limits accepts it only for a user, a group, or a range of ids.";
        if (fields.Length < 4)
            return string.Create(CultureInfo.InvariantCulture, $"there are {fields.Length} fields. A line is 'domain type item value'.");

        string item = fields[2].ToLowerInvariant();
        if (Array.IndexOf(s_items, item) < 0)
            return $"'{fields[2]}' is not an item of limits.conf.";
        bool isUntyped = Array.IndexOf(s_untyped, item) >= 0;
        if (!isUntyped && !IsType(fields, "soft") && !IsType(fields, "hard") && fields[1] != "-")
            return $"'{fields[1]}' is not a type: it must be soft, hard, or -.";
        if (domain.IsOfAllLogins && item != "maxlogins")
            return $"'{fields[0]}' is for maxlogins only, and pam_limits ignores the line.";
        return item == FreeText || TryReadLimit(string.Join(' ', fields[3..]), out value)
            ? null
            : $"'{fields[3]}' is not a limit, and pam_limits ignores the line. Use a whole number, or unlimited.";
    }

    private static bool IsType(string[] fields, string type) => fields[1].Equals(type, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a number as strtoull(3) does: what follows the digits is not read, and one that is too large is the
    /// largest.</summary>
    private static bool TryReadLimit(string text, out ulong limit)
    {
        limit = LimitsLine.Unlimited;
        if (text.ToLowerInvariant() is "unlimited" or "infinity" or "-" or "-1")
            return true;
        int start = text[0] is '-' or '+' ? 1 : 0;
        int digits = text.AsSpan(start).IndexOfAnyExceptInRange('0', '9');
        ReadOnlySpan<char> number = text.AsSpan(start, digits < 0 ? text.Length - start : digits);
        if (number.IsEmpty)
            return false;
        bool fits = ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value);
        // A negative number wraps round, and is a limit that no process can have.
        limit = !fits ? LimitsLine.Unlimited : text[0] == '-' ? unchecked(0 - value) : value;
        return true;
    }
}
