namespace RedisLoad.Bench;

/// <summary>How even a row of moments is.</summary>
internal static class Evenness
{
    private const long Step = 1_000_000;

    /// <summary>By how much the number of moments in a window differs from that of an even rate, in percent.</summary>
    /// <param name="moments">The moments, in order, in nanoseconds.</param>
    /// <param name="rate">The even rate, a second.</param>
    /// <param name="window">The window's length; it begins at every millisecond.</param>
    /// <param name="percentile">So many percent of the windows differ by at most as much.</param>
    public static double DeviationPercent(ReadOnlySpan<long> moments, double rate, TimeSpan window, double percentile)
    {
        double expected = rate * window.TotalSeconds;
        var deviations = new List<double>();
        int first = 0;
        int end = 0;
        for (long begin = moments[0]; begin + window.ToNanoseconds() <= moments[^1]; begin += Step)
        {
            while (moments[first] < begin)
                first++;
            while (end < moments.Length && moments[end] < begin + window.ToNanoseconds())
                end++;
            deviations.Add(100 * Math.Abs(end - first - expected) / expected);
        }
        deviations.Sort();
        return deviations[(int)Math.Ceiling(percentile / 100 * deviations.Count) - 1];
    }
}
