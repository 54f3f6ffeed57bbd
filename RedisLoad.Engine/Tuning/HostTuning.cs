using System.Collections.Immutable;
using RedisLoad.Parameters;
using RedisLoad.Redis;

namespace RedisLoad.Tuning;

/// <summary>Holds the settings in force on this host against a plan.</summary>
public static class HostTuning
{
    /// <summary>The settings that there is a rule for.</summary>
    public static IEnumerable<string> Names => TuningCatalogue.Rules.Select(rule => rule.Name);

    /// <summary>Whether a setting is one of the Redis server, which is not set here.</summary>
    public static bool IsRedis(string name) => TuningCatalogue.Find(name)?.Place == SettingPlace.Redis;

    /// <summary>Whether this process has root's rights.</summary>
    public static bool IsRoot => Interop.Libc.IsRoot();

    /// <summary>Checks every setting that matters to the plan's side. Reads only.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="root">The root of the file system whose files persist settings; of another one than <c>/</c>, what its files set counts
    /// in place of what is in force here.</param>
    /// <param name="redis">The Redis that the connections are for, and where it is; null leaves its own settings out.</param>
    /// <param name="cancellationToken">Ends the questions to the Redis.</param>
    /// <returns>A check a rule, in the order of the catalogue.</returns>
    /// <exception cref="PlanException">The plan has a value out of its range.</exception>
    /// <exception cref="RedisControlException">The Redis does not answer.</exception>
    public static ImmutableArray<TuningCheck> Check(
        TuningPlan plan, string root = "/", (RedisControl Control, RedisEndPoint EndPoint)? redis = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan.Validate();
        TuningFacts facts = TuningFactsReader.Read(root);
        if (redis is { } asked)
            facts = RedisFactsReader.AddToAsync(facts, asked.Control, asked.EndPoint, cancellationToken).GetAwaiter().GetResult();
        return [.. TuningCatalogue.Rules.Where(rule => rule.Concerns(plan, facts)).Select(rule => rule.Check(plan, facts))];
    }
}
