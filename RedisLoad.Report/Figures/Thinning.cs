namespace RedisLoad.Report.Figures;

/// <summary>Makes of more readings than a chart has room for as many as it has, and keeps the peaks.</summary>
internal static class Thinning
{
    /// <summary>Keeps of each stretch the lowest and the highest reading, in their order.</summary>
    /// <param name="readings">The readings of one curve.</param>
    /// <param name="most">How many may be left, at least 2.</param>
    public static IReadOnlyList<Reading> KeepExtremes(IReadOnlyList<Reading> readings, int most) =>
        readings.Count <= most ? readings : [.. Stretches(readings.Count, most / 2).SelectMany(stretch => Extremes(readings, stretch))];

    /// <summary>Makes of each stretch one reading, with the values of the moment that had most in all.</summary>
    /// <param name="layers">Readings over the same stretches, one list a layer.</param>
    /// <param name="most">How many may be left of each layer.</param>
    public static IReadOnlyList<IReadOnlyList<Reading>> KeepHighest(IReadOnlyList<IReadOnlyList<Reading>> layers, int most)
    {
        if (layers.Count == 0 || layers[0].Count <= most)
            return layers;
        var highest = Stretches(layers[0].Count, most)
            .Select(stretch => (Stretch: stretch, Index: Enumerable.Range(stretch.Start.Value, stretch.End.Value - stretch.Start.Value)
                .MaxBy(i => layers.Sum(layer => layer[i].Value))))
            .ToArray();
        return [.. layers.Select(layer => highest
            .Select(part => new Reading(layer[part.Stretch.Start].From, layer[part.Stretch.End.Value - 1].To, layer[part.Index].Value))
            .ToArray())];
    }

    /// <summary>Cuts so many readings into stretches of nearly the same length, none of them empty.</summary>
    public static IEnumerable<Range> Stretches(int count, int stretches)
    {
        int parts = Math.Min(count, stretches);
        for (int i = 0; i < parts; i++)
            yield return (int)((long)count * i / parts)..(int)((long)count * (i + 1) / parts);
    }

    private static IEnumerable<Reading> Extremes(IReadOnlyList<Reading> readings, Range stretch)
    {
        int[] known = [.. Enumerable.Range(stretch.Start.Value, stretch.End.Value - stretch.Start.Value)
            .Where(i => !double.IsNaN(readings[i].Value))];
        if (known.Length == 0)
            return [readings[stretch.Start]];
        int lowest = known.MinBy(i => readings[i].Value);
        int highest = known.MaxBy(i => readings[i].Value);
        return new[] { lowest, highest }.Distinct().Order().Select(i => readings[i]);
    }
}
