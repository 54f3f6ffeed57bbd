using System.Globalization;

namespace RedisLoad;

/// <summary>The mark that all rows of a run carry. It begins with the time at which it was made, as a UUID of version 7 does.</summary>
/// <remarks>A row's time is written as the culture has it, and 04/12 can be two days: with the mark it is one.</remarks>
internal static class RunMark
{
    private const int DigitsOfTime = 12;
    private const int Digits = 20;

    private static readonly long s_last = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static string Create() => Guid.CreateVersion7().ToString("N")[..Digits];

    /// <summary>When the mark was made; null where the text is not one.</summary>
    public static DateTimeOffset? TimeOf(string? mark) =>
        mark?.Length == Digits && long.TryParse(
            mark.AsSpan(0, DigitsOfTime), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long milliseconds)
            && milliseconds <= s_last
            ? DateTimeOffset.UnixEpoch.AddMilliseconds(milliseconds)
            : null;
}
