using System.Globalization;
using RedisLoad.Pacing;
using RedisLoad.Resp;
using RedisLoad.Rows;

namespace RedisLoad.Plan;

/// <summary>What a plan's values may be, and which of them do not go together. Each refusal names the parameter, and the way out.</summary>
internal static partial class LoadPlanRules
{
    private const int MaxDatabase = 1_000_000;
    private const int MaxCommands = 10_000;
    private const int MaxRequests = 1_000_000_000;
    private const int MaxBufferSize = 1024 * 1024 * 1024;
    private const long MaxCount = 1_000_000_000_000;
    private const string CommandParameter = "Command";

    private static readonly TimeSpan s_longestRun = TimeSpan.FromDays(30);
    private static readonly TimeSpan s_shortestTime = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_shortestInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>TCP_KEEPIDLE of Linux: MAX_TCP_KEEPIDLE.</summary>
    private static readonly TimeSpan s_longestTcpKeepAlive = TimeSpan.FromSeconds(32_767);

    public static void Check(LoadPlan plan)
    {
        Combinations.Check(plan.Given);
        CheckTargets(plan);
        CheckArrivals(plan);
        CheckCommands(plan);
        CheckLife(plan);
        CheckSockets(plan);
        CheckShare(plan);
        if (plan.OpensConnections)
            Bounds.Require(nameof(plan.Workers), plan.Workers, 1, Environment.ProcessorCount);
        Bounds.Require(nameof(plan.WarmUp), plan.WarmUp, TimeSpan.Zero, s_longestRun);
        Bounds.Require(nameof(plan.Interval), plan.Interval, s_shortestInterval, s_longestRun);
        Bounds.Require(nameof(plan.ConnectTimeout), plan.ConnectTimeout, s_shortestTime, LatencyHistogram.Longest);
        Bounds.Require(nameof(plan.ReplyTimeout), plan.ReplyTimeout, s_shortestTime, LatencyHistogram.Longest);
        // Last, because what it is when left open follows from the others.
        Bounds.Require(nameof(plan.MaxOpen), plan.MaxOpen, plan.Workers * plan.Share.Count, int.MaxValue / 2);
    }

    private static void CheckTargets(LoadPlan plan)
    {
        if (plan.ComputerNames.IsDefaultOrEmpty || plan.ComputerNames.Any(string.IsNullOrWhiteSpace))
            throw new PlanException(
                PlanProblem.ValueOutOfRange, "ComputerName", null, "The server's name is empty. Give a host name or an address.");
        Bounds.Require(nameof(plan.Port), plan.Port, 1, ushort.MaxValue);
        _ = plan.Servers.Count();
        if (plan.Sentinel is { } master && (master.Length == 0 || master.Any(letter => letter is < '!' or > '~')))
            throw new PlanException(
                PlanProblem.ValueOutOfRange, nameof(plan.Sentinel), master,
                $"{UserText.Show(master)} is not the name of a master. Use the name after 'sentinel monitor' in the sentinels' configuration.");
        Bounds.Require(nameof(plan.Database), plan.Database, 0, MaxDatabase);
        Bounds.Require(nameof(plan.Resp), plan.Resp, 2, 3);
        if (plan.ClientName is { } name && (name.Length == 0 || name.Any(letter => letter is < '!' or > '~')))
            throw new PlanException(
                PlanProblem.ValueOutOfRange, nameof(plan.ClientName), name,
                $"{UserText.Show(name)} cannot be a client's name: Redis takes letters, digits and signs of ASCII, without blanks.");
    }

    private static void CheckArrivals(LoadPlan plan)
    {
        if (plan.OpensConnections)
            Bounds.Require(nameof(plan.Cps), plan.Cps);
        Bounds.Require(nameof(plan.Seed), plan.Seed, 0, int.MaxValue);
        if (plan.Count is { } count)
        {
            Bounds.Require(nameof(plan.Count), count, 1, MaxCount);
        }
        if (plan.RampTo is { } rampTo)
        {
            Bounds.Require(nameof(plan.RampTo), rampTo);
            Bounds.Require(nameof(plan.RampTime), plan.RampTime ?? s_shortestTime, s_shortestTime, s_longestRun);
        }
        if (plan.Gap is { } gap)
            CheckBursts(plan, gap);
        Bounds.Require(nameof(plan.Duration), plan.Duration, s_shortestTime, s_longestRun);
        if (plan.Step is { } step)
            CheckSteps(plan, step);
    }

