namespace RedisLoad.Plan;

internal static partial class LoadPlanRules
{
    private static void CheckShare(LoadPlan plan)
    {
        TimeSpan lead = plan.LeadAt(DateTimeOffset.Now, needed: TimeSpan.Zero);
        if (lead > s_longestRun)
        {
            throw new PlanException(
                PlanProblem.ValueOutOfRange, nameof(plan.StartAt), plan.StartAt,
                $"{plan.StartAt:yyyy-MM-dd HH:mm:ss zzz} is more than {s_longestRun.TotalDays} days from now. Use an earlier time.");
        }
        if (plan.Clients.Count > 0)
            Bounds.Require(nameof(plan.Clients), plan.Clients.Count, plan.Share.Count, int.MaxValue);
    }
}
