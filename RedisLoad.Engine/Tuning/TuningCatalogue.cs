using System.Collections.Immutable;
using RedisLoad.Tuning.Rules;

namespace RedisLoad.Tuning;

/// <summary>All rules. A new one is added to its family in Rules/, and to nothing else.</summary>
internal static class TuningCatalogue
{
    public static ImmutableArray<TuningRule> Rules { get; } =
        [
        .. PortRules.All, .. FileRules.All, .. ListenRules.All, .. CloseRules.All, .. MemoryRules.All, .. PathRules.All, .. RedisRules.All,
    ];

    /// <summary>The rule of a setting; null where there is none.</summary>
    public static TuningRule? Find(string name) => Rules.FirstOrDefault(rule => rule.Name == name);

    /// <summary>Whether a rule matters to the side that a plan is about; those of Redis only where one was asked.</summary>
    public static bool Concerns(this TuningRule rule, TuningPlan plan, TuningFacts facts)
    {
        if (rule.Place == SettingPlace.Redis && !facts.HasRedis)
            return false;
        TuningSide side = rule.Side(plan);
        return plan.Side == TuningSide.Both || side == TuningSide.Both || side == plan.Side;
    }
}
