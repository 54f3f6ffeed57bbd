using System.Collections.Immutable;
using RedisLoad.Plan;
using RedisLoad.Redis;

namespace RedisLoad.Preflight;

/// <summary>Tells which commands of a load can destroy data or reconfigure the server: those of the ACL categories @admin and
/// @dangerous.</summary>
/// <remarks>The server's own COMMAND INFO decides; a list only where the server does not tell.</remarks>
public static class DangerousCommands
{
    /// <summary>What is sent without a question to the server: the original client's commands, and what is as harmless.</summary>
    private static readonly HashSet<string> s_everyday = ["PING", "ECHO", "GET", "SET", "INCR"];

    /// <summary>In one of the categories for what they tell, or for how long they take.</summary>
    private static readonly HashSet<string> s_readOnly = ["INFO", "CONFIG GET", "KEYS", "LASTSAVE", "ROLE"];

    /// <summary>What Redis 7 has in the categories: commands, with all their subcommands where none is named.</summary>
    private static readonly HashSet<string> s_known =
    [
        "ACL", "BGREWRITEAOF", "BGSAVE", "CLIENT KILL", "CLIENT NO-EVICT", "CLIENT PAUSE", "CLIENT UNPAUSE", "CLUSTER", "CONFIG", "DEBUG",
        "FAILOVER", "FLUSHALL", "FLUSHDB", "FUNCTION", "LATENCY",
        "MIGRATE", "MODULE", "PFDEBUG", "PFSELFTEST", "REPLCONF", "REPLICAOF", "RESTORE", "RESTORE-ASKING", "SAVE", "SHUTDOWN", "SLAVEOF",
        "SLOWLOG", "SORT", "SWAPDB",
    ];

    /// <summary>The dangerous commands of a plan, each once.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Ends the question to the server.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<ImmutableHashSet<string>> FindAsync(LoadPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        string[] names = [.. plan.Session.CommandNames.Except(s_everyday).Except(s_readOnly).Distinct()];
        if (names.Length == 0)
            return [];
        IReadOnlyDictionary<string, bool> told = await AskAsync(plan, names, cancellationToken).ConfigureAwait(false);
        return [.. names.Where(name => IsDangerous(name, told))];
    }

    /// <summary>Whether a command is dangerous.</summary>
    /// <param name="name">Its name, with its subcommand.</param>
    /// <param name="told">What the server says; of subcommands, servers before Redis 7 say nothing.</param>
    internal static bool IsDangerous(string name, IReadOnlyDictionary<string, bool> told) =>
        told.TryGetValue(name, out bool isDangerous) ? isDangerous : s_known.Contains(name) || s_known.Contains(name.Split(' ')[0]);

    private static async Task<IReadOnlyDictionary<string, bool>> AskAsync(
        LoadPlan plan, string[] names, CancellationToken cancellationToken)
    {
        try
        {
            using RedisControl redis = await RedisControl.ConnectAsync(
                plan.FirstControl(), plan.Session.AskTimeout, cancellationToken).ConfigureAwait(false);
            return await redis.DangerousCommandsAsync(names, cancellationToken).ConfigureAwait(false);
        }
        catch (RedisControlException)
        {
            // The user may not ask; or nothing answers, which the connection before the load says better.
            return ImmutableDictionary<string, bool>.Empty;
        }
    }
}
