namespace RedisLoad.Redis;

/// <summary>The text that INFO answers: <c>field:value</c> lines, in sections that begin with #.</summary>
public static class RedisInfo
{
    /// <summary>Reads the text; a line that is no field is passed over.</summary>
    public static IReadOnlyDictionary<string, string> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in text.Split('\n'))
        {
            string[] parts = line.TrimEnd('\r').Split(':', 2);
            if (parts.Length == 2 && !line.StartsWith('#'))
                fields[parts[0]] = parts[1];
        }
        return fields;
    }
}