    private static void CheckBursts(LoadPlan plan, TimeSpan gap)
    {
        if (plan.Cps.PerSecond % 1 != 0)
        {
            throw new PlanException(
                PlanProblem.ValuesConflict, nameof(plan.Cps), plan.Cps.PerSecond, $"{plan.Cps} must be a whole number with -Gap: it is the number of connections in a burst.");
        }
        Bounds.Require(nameof(plan.Gap), gap, s_shortestTime, s_longestRun);
        if (gap > plan.WarmUp + plan.Duration)
        {
            throw Combinations.Conflict(nameof(plan.Gap), gap, nameof(plan.Duration), string.Create(
                CultureInfo.InvariantCulture, $"there are Duration / Gap bursts, and {gap.TotalSeconds} s do not fit into {plan.Duration.TotalSeconds} s even once"));
        }
    }

    private static void CheckSteps(LoadPlan plan, Rate step)
    {
        Bounds.Require(nameof(plan.StepTime), plan.StepTime ?? s_shortestTime, s_shortestInterval, s_longestRun);
        if (!Bounds.IsRate(plan.LastStepCps))
        {
            throw new PlanException(PlanProblem.ValueOutOfRange, nameof(plan.Step), step.PerSecond, string.Create(
                CultureInfo.InvariantCulture,
                $"with {step} every {plan.StepTime?.TotalSeconds} s, the rate would leave {Bounds.Rates} within the run. Use a smaller step or a shorter -Duration."));
        }
    }

    private static void CheckCommands(LoadPlan plan)
    {
        if (plan.DataSize is { } size)
            Bounds.Require(nameof(plan.DataSize), size, 1, LoadPlan.MaxDataSize);
        if (plan.Commands.IsDefault || plan.Commands.Length > MaxCommands)
            throw new PlanException(
                PlanProblem.InvalidCommand, CommandParameter, null,
                string.Create(CultureInfo.InvariantCulture, $"give at most {MaxCommands:N0} commands; -Requests repeats them."));
        for (int i = 0; i < plan.Commands.Length; i++)
            CheckCommand(plan, i);
        Bounds.Require(nameof(plan.Requests), plan.Requests, 1, MaxRequests);
    }

    private static void CheckCommand(LoadPlan plan, int index)
    {
        try
        {
            CommandTemplate command = CommandTemplate.Parse(plan.Commands[index]);
            if (command.NeedsCluster && !plan.Cluster)
                throw new FormatException("{hash-tag} stands for a node of a cluster; give -Cluster");
        }
        catch (FormatException exception)
        {
            // Its arguments can be a secret, and are not shown.
            throw new PlanException(
                PlanProblem.InvalidCommand, CommandParameter, index + 1, $"command {index + 1} cannot be sent: {exception.Message}.");
        }
    }

    private static void CheckLife(LoadPlan plan)
    {
        if (plan.HoldTime.Max < plan.HoldTime.Min)
            throw new PlanException(
                PlanProblem.ValueOutOfRange, nameof(plan.HoldTime), plan.HoldTime,
                $"{plan.HoldTime} s ends before it begins. Give the shorter time first: 1-5.");
        Bounds.Require(nameof(plan.HoldTime), plan.HoldTime.Min, TimeSpan.Zero, s_longestRun);
        Bounds.Require(nameof(plan.HoldTime), plan.HoldTime.Max, TimeSpan.Zero, s_longestRun);
        if (plan.KeepAliveInterval is { } interval)
        {
            Bounds.Require(nameof(plan.KeepAliveInterval), interval, s_shortestTime, s_longestRun);
        }
        CheckPool(plan);
        plan.Clients.Check();
    }

    private static void CheckPool(LoadPlan plan)
    {
        if (plan.PoolSize is { } size)
            Bounds.Require(nameof(plan.PoolSize), size, plan.Workers * plan.Share.Count, int.MaxValue / 2);
        Bounds.Require(nameof(plan.PoolIdleTimeout), plan.PoolIdleTimeout, s_shortestTime, s_longestRun);
    }

    private static void CheckSockets(LoadPlan plan)
    {
        if (plan.TcpKeepAlive is { } period)
            Bounds.Require(nameof(plan.TcpKeepAlive), period, TimeSpan.FromSeconds(1), s_longestTcpKeepAlive);
        if (plan.SendBufferSize is { } send)
            Bounds.Require(nameof(plan.SendBufferSize), send, 1, MaxBufferSize);
        if (plan.ReceiveBufferSize is { } receive)
            Bounds.Require(nameof(plan.ReceiveBufferSize), receive, 1, MaxBufferSize);
        _ = SourceAddressList.Parse(plan.SourceAddresses);
    }
}
