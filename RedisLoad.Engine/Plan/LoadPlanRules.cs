using System.Globalization;
using RedisLoad.Pacing;
using RedisLoad.Resp;
using RedisLoad.Rows;
using RedisLoad.Session;

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
        CheckTargets(plan);
        CheckArrivals(plan);
        CheckCommands(plan);
        CheckLife(plan);
        CheckSockets(plan);
        CheckTls(plan);
        CheckShare(plan);
        if (plan.OpensConnections)
            Bounds.Require(nameof(plan.Workers), plan.Workers, 1, Environment.ProcessorCount);
        else
            CheckClientsAlone(plan);
        Bounds.Require(nameof(plan.WarmUp), plan.WarmUp, TimeSpan.Zero, s_longestRun);
        Bounds.Require(nameof(plan.Interval), plan.Interval, s_shortestInterval, s_longestRun);
        Bounds.Require(nameof(plan.ConnectTimeout), plan.ConnectTimeout, s_shortestTime, LatencyHistogram.Longest);
        Bounds.Require(nameof(plan.ReplyTimeout), plan.ReplyTimeout, s_shortestTime, LatencyHistogram.Longest);
        if (plan.PerConnection && plan.PerTarget)
            throw Conflict(nameof(plan.PerConnection), true, nameof(plan.PerTarget), "records of connections have their target already");
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
        Bounds.Require(nameof(plan.Database), plan.Database, 0, MaxDatabase);
        Bounds.Require(nameof(plan.Resp), plan.Resp, 2, 3);
        if (plan.ClientName is { } name && (name.Length == 0 || name.Any(letter => letter is < '!' or > '~')))
            throw new PlanException(
                PlanProblem.ValueOutOfRange, nameof(plan.ClientName), name,
                $"{UserText.Show(name)} cannot be a client's name: Redis takes letters, digits and signs of ASCII, without blanks.");
        if (plan.Cluster && plan.Database != 0)
            throw Conflict(nameof(plan.Database), plan.Database, nameof(plan.Cluster), "a cluster has only database 0");
        if (plan.Cluster && plan.UnixSocket is not null)
            throw Conflict(
                "Uri", plan.UnixSocket, nameof(plan.Cluster),
                "the nodes of a cluster are found by their addresses. Give a node's name or address");
    }

    private static void CheckArrivals(LoadPlan plan)
    {
        if (plan.OpensConnections)
            Bounds.Require(nameof(plan.Cps), plan.Cps);
        CheckSaturation(plan);
        Bounds.Require(nameof(plan.Seed), plan.Seed, 0, int.MaxValue);
        if (plan.Count is { } count)
        {
            Bounds.Require(nameof(plan.Count), count, 1, MaxCount);
            if (plan.Given.Duration)
                throw Conflict(nameof(plan.Count), count, nameof(plan.Duration), "each says when the load is over");
            if (plan.RampTo is not null && plan.RampTime is null)
                throw Conflict(
                    nameof(plan.RampTo), plan.RampTo, nameof(plan.Count),
                    "the ramp takes the whole duration, and there is none. Give -RampTime");
            if (plan.Step is not null)
                throw Conflict(
                    nameof(plan.Step), plan.Step, nameof(plan.Count), "how many steps there are follows from the duration. Give -Duration");
        }
        RequireTogether(nameof(plan.RampTime), plan.RampTime, nameof(plan.RampTo), plan.RampTo);
        RequireTogether(nameof(plan.StepTime), plan.StepTime, nameof(plan.Step), plan.Step);
        RequireTogether(nameof(plan.Step), plan.Step, nameof(plan.StepTime), plan.StepTime);
        if (plan.RampTo is { } rampTo)
        {
            Bounds.Require(nameof(plan.RampTo), rampTo);
            Bounds.Require(nameof(plan.RampTime), plan.RampTime ?? s_shortestTime, s_shortestTime, s_longestRun);
            if (plan.Step is not null)
                throw Conflict(nameof(plan.RampTo), rampTo, nameof(plan.Step), "the rate goes up either evenly or in steps");
        }
        if (plan.Gap is { } gap)
            CheckBursts(plan, gap);
        Bounds.Require(nameof(plan.Duration), plan.Duration, s_shortestTime, s_longestRun);
        if (plan.Step is { } step)
            CheckSteps(plan, step);
    }

    private static void CheckSaturation(LoadPlan plan)
    {
        if (!plan.Saturate)
            return;
        (string Name, object? Value)[] schedule =
        [
            (nameof(plan.Cps), plan.Given.Cps ? plan.Cps : null),
            (nameof(plan.Gap), plan.Gap),
            (nameof(plan.Arrival), plan.Arrival == ArrivalKind.Uniform ? null : plan.Arrival),
            (nameof(plan.RampTo), plan.RampTo),
            (nameof(plan.Step), plan.Step),
            (nameof(plan.Count), plan.Count),
        ];
        foreach ((string name, object? value) in schedule)
        {
            if (value is not null)
                throw Conflict(name, value, nameof(plan.Saturate), "it is part of a schedule, and -Saturate has none");
        }
    }

    private static void CheckBursts(LoadPlan plan, TimeSpan gap)
    {
        string? other = plan.Arrival != ArrivalKind.Uniform ? nameof(plan.Arrival) : plan.RampTo is not null ? nameof(plan.RampTo)
            : plan.Step is not null ? nameof(plan.Step) : null;
        if (other is not null)
            throw Conflict(nameof(plan.Gap), gap, other, "with a gap, -Cps connections come at once");
        if (plan.Cps.PerSecond % 1 != 0)
        {
            throw new PlanException(
                PlanProblem.ValuesConflict, nameof(plan.Cps), plan.Cps.PerSecond, $"{plan.Cps} must be a whole number with -Gap: it is the number of connections in a burst.");
        }
        if (plan.WarmUp > TimeSpan.Zero)
            throw Conflict(nameof(plan.Gap), gap, nameof(plan.WarmUp), "the first burst is one of those that count");
        Bounds.Require(nameof(plan.Gap), gap, s_shortestTime, s_longestRun);
        if (gap > plan.WarmUp + plan.Duration)
        {
            throw Conflict(nameof(plan.Gap), gap, nameof(plan.Duration), string.Create(
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
        if (plan.Commands.IsDefault || plan.Commands.Length > MaxCommands)
            throw new PlanException(
                PlanProblem.InvalidCommand, CommandParameter, null,
                string.Create(CultureInfo.InvariantCulture, $"give at most {MaxCommands:N0} commands; -Requests repeats them."));
        for (int i = 0; i < plan.Commands.Length; i++)
            CheckCommand(plan, i);
        Bounds.Require(nameof(plan.Requests), plan.Requests, 1, MaxRequests);
        if (plan.Commands.IsEmpty && plan.Requests > 1)
            throw Conflict(nameof(plan.Requests), plan.Requests, CommandParameter, "there is no command to repeat");
        if (plan.Commands.IsEmpty && plan.Pipeline)
            throw Conflict(nameof(plan.Pipeline), true, CommandParameter, "there is no command to send");
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
            RequireTogether(
                nameof(plan.KeepAliveInterval), interval, nameof(plan.HoldTime), plan.HoldTime == TimeRange.None ? null : plan.HoldTime);
        }
        CheckPool(plan);
        plan.Clients.Check();
        if (plan.Clients.Count == 0)
            return;
        if (plan.PerTarget)
        {
            throw Conflict(
                nameof(plan.Clients), plan.Clients.Count, nameof(plan.PerTarget),
                "rows of one server have no place for the clients of all");
        }
        if (plan.Commands.IsEmpty)
            throw Conflict(nameof(plan.Clients), plan.Clients.Count, CommandParameter, "the clients have no command to send");
        if (plan.CreateScript().Commands.Any(command => command.Name == "MULTI"))
        {
            throw Conflict(
                nameof(plan.Clients), plan.Clients.Count, CommandParameter,
                "a request of a client is one command, and MULTI is the first of several");
        }
    }

    /// <summary>Without new connections, what is said of them is a mistake.</summary>
    private static void CheckClientsAlone(LoadPlan plan)
    {
        (string Name, object? Value)[] ofConnections =
        [
            (nameof(plan.MaxOpen), plan.Given.MaxOpen ? plan.MaxOpen : null),
            (nameof(plan.Workers), plan.Given.Workers ? plan.Workers : null),
            (nameof(plan.HoldTime), plan.HoldTime == TimeRange.None ? null : plan.HoldTime),
            (nameof(plan.PoolSize), plan.PoolSize),
            (nameof(plan.Close), plan.Close == CloseMode.Reset ? null : plan.Close),
            (nameof(plan.Requests), plan.Requests == 1 ? null : plan.Requests),
            (nameof(plan.Pipeline), plan.Pipeline ? true : null),
            (nameof(plan.PerConnection), plan.PerConnection ? true : null),
            (nameof(plan.Arrival), plan.Arrival == ArrivalKind.Uniform ? null : plan.Arrival),
        ];
        if (ofConnections.FirstOrDefault(given => given.Value is not null) is { Name: { } name } given)
        {
            throw new PlanException(
                PlanProblem.ValuesConflict, name, given.Value,
                $"{Describe(given.Value)} is about new connections, and -Clients opens none by itself. Add -Cps, or omit -{name}.");
        }
    }

    private static void CheckPool(LoadPlan plan)
    {
        if (plan.PoolSize is not { } size)
        {
            if (plan.Given.PoolIdleTimeout)
                throw Needs(nameof(plan.PoolIdleTimeout), plan.PoolIdleTimeout, nameof(plan.PoolSize));
            return;
        }
        Bounds.Require(nameof(plan.PoolSize), size, plan.Workers * plan.Share.Count, int.MaxValue / 2);
        Bounds.Require(nameof(plan.PoolIdleTimeout), plan.PoolIdleTimeout, s_shortestTime, s_longestRun);
        if (plan.Given.MaxOpen)
            throw Conflict(nameof(plan.PoolSize), size, nameof(plan.MaxOpen), "a pool has at most -PoolSize connections open");
        if (plan.Close == CloseMode.Server)
            throw Conflict(
                nameof(plan.PoolSize), size, nameof(plan.Close),
                "a pool keeps its connections, and the server is not asked to close them. Give -Close Reset or Fin");
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
        if (plan.UnixSocket is null)
            return;
        if (!plan.SourceAddresses.IsEmpty)
            throw Conflict("SourceAddress", plan.SourceAddresses[0], "Uri", "a socket in the file system has no addresses");
        if (plan.TcpKeepAlive is not null)
            throw Conflict(nameof(plan.TcpKeepAlive), plan.TcpKeepAlive, "Uri", "a socket in the file system is no TCP connection");
    }

    internal static PlanException Conflict(string parameter, object? value, string other, string reason) =>
        new(
            PlanProblem.ValuesConflict, parameter, value,
            $"{Describe(value)} does not go together with -{other}: {reason}. Leave one of the two out.");

    internal static PlanException Needs(string parameter, object? value, string other) =>
        new(
            PlanProblem.ValuesConflict, parameter, value,
            $"{Describe(value)} says nothing without -{other}. Give that too, or leave it out.");

    private static string Describe(object? value) => value switch
    {
        TimeSpan time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds} s"),
        IFormattable number and (int or long) => number.ToString("N0", CultureInfo.InvariantCulture),
        null or bool => "it",
        _ => $"{value}",
    };

    private static void RequireTogether(string parameter, object? value, string other, object? otherValue)
    {
        if (value is not null && otherValue is null)
            throw Needs(parameter, value, other);
    }
}
