using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using RedisLoad.Cmdlets.Generators;
using RedisLoad.Cmdlets.Parameters;
using RedisLoad.Parameters;
using RedisLoad.Plan;
using RedisLoad.Preflight;
using RedisLoad.Rows;
using RedisLoad.Run;

namespace RedisLoad.Cmdlets.Commands;

public abstract partial class LoadCommand
{
    private const int MaxProcesses = 256;

    /// <summary>PowerShell sessions on other hosts (New-PSSession -HostName for SSH), which share the load as load generators: they start
    /// at the same moment, and each row is the sum over all of them, with percentiles over all connections. They need this version of
    /// the module, or -InstallModule.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public PSSession[] Session { get; set; } = [];

    /// <summary>Number of processes on this host that share the load, as with -Session: for more connections than one process can have open
    /// files. Range: 1 to 256. Default: this process alone.</summary>
    [Parameter]
    [WholeNumber<int>]
    public int Processes { get; set; }

    /// <summary>Copies the module to the hosts of sessions that do not have this version. It is loaded from a temporary folder, which is
    /// then removed.</summary>
    [Parameter]
    public SwitchParameter InstallModule { get; set; }

    private protected bool HasGenerators => Session.Length > 0 || MyInvocation.BoundParameters.ContainsKey(nameof(Processes));

    /// <summary>Parameters that say how several load generators work together, or what becomes of rows here.</summary>
    private protected virtual IEnumerable<string> OfCoordinator =>
        [nameof(Session), nameof(Processes), nameof(InstallModule), nameof(StopKey), nameof(OtlpEndpoint)];

    /// <summary>The parameters that load generators are given.</summary>
    private protected Hashtable ForGenerators => GeneratorParameters.Of(MyInvocation.BoundParameters, Plan, OfCoordinator);

    /// <summary>Checks a plan that several load generators share: their hosts are checked there, but ports belong to all processes of this
    /// host.</summary>
    private string? CheckByGenerators(LoadPlan plan)
    {
        if (Session.Length == 0)
            Bounds.Require(nameof(Processes), Processes, 1, MaxProcesses);
        plan.Validate();
        LoadPlan first = plan with
        {
            Schedule = plan.Schedule with { Seed = plan.Schedule.Seed },
            Share = plan.Share.Part(1, Math.Max(Session.Length, Processes)),
        };
        first.Validate();
        return Session.Length > 0 ? null : HostCapacity.CheckPorts(plan);
    }

    /// <summary>Makes the load generators ready, and gives them to an action. They end with it.</summary>
    /// <param name="loads">The loads that they are to be able to run, each as parameters of Start-RedisLoad.</param>
    /// <param name="action">What is done with them.</param>
    /// <exception cref="GeneratorException">One cannot take part, or several.</exception>
    private protected void WithFleet(IReadOnlyList<Hashtable> loads, Action<GeneratorFleet> action)
    {
        using GeneratorFleet fleet = Session.Length > 0 ? GeneratorFleet.OfSessions(Session) : GeneratorFleet.OfProcesses(Processes);
        WriteProgress(new ProgressRecord(0, $"Loading {TargetName}", $"preparing {fleet.Generators.Count} load generators"));
        fleet.Prepare(new GeneratorModule(MyInvocation.MyCommand.Module, InstallModule), loads, Plan.Share, Cancellation);
        foreach (string warning in fleet.Warnings)
            WriteWarning(warning);
        if (Session.Length > 0)
            ShowClocks(fleet);
        action(fleet);
    }

    /// <summary>Follows a load by several load generators to its end, with its progress line, and gives what happens as it comes.</summary>
    private protected IEnumerable<FleetNews> Follow(
        FleetRun run, LoadProgress progress, MetricsFeed? metrics, Func<TimeSpan, TimeSpan>? limit = null)
    {
        try
        {
            while (!run.IsOver)
            {
                FleetNews news = run.Take(limit?.Invoke(ProgressInterval) ?? ProgressInterval, Cancellation);
                foreach (LoadSample row in news.Merged)
                    metrics?.Add(row);
                yield return news;
                LoadSample? latest = news.Merged is [.., var last] ? last : null;
                WriteProgress(progress.Update(run.Elapsed, run.FailedSoFar, run.ResponseP99MsSoFar, latest));
            }
        }
        finally
        {
            WriteProgress(progress.Complete());
        }
    }

    private void ShowClocks(GeneratorFleet fleet)
    {
        foreach (LoadGenerator generator in fleet.Generators)
        {
            ClockOffset clock = generator.Clock;
            string offset = string.Create(
                CultureInfo.InvariantCulture,
                $"The clock of {generator.Name} differs from this host's by {clock.Offset.TotalMilliseconds:+0.0;-0.0;0.0} ms (+/- {clock.Uncertainty.TotalMilliseconds:0.0} ms).");
            WriteVerbose(offset);
            if (!clock.IsCertain)
                WriteWarning($"{offset} Its part of the load may start that much earlier or later than the others.");
        }
    }
}
