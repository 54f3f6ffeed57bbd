using RedisLoad.Resp;

namespace RedisLoad.Redis;

/// <summary>The reply to COMMAND INFO: https://redis.io/docs/latest/commands/command/</summary>
internal static class CommandInfo
{
    private const int Flags = 2;
    private const int Categories = 6;

    /// <summary>Whether each command that the server knows is of the ACL categories @admin or @dangerous.</summary>
    /// <param name="names">The commands that were asked for.</param>
    /// <param name="reply">The reply: each command in its place, null for one that is not known. A renamed one has its first name
    /// there.</param>
    public static IReadOnlyDictionary<string, bool> Dangerous(IEnumerable<string> names, RespValue reply)
    {
        var commands = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach ((string name, RespValue command) in names.Zip(reply.Items))
        {
            // Servers before Redis 6 have no categories; their flag for administration names some of these commands.
            if ((command.At(Categories) ?? command.At(Flags)) is { } words)
                commands[name] = words.Items.Any(word => word.Text is "@admin" or "@dangerous" or "admin");
        }
        return commands;
    }
}
