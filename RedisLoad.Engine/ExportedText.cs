using System.Globalization;
using System.Text.RegularExpressions;

namespace RedisLoad;

/// <summary>Reads what Export-Csv writes: numbers and times as the culture has them, which may have been another one.</summary>
internal static partial class ExportedText
{
    private const string OtherCulture = "The file seems to have been written under another culture. Set that culture before you read it, for example: [cultureinfo]::CurrentCulture = 'de-DE'.";

    /// <summary>How far the time of a row may be from where its run's mark puts it: clocks are set while a run goes on.</summary>
    private static readonly TimeSpan s_tolerance = TimeSpan.FromDays(1);

    /// <summary>The number in a column.</summary>
    /// <exception cref="FormatException">It cannot be read.</exception>
    public static double ToNumber(string column, string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.CurrentCulture, out double number)
            || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number))
            return number;
        throw new FormatException(NumberOfAnyCulture().IsMatch(text) ? $"{column} is '{text}', which is not a number under {Culture}. {OtherCulture}" : $"{column} is '{text}', which is not a number.");
    }

    /// <summary>The time in a column.</summary>
    /// <param name="column">The column's name.</param>
    /// <param name="text">Its text.</param>
    /// <param name="expected">About when it was, where something else says so: it decides between two days.</param>
    /// <exception cref="FormatException">It cannot be read, or could be two.</exception>
    public static DateTimeOffset ToTime(string column, string text, DateTimeOffset? expected)
    {
        bool hasYear = FourDigits().IsMatch(text);
        Match match = DayAndMonth().Match(text);
        bool isOnlyOne = !match.Success || CultureInfo.CurrentCulture.Calendar is not GregorianCalendar;
        DateTimeOffset[] readings = !isOnlyOne ? [.. Readings(match).Distinct()] : hasYear && TryParse(text, out DateTimeOffset time)
            ? [time] : [];
        if (expected is { } near)
            readings = [.. readings.Where(reading => (reading - near).Duration() < s_tolerance)];
        if (readings.Length == 1)
            return readings[0];
        throw new FormatException((readings.Length, hasYear) switch
        {
            (0, false) => $"{column} is '{text}', which is not a time with a date and a year.",
            (0, true) => $"{column} is '{text}', which is not a time under {Culture}. {OtherCulture}",
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"{column} is '{text}', which could be {readings[0]:yyyy-MM-dd} or {readings[1]:yyyy-MM-dd}. Keep the column RunId, which tells which, or write times as {readings[0]:yyyy-MM-ddTHH:mm:sszzz}."),
        });
    }

    private static string Culture =>
        $"the current culture ({(CultureInfo.CurrentCulture.Name is { Length: > 0 } name ? name : "invariant")})";

    /// <summary>The day before the month, and after it.</summary>
    private static IEnumerable<DateTimeOffset> Readings(Match date)
    {
        string rest = date.Groups["rest"].Value;
        string year = date.Groups["year"].Value is { Length: 2 } shortYear ? $"20{shortYear}" : date.Groups["year"].Value;
        foreach ((string month, string day) in new[] { (date.Groups["first"].Value, date.Groups["second"].Value),
            (date.Groups["second"].Value, date.Groups["first"].Value) })
        {
            if (TryParse($"{year}-{month.PadLeft(2, '0')}-{day.PadLeft(2, '0')}{rest}", out DateTimeOffset time))
                yield return time;
        }
    }

    private static bool TryParse(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(text, CultureInfo.CurrentCulture, out time)
            || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out time);

    [GeneratedRegex(@"^\s*[-+\u2212]?\d+([.,'\u066B\u00A0\u202F]\d+)*(e[-+]?\d+)?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex NumberOfAnyCulture();

    [GeneratedRegex("[0-9]{4}")]
    private static partial Regex FourDigits();

    [GeneratedRegex(@"^\s*(?<first>[0-9]{1,2})(?<separator>[-/. ]{1,2})(?<second>[0-9]{1,2})\k<separator>(?<year>[0-9]{4}|[0-9]{2})(?<rest>\b.*)$", RegexOptions.Singleline)]
    private static partial Regex DayAndMonth();
}
