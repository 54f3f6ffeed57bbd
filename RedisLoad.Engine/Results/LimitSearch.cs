using RedisLoad.Pacing;

namespace RedisLoad.Results;

/// <summary>Which rate to try next, from what came of those that were tried: a pure function.</summary>
/// <remarks>
/// From the lowest rate it doubles until one does not hold, then halves the way between the highest that holds and the lowest that does
/// not, until they are near enough.
/// One bad load is not believed: it is repeated, and two of three decide. The rate that is left is confirmed by loads of its own.
/// </remarks>
/// <param name="from">The lowest rate to try.</param>
/// <param name="to">The highest.</param>
/// <param name="resolution">How near, in parts of the rate, the end is to the limit.</param>
/// <param name="confirmations">How often the rate that is left has to hold once more.</param>
public sealed class LimitSearch(Rate from, Rate to, double resolution, int confirmations)
{
    /// <summary>Bad loads that decide.</summary>
    private const int Enough = 2;

    /// <summary>Digits after the first of the finest rate that is tried.</summary>
    private const int FinestDigits = 6;

    /// <summary>The rate to try next; null at the end.</summary>
    /// <param name="history">What was tried, and what came of it.</param>
    public Rate? Next(IReadOnlyList<(Rate Rate, ProbeOutcome Outcome)> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        if (history.Count == 0)
            return from;
        if (Undecided(history) is { } again)
            return again;

        Rate? held = HighestHeld(history);
        Rate? failed = LowestFailed(history);
        if (held is null)
            return null;
        if (failed is null && held < to)
            return held.Value.Times(2) is var twice && twice < to ? twice : to;
        if (failed is { } above && Between(held.Value, above) is { } middle)
            return middle;
        return Count(history, held.Value, isHeld: true) <= confirmations ? held : null;
    }

    /// <summary>What the search came to.</summary>
    public static LoadLimit Conclude(IReadOnlyList<(Rate Rate, ProbeOutcome Outcome)> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        Rate? held = HighestHeld(history);
        Rate? failed = LowestFailed(history);
        LimitReason reason = failed is null ? LimitReason.HighestRate
            : history.Last(probe => probe.Rate == failed && probe.Outcome != ProbeOutcome.Held).Outcome == ProbeOutcome.GeneratorCeiling
                ? LimitReason.GeneratorCeiling
            : LimitReason.Threshold;
        return new LoadLimit(held?.PerSecond, failed?.PerSecond, reason, history.Count);
    }

    /// <summary>A rate with a bad load and no majority yet.</summary>
    private static Rate? Undecided(IReadOnlyList<(Rate Rate, ProbeOutcome Outcome)> history) => history
        .Select(probe => (Rate?)probe.Rate)
        .FirstOrDefault(
            rate => Count(history, rate!.Value, isHeld: false) is > 0 and < Enough && Count(history, rate.Value, isHeld: true) < Enough);

    private static Rate? LowestFailed(IReadOnlyList<(Rate Rate, ProbeOutcome Outcome)> history) =>
        history.Select(probe => (Rate?)probe.Rate).Where(rate => Count(history, rate!.Value, isHeld: false) >= Enough).Min();

    private static Rate? HighestHeld(IReadOnlyList<(Rate Rate, ProbeOutcome Outcome)> history)
    {
        Rate? failed = LowestFailed(history);
        return history.Where(probe => probe.Outcome == ProbeOutcome.Held && !(probe.Rate >= failed)).Max(probe => (Rate?)probe.Rate);
    }

    private static int Count(IReadOnlyList<(Rate Rate, ProbeOutcome Outcome)> history, Rate rate, bool isHeld) =>
        history.Count(probe => probe.Rate == rate && probe.Outcome == ProbeOutcome.Held == isHeld);

    /// <summary>A rate half way between two, as round as there is one; null where they are near enough.</summary>
    private Rate? Between(Rate held, Rate failed)
    {
        if (failed.PerSecond <= held.PerSecond * (1 + resolution))
            return null;
        double middle = Math.Sqrt(held.PerSecond * failed.PerSecond);
        int magnitude = (int)Math.Floor(Math.Log10(middle));
        return Enumerable.Range(1, FinestDigits)
            .Select(digits => (Rate?)Rounded((decimal)middle, magnitude - digits))
            .FirstOrDefault(rate => rate > held && rate < failed);
    }

    private static Rate Rounded(decimal number, int exponent)
    {
        decimal unit = (decimal)Math.Pow(10, exponent);
        return Rate.FromDecimal(Math.Round(number / unit) * unit);
    }
}
