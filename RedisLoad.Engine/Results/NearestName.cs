namespace RedisLoad.Results;

/// <summary>Which name was meant by one that does not exist.</summary>
internal static class NearestName
{
    /// <summary>No name is nearly as long: what is longer is not compared.</summary>
    private const int Longest = 256;

    /// <summary>The name with the fewest letters inserted, deleted, or changed; if none is near, the first that contains what was
    /// written; null if there is none.</summary>
    public static string? Find(string name, IEnumerable<string> names)
    {
        if (name.Length > Longest)
            return null;
        string? nearest = names.MinBy(other => Distance(name, other));
        return nearest is not null && Distance(name, nearest) <= Math.Max(2, name.Length / 2)
            ? nearest
            : names.FirstOrDefault(other => name.Length > 1 && other.Contains(name, StringComparison.OrdinalIgnoreCase));
    }

    private static int Distance(string one, string other)
    {
        int[] above = [.. Enumerable.Range(0, other.Length + 1)];
        for (int i = 1; i <= one.Length; i++)
        {
            int[] row = new int[other.Length + 1];
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                bool isSame = char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]);
                row[j] = Math.Min(above[j - 1] + (isSame ? 0 : 1), 1 + Math.Min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[^1];
    }
}
