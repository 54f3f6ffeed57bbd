using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Management.Automation;
using System.Net;
using RedisLoad.Cmdlets.Generators;
using RedisLoad.Parameters;
using RedisLoad.Plan;
using RedisLoad.Preflight;
using RedisLoad.Redis;
using RedisLoad.Target;
using RedisLoad.Transport;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>What the cmdlets that load servers have in common: the parameters of a load, the servers from the pipeline, and how a load is
/// followed.</summary>
public abstract partial class LoadCommand : ServerCommand
{
    private const string BuiltInTargetName = "built-in target";

    /// <summary>How long to wait for a row before the progress is brought up to date.</summary>
    private protected static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>The servers that were asked about in this session.</summary>
    private static readonly ConcurrentDictionary<string, bool> s_confirmed = new();

    private static bool s_isKeyTold;

    private readonly List<string> _pipedServers = [];

    /// <summary>The servers in words.</summary>
    private protected string TargetName => BuiltInTarget ? $"the {BuiltInTargetName}" : $"{Plan.Targets}";

    /// <summary>Loads the servers of <see cref="Plan"/>.</summary>
    private protected abstract void Load();

    /// <summary>All servers of the pipeline are for one load.</summary>
    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        if (MyInvocation.ExpectingInput)
            _pipedServers.AddRange(Plan.Targets.ComputerNames);
    }

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        if (IsInputMissing)
            return;
        Run(
            () =>
            {
                CompletePlan(MyInvocation.ExpectingInput ? _pipedServers : null);
                CheckOtlpEndpoint();
                Load();
            },
            Plan.Targets.Sentinel is null ? nameof(Cluster) : nameof(Sentinel));
    }

    /// <inheritdoc/>
    private protected override ErrorRecord? ErrorOf(Exception exception) => exception switch
    {
        ServerException server => new ErrorRecord(server, $"{server.Problem}", Errors.CategoryOf(server.Problem), $"{Plan.Targets}"),
        GeneratorException lacking =>
            new ErrorRecord(lacking, lacking.ErrorId, ErrorCategory.ResourceUnavailable, string.Join(", ", lacking.Names)),
        _ => base.ErrorOf(exception),
    };

    /// <inheritdoc/>
    private protected override bool TakesPassword => !BuiltInTarget;

    /// <summary>Whether the command was typed and its rows are not piped: the host then shows a summary below them.</summary>
    private protected bool IsTypedAndLast => IsTyped && IsLast;

    /// <summary>Whether the command is the last of its pipeline.</summary>
    private protected bool IsLast => MyInvocation.PipelinePosition == MyInvocation.PipelineLength;

    /// <summary>Shows a summary of the rows, if the command was typed and its rows are not piped.</summary>
    private protected void ShowBelowRows(IEnumerable<string> lines)
    {
        foreach (string line in IsTypedAndLast ? lines : [])
            WriteInformation(new HostInformationMessage { Message = line }, ["PSHOST"]);
    }

    /// <summary>Checks a plan against its own rules and against this host.</summary>
    /// <returns>What is worth a warning; null for nothing.</returns>
    /// <exception cref="PlanException">It cannot be.</exception>
    private protected string? Check(LoadPlan plan)
    {
        if (HasGenerators)
            return CheckByGenerators(plan);
        plan.Validate();
        return HostCapacity.Check(plan, filesPerConnection: BuiltInTarget ? 2 : 1);
    }

    /// <summary>Says what the load writes, once, and asks before it loads a server that is not this host, once for each: a typing error can
    /// hit production.</summary>
    /// <remarks>Only of a person at a terminal, and not where -Confirm or -Force has answered.</remarks>
    private protected bool IsConfirmed()
    {
        if (BuiltInTarget || !Terminal.IsInteractive(Host))
            return true;
        if (IsTyped && Plan.Session.WritesDefaultKey && Interlocked.Exchange(ref s_isKeyTold, true) is false)
            Host.UI.WriteLine($"Without -Command, each connection reads and writes the key {SessionPlan.DefaultKey}.");
        return AreConfirmed(() => OtherHosts.FindAsync(Plan, Cancellation).GetAwaiter().GetResult());
    }

    /// <summary>Asks for a confirmation; Enter alone means no.</summary>
    private protected bool IsConfirmed(string query, string caption)
    {
        bool yesToAll = false;
        bool noToAll = false;
        return ShouldContinue(query, caption, hasSecurityImpact: true, ref yesToAll, ref noToAll);
    }

    /// <summary>Asks before servers are loaded that are not this host, those that were not asked about before.</summary>
    private bool AreConfirmed(Func<IEnumerable<string>> findOthers)
    {
        if (!Terminal.IsInteractive(Host) || Force || MyInvocation.BoundParameters.ContainsKey("Confirm")
            || GetVariableValue("ConfirmPreference") is ConfirmImpact.None)
        {
            return true;
        }
        string[] others = [.. findOthers().Except(s_confirmed.Keys)];
        if (others.Length == 0)
            return true;
        if (!IsConfirmed($"{PlanText.Describe(Plan)}.", $"Load {string.Join(", ", others)}, which is not this host?"))
            return false;
        foreach (string server in others)
            s_confirmed.TryAdd(server, true);
        return true;
    }

    /// <summary>Finds the servers and looks at them, and gives them to an action with the plan to load them by.</summary>
    private protected void WithTargets(Action<LoadPlan, ImmutableArray<LoadTarget>> action)
    {
        if (!BuiltInTarget)
        {
            ImmutableArray<LoadTarget> targets = FindTargets();
            if (!targets.IsEmpty)
                action(Plan, targets);
            return;
        }
        using var target = TargetServer.Start(new TargetOptions());
        action(
            Plan with { Targets = Plan.Targets with { Port = target.Port } },
            [new LoadTarget(BuiltInTargetName, [new IPEndPoint(IPAddress.Loopback, target.Port)])]);
    }

    /// <summary>Finds the servers, and looks at them; none where they are not to be loaded.</summary>
    private ImmutableArray<LoadTarget> FindTargets()
    {
        ImmutableArray<LoadTarget> found = TargetFinder.FindAsync(Plan, Cancellation).GetAwaiter().GetResult();
        ImmutableHashSet<string> dangerous = Force ? [] : ConfirmDangerousCommands(found);
        // A node or a sentinel on this host can name masters that are not.
        if (Plan.Targets.CanFailOver && !AreConfirmed(() => OtherHosts.Of(found)))
            return [];
        var warnings = new List<string>();
        found = Force
            ? [.. found.Select(TargetFinder.WithoutCheck)]
            : PreflightCheck.RunAsync(Plan, found, dangerous, warnings.Add, Cancellation).GetAwaiter().GetResult();
        warnings.ForEach(WriteWarning);
        foreach (LoadTarget target in found)
            WriteVerbose($"{target.Name} is {string.Join(", ", target.EndPoints)}.");
        return found;
    }

    /// <summary>Asks for confirmation of dangerous commands, if the load was typed and someone can answer.</summary>
    /// <returns>The commands, which are not sent before the load.</returns>
    /// <exception cref="PlanException">Nobody can answer, or the answer is no.</exception>
    private ImmutableHashSet<string> ConfirmDangerousCommands(ImmutableArray<LoadTarget> found)
    {
        // What commands there are is for the master to say, not for a sentinel.
        LoadPlan asked = Plan.OfMaster(found[0].Name);
        ImmutableHashSet<string> dangerous = DangerousCommands.FindAsync(asked, Cancellation).GetAwaiter().GetResult();
        if (dangerous.IsEmpty)
            return dangerous;
        string names = string.Join(", ", dangerous.Order(StringComparer.Ordinal));
        bool canAnswer = IsTyped && Terminal.IsInteractive(Host);
        string query = $"Each connection sends {names} to {Plan.Targets}, which can destroy data or reconfigure the server.";
        if (canAnswer && IsConfirmed(query, "Send dangerous commands?"))
            return dangerous;
        throw new PlanException(
            PlanProblem.DangerousCommand,
            nameof(Command),
            names,
            $"{names} can destroy data or reconfigure the server (ACL categories @admin and @dangerous), and each connection would send it. Use -Force to send it without confirmation.");
    }
}
