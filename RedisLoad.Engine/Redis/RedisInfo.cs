namespace RedisLoad.Redis;

/// <summary>The text that INFO answers: <c>field:value</c> lines, in sections that begin with #.</summary>
public static class RedisInfo
{
    private static readonly string[] s_relatives = ["valkey", "dragonfly"];

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

    /// <summary>What the server is, and its version: relatives of Redis have a version of their own beside the one that they are
    /// compatible with.</summary>
    /// <param name="fields">What INFO says.</param>
    public static (string? Name, string? Version) SoftwareOf(IReadOnlyDictionary<string, string> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        string name = fields.GetValueOrDefault("server_name")
            ?? Array.Find(s_relatives, relative => fields.ContainsKey($"{relative}_version"))
            ?? "redis";
        string? version = fields.GetValueOrDefault($"{name}_version") ?? fields.GetValueOrDefault("redis_version");
        return version is null ? (null, null) : (name, version);
    }
}
