using System.Globalization;

namespace RedisLoad;

/// <summary>Reads what Export-Csv writes: as the culture has it, which may have been another one.</summary>
internal static class ExportedText
{
    /// <summary>The number; null where the text is none.</summary>
    public static double? ToNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.CurrentCulture, out double number) || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) ? number : null;

    /// <summary>The time; null where the text is none.</summary>
    /// <remarks>The present culture comes first: where days stand before months, 04/12 is no day in April.</remarks>
    public static DateTimeOffset? ToTime(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.CurrentCulture, out DateTimeOffset time) || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out time) ? time : null;
}
