using RedisLoad.Pacing;
using RedisLoad.Session;
using static System.FormattableString;

namespace RedisLoad.Plan;

/// <summary>A plan in words, for who is asked to confirm it. It shows no argument of a command, for that can be a secret.</summary>
public static class PlanText
{
    /// <summary>One line.</summary>
    public static string Describe(LoadPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.OpensConnections
            ? $"{Pace(plan)}{Part(plan)}, from {Plural.Of(plan.Workers, "thread")}; each {string.Join(", ", Life(plan))}{BesideThem(plan)}"
            : Invariant($"keep {plan.Clients.Describe()}{Part(plan)} for {plan.Duration.TotalSeconds} s; ")
                + $"they send {string.Join(", ", plan.CommandNames)}";
    }

    private static string Pace(LoadPlan plan)
    {
        if (plan.Saturate)
            return Invariant($"keep {plan.MaxOpen:N0} connections going for {plan.Duration.TotalSeconds} s");
        string rate = plan switch
        {
            { Gap: { } gap } => Invariant($"open {plan.Cps} connections at once every {gap.TotalSeconds} s"),
            { RampTo: { } to } => Invariant($"open {plan.Cps} to {to} connections per second"),
            { Step: { } step } => Invariant($"open {plan.Cps} connections per second, {step} more every {plan.StepTime?.TotalSeconds} s,"),
            _ => Invariant($"open {plan.Cps} connections per second"),
        };
        string spread = plan.Arrival == ArrivalKind.Poisson ? " at random" : string.Empty;
        return Invariant(
            $"{rate}{spread} for {plan.Duration.TotalSeconds} s, {plan.Total:N0} in all and at most {plan.MaxOpen:N0} at once");
    }

    private static string Part(LoadPlan plan) => plan.Share.IsWhole ? string.Empty : $", of these share {plan.Share}";

    private static IEnumerable<string> Life(LoadPlan plan)
    {
        if (plan.Security.UseTls)
            yield return "makes a TLS handshake";
        string how = plan.Pipeline ? " together" : string.Empty;
        string often = plan.Requests > 1 ? Invariant($" {plan.Requests:N0} times") : string.Empty;
        yield return plan.Commands.IsEmpty ? "connects only" : $"sends {string.Join(", ", plan.CommandNames)}{how}{often}";
        if (plan.HoldTime != TimeRange.None)
            yield return $"stays open for {plan.HoldTime} s";
        if (plan.PoolSize is { } size)
            yield return Invariant($"is kept in a pool of {size:N0}");
    }

    private static string BesideThem(LoadPlan plan) => plan.Clients.Count == 0 ? string.Empty : $"; beside them {plan.Clients.Describe()}";
}
