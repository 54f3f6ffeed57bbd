namespace RedisLoad.Report.Figures;

/// <summary>Tells which curves would hide others: they are where those are.</summary>
internal static class Overlaps
{
    /// <summary>Curves that are nearer than this part of the axis are one line to the eye.</summary>
    private const double NearPart = 0.012;

    /// <summary>Where two curves are one line over less than this part of their readings, enough is seen of both.</summary>
    private const double HiddenPart = 0.2;

    /// <summary>How many of the curves drawn later lie on each curve.</summary>
    /// <param name="curves">The curves in the order in which they are drawn.</param>
    /// <param name="place">Where a value is on the axis, from 0 to 1.</param>
    public static int[] Of(IReadOnlyList<IReadOnlyList<Reading>> curves, Func<double, double> place) =>
        [.. curves.Select((curve, i) => curves.Skip(i + 1).Count(later => Hides(later, curve, place)))];

    private static bool Hides(IReadOnlyList<Reading> later, IReadOnlyList<Reading> curve, Func<double, double> place)
    {
        (double Later, double Curve)[] both = [.. later.Zip(curve, (a, b) => (a.Value, b.Value))
            .Where(pair => !double.IsNaN(pair.Item1) && !double.IsNaN(pair.Item2))];
        return both.Length > 0
            && both.Count(pair => Math.Abs(place(pair.Later) - place(pair.Curve)) < NearPart) >= HiddenPart * both.Length;
    }
}
