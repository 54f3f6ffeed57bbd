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
            : Invariant($"keep {plan.Clients.Describe(plan.Reconnect)}{Part(plan)} for {plan.Schedule.Duration.TotalSeconds} s; ")
                + $"they send {string.Join(", ", plan.Session.CommandNames)}";
    }

    private static string Pace(LoadPlan plan)
    {
        SchedulePlan schedule = plan.Schedule;
        if (schedule.Saturate)
            return Invariant($"keep {plan.MaxOpen:N0} connections going for {schedule.Duration.TotalSeconds} s");
        string rate = schedule switch
        {
            { Gap: { } gap } => Invariant($"open {schedule.Cps} connections at once every {gap.TotalSeconds} s"),
            { RampTo: { } to } => Invariant($"open {schedule.Cps} to {to} connections per second"),
            { Step: { } step, StepTime: { } time } => Invariant(
                $"open {schedule.Cps} connections per second, {step} more every {time.TotalSeconds} s,"),
            _ => Invariant($"open {schedule.Cps} connections per second"),
        };
        string spread = schedule.Arrival == ArrivalKind.Poisson ? " at random" : string.Empty;
        return Invariant(
            $"{rate}{spread} for {schedule.Duration.TotalSeconds} s, {plan.Total:N0} in all and at most {plan.MaxOpen:N0} at once");
    }

    private static string Part(LoadPlan plan) => plan.Share.IsWhole ? string.Empty : $", of these share {plan.Share}";

    private static IEnumerable<string> Life(LoadPlan plan)
    {
        if (plan.Security.UseTls)
            yield return "makes a TLS handshake";
        string how = plan.Session.Pipeline ? " together" : string.Empty;
        string often = plan.Session.Requests > 1 ? Invariant($" {plan.Session.Requests:N0} times") : string.Empty;
        yield return plan.Session.Commands.IsEmpty ? "connects only" : $"sends {string.Join(", ", plan.Session.CommandNames)}{how}{often}";
        if (plan.Lifetime.HoldTime != TimeRange.None)
            yield return $"stays open for {plan.Lifetime.HoldTime} s";
        if (plan.Lifetime.PoolSize is { } size)
            yield return Invariant($"is kept in a pool of {size:N0}");
        if (plan.Reconnect is { Retries: > 0 } retry)
            yield return $"is retried {Plural.Of(retry.Retries, "time")} at most, {retry.Describe()}, if it fails";
    }

    private static string BesideThem(LoadPlan plan) => plan.Clients.Count == 0 ? string.Empty : $"; beside them {plan.Clients.Describe(plan.Reconnect)}";
}
