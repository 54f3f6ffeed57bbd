namespace RedisLoad.Results;

/// <summary>Quantiles of a handful of values, between two of them in proportion.</summary>
internal static class Quantile
{
    /// <summary>The value below which so great a part of all values is.</summary>
    /// <param name="values">At least one value.</param>
    /// <param name="part">From 0, the least of them, to 1, the greatest.</param>
    public static double Of(IEnumerable<double> values, double part)
    {
        double[] sorted = [.. values.Order()];
        double place = part * (sorted.Length - 1);
        int below = (int)place;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
    }
}
