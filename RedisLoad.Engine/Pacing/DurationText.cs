using System.Globalization;
using System.Text.RegularExpressions;

namespace RedisLoad.Pacing;

/// <summary>Reads durations as people write them: seconds (20, 0.5), units from the largest to the smallest (500ms, 20s, 1m30s, 1.5h, 1d),
/// or a TimeSpan (00:01:30).</summary>
public static partial class DurationText
{
    /// <summary>What a duration can be, for messages.</summary>
    public const string Forms = "seconds (20, 0.5), units (500ms, 20s, 1m30s, 1.5h, 1d), or a TimeSpan (00:01:30)";

    private static readonly (string Unit, long Ticks)[] s_units =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond), (
            "ms", TimeSpan.TicksPerMillisecond),
    ];

    /// <summary>The duration that a text says.</summary>
    /// <exception cref="FormatException">It says none, or could say two.</exception>
    public static TimeSpan Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TicksOf(text.Trim()) is { } ticks && ticks is >= long.MinValue and <= long.MaxValue
            ? new TimeSpan((long)ticks)
            : throw new FormatException($"{UserText.Show(text)} is not a duration. Use {Forms}.");
    }

    /// <summary>The two durations of a range, as in <c>1-5</c> or <c>500ms-2s</c>, or twice the one of a text that is none.</summary>
    /// <exception cref="FormatException">It says neither.</exception>
    public static (TimeSpan Min, TimeSpan Max) ParseRange(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // A hyphen in front is a sign, and so is that of 1e-5.
        int hyphen = text.IndexOf('-', Math.Min(1, text.Length));
        bool isRange = hyphen > 0 && NumberOf(text) is null;
        try
        {
            return isRange ? (Parse(text[..hyphen]), Parse(text[(hyphen + 1)..])) : (Parse(text), Parse(text));
        }
        catch (FormatException exception)
        {
            string where = isRange ? $"{UserText.Show(text)}: " : string.Empty;
            throw new FormatException(
                $"{where}{exception.Message} For a range, use two durations with a hyphen between them: 1-5, 500ms-2s.", exception);
        }
    }

    private static decimal? TicksOf(string text)
    {
        if (NumberOf(text) is { } seconds)
            return TicksOf(seconds, TimeSpan.TicksPerSecond);
        if (text.Count(letter => letter == ':') == 1)
            throw Ambiguous(text);
        if (TimeSpan.TryParseExact(text, ["c", "g"], CultureInfo.InvariantCulture, out TimeSpan span))
            return span.Ticks;
        Match match = Units().Match(text);
        if (!s_units.Any(unit => match.Groups[unit.Unit].Success))
            return null;
        decimal? ticks = 0;
        foreach ((string unit, long length) in s_units)
        {
            if (match.Groups[unit] is { Success: true } group)
                ticks += NumberOf(group.Value) is { } number ? TicksOf(number, length) : null;
        }
        return match.Groups["sign"].Success ? -ticks : ticks;
    }

    /// <summary>Null where the product is beyond every time.</summary>
    private static decimal? TicksOf(decimal number, long unit) => Math.Abs(number) <= (decimal)long.MaxValue / unit ? number * unit : null;

    private static decimal? NumberOf(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number : null;

    private static FormatException Ambiguous(string text)
    {
        Match match = TwoNumbers().Match(text);
        string way = match.Success
            ? $"{match.Groups[1]}m{match.Groups[2]}s for minutes and seconds, or {match.Groups[1]}h{match.Groups[2]}m for hours and minutes"
            : Forms;
        return new FormatException($"{UserText.Show(text)} is ambiguous. Use {way}.");
    }

    [GeneratedRegex(
        """
        ^(?<sign>-)?
        ((?<d>[0-9.]+)\s*d\s*)?
        ((?<h>[0-9.]+)\s*h\s*)?
        ((?<m>[0-9.]+)\s*m(?!s)\s*)?
        ((?<s>[0-9.]+)\s*s\s*)?
        ((?<ms>[0-9.]+)\s*ms)?$
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Units();

    [GeneratedRegex("^([0-9]+):([0-9]+)$")]
    private static partial Regex TwoNumbers();
}
