using System.Globalization;

namespace RedisLoad.Tuning.Rules;

/// <summary>The forms that most rules have.</summary>
internal static class Findings
{
    public static Finding Right(string? required, string reason) => new(TuningVerdict.Right, required, reason);

    public static Finding NotNeeded(string reason) => new(TuningVerdict.NotNeeded, null, reason);

    /// <summary>The value must be a number of at least so much.</summary>
    /// <param name="value">The value, as the kernel shows it.</param>
    /// <param name="least">The least that will do.</param>
    /// <param name="reason">Why.</param>
    /// <param name="otherwise">What a lower one is.</param>
    public static Finding AtLeast(string value, double least, string reason, TuningVerdict otherwise = TuningVerdict.TooLow)
    {
        bool isEnough = long.Parse(value, CultureInfo.InvariantCulture) >= least;
        return new Finding(isEnough ? TuningVerdict.Right : otherwise, Number(Math.Ceiling(least)), reason);
    }

    /// <summary>The value must be one of a few.</summary>
    /// <param name="value">The value.</param>
    /// <param name="accepted">Those that will do, the best first.</param>
    /// <param name="reason">Why.</param>
    /// <param name="otherwise">What another one is.</param>
    public static Finding OneOf(string value, string[] accepted, string reason, TuningVerdict otherwise) =>
        new(Array.IndexOf(accepted, value) >= 0 ? TuningVerdict.Right : otherwise, accepted[0], reason);

    public static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    public static string Number(double number) => number.ToString("F0", CultureInfo.InvariantCulture);

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    public static Func<TuningPlan, TuningSide> Of(TuningSide side) => _ => side;

    public static TuningSide Closer(TuningPlan plan) => plan.Closer;
}
