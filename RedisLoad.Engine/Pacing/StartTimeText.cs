using System.Globalization;

namespace RedisLoad.Pacing;

/// <summary>A moment as a user writes it: a time from now on (<c>+10s</c>), or a date and time (<c>2026-11-25T21:30:00Z</c>), a time of
/// today (<c>21:30</c>).</summary>
public static class StartTimeText
{
    /// <summary>Reads a moment.</summary>
    /// <param name="text">The text.</param>
    /// <param name="now">What <c>+</c> counts from.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static DateTimeOffset Parse(string text, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith('+'))
            return now + DurationText.Parse(text[1..]);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out DateTimeOffset time)
            ? time
            : throw new FormatException($"{UserText.Show(text)} is not a moment. Use a time from now (+10s, +1m30s), a date and time (2026-11-25T21:30:00Z), a time of today (21:30), or a DateTimeOffset.");
    }
}
