namespace RedisLoad.Limits;

/// <summary>Which rate to try next, from what came of those that were tried: a pure function.</summary>
/// <remarks>
/// From the lowest rate it doubles until one does not hold, then halves the way between the highest that holds and the lowest that does not, until they are near enough.
/// One bad load is not believed: it is repeated, and two of three decide. The rate that is left is confirmed by loads of its own.
/// </remarks>
/// <param name="from">The lowest rate to try.</param>
/// <param name="to">The highest.</param>
/// <param name="resolution">How near, in parts of the rate, the end is to the limit.</param>
/// <param name="confirmations">How often the rate that is left has to hold once more.</param>
public sealed class LimitSearch(int from, int to, double resolution, int confirmations)
{
    /// <summary>Bad loads that decide.</summary>
    private const int Enough = 2;

    /// <summary>The rate to try next; null at the end.</summary>
    /// <param name="history">What was tried, and what came of it.</param>
    public int? Next(IReadOnlyList<(int Rate, ProbeOutcome Outcome)> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        if (history.Count == 0)
            return from;
        if (Undecided(history) is { } again)
            return again;

        int? held = HighestHeld(history);
        int? failed = LowestFailed(history);
        if (held is null)
            return null;
        if (failed is null && held < to)
            return (int)Math.Min(2L * held.Value, to);
        if (failed is { } above && Between(held.Value, above) is { } middle)
            return middle;
        return Count(history, held.Value, isHeld: true) <= confirmations ? held : null;
    }

    /// <summary>What the search came to.</summary>
    public static LoadLimit Conclude(IReadOnlyList<(int Rate, ProbeOutcome Outcome)> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        int? held = HighestHeld(history);
        int? failed = LowestFailed(history);
        LimitReason reason = failed is null ? LimitReason.HighestRate
            : history.Last(probe => probe.Rate == failed && probe.Outcome != ProbeOutcome.Held).Outcome == ProbeOutcome.GeneratorCeiling ? LimitReason.GeneratorCeiling
            : LimitReason.Threshold;
        return new LoadLimit(held, failed, reason, history.Count);
    }

    /// <summary>A rate with a bad load and no majority yet.</summary>
    private static int? Undecided(IReadOnlyList<(int Rate, ProbeOutcome Outcome)> history) => history
        .Select(probe => (int?)probe.Rate)
        .FirstOrDefault(rate => Count(history, rate!.Value, isHeld: false) is > 0 and < Enough && Count(history, rate.Value, isHeld: true) < Enough);

    private static int? LowestFailed(IReadOnlyList<(int Rate, ProbeOutcome Outcome)> history) =>
        history.Select(probe => (int?)probe.Rate).Where(rate => Count(history, rate!.Value, isHeld: false) >= Enough).Min();

    private static int? HighestHeld(IReadOnlyList<(int Rate, ProbeOutcome Outcome)> history)
    {
        int below = LowestFailed(history) ?? int.MaxValue;
        return history.Where(probe => probe.Outcome == ProbeOutcome.Held && probe.Rate < below).Max(probe => (int?)probe.Rate);
    }

    private static int Count(IReadOnlyList<(int Rate, ProbeOutcome Outcome)> history, int rate, bool isHeld) =>
        history.Count(probe => probe.Rate == rate && probe.Outcome == ProbeOutcome.Held == isHeld);

    /// <summary>A rate half way between two, as round as there is one; null where they are near enough.</summary>
    private int? Between(int held, int failed)
    {
        if (failed <= held * (1 + resolution) || failed - held < 2)
            return null;
        double middle = Math.Sqrt((double)held * failed);
        double magnitude = Math.Pow(10, Math.Floor(Math.Log10(middle)));
        return ((double[])[magnitude / 10, magnitude / 100, 1])
            .Select(step => (int)(Math.Round(middle / Math.Max(step, 1)) * Math.Max(step, 1)))
            .First(rate => rate > held && rate < failed);
    }
}
