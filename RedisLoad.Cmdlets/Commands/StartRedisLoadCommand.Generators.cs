using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using RedisLoad.Cmdlets.Generators;
using RedisLoad.Cmdlets.Parameters;
using RedisLoad.Pacing;
using RedisLoad.Parameters;
using RedisLoad.Plan;
using RedisLoad.Preflight;
using RedisLoad.Results;
using RedisLoad.Rows;
using RedisLoad.Run;

namespace RedisLoad.Cmdlets.Commands;

public partial class StartRedisLoadCommand
{
    private const int MaxProcesses = 256;

    /// <summary>Parameters that say how several load generators work together, or what becomes of rows here.</summary>
    private static readonly string[] s_ofCoordinator =
    [
        nameof(Session), nameof(Processes), nameof(InstallModule), nameof(PerGenerator), nameof(Share), nameof(StartAt),
        nameof(Threshold), nameof(AbortOnBreach), nameof(StopKey), nameof(PlanVariable), nameof(OtlpEndpoint), nameof(CheckOnly),
        nameof(IncludeHistogram),
    ];

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

    /// <summary>Copies the module to the hosts of -Session that do not have this version. It is loaded from a temporary folder, which is
    /// then removed.</summary>
    [Parameter]
    public SwitchParameter InstallModule { get; set; }

    /// <summary>Writes the rows of each load generator, too, with its name in the column Generator.</summary>
    [Parameter]
    public SwitchParameter PerGenerator { get; set; }

    /// <summary>Does everything that comes before the load, and ends: checks the parameters, the limits of this host, and the servers, and
    /// prepares the runtime.</summary>
    [Parameter]
    public SwitchParameter CheckOnly { get; set; }

    /// <summary>Part of the load for this load generator, if several share it: 1/3, 2/3, and 3/3 together open the connections that one
    /// would open alone. All need the same other parameters, and -Seed if connections are random. -MaxOpen, -PoolSize, and -Clients are
    /// those of all load generators together. Default: the whole load.</summary>
    [Parameter]
    [Share]
    public LoadShare Share
    {
        get => Plan.Share;
        set => Plan = Plan with { Share = value };
    }

    /// <summary>Time at which the load begins, by the clock of this host: a date and time (2026-11-25T21:30:00Z), a time of today (21:30),
    /// or a time from now (+10s). Everything before the load is done first. If that takes longer, the error StartMissed ends the command.
    /// Default: as soon as possible.</summary>
    [Parameter]
    [StartTime]
    public DateTimeOffset StartAt
    {
        get => Plan.Schedule.StartAt ?? default;
        set => With(Plan.Schedule with { StartAt = value });
    }

    private bool HasGenerators => Session.Length > 0 || MyInvocation.BoundParameters.ContainsKey(nameof(Processes));

    private void CheckGenerators()
    {
        if (MyInvocation.BoundParameters.ContainsKey(nameof(Processes)))
            Bounds.Require(nameof(Processes), Processes, 1, MaxProcesses);
    }

    /// <summary>Checks the plan; its hosts are checked there, but ports belong to all processes of this host.</summary>
    private string? CheckByGenerators()
    {
        Plan.Validate();
        LoadPlan first = Plan with
        {
            Schedule = Plan.Schedule with { Seed = Plan.Schedule.Seed },
            Share = Plan.Share.Part(1, Math.Max(Session.Length, Processes)),
        };
        first.Validate();
        return Session.Length > 0 ? null : HostCapacity.CheckPorts(Plan);
    }

    /// <summary>The load by several load generators.</summary>
    private void LoadByGenerators(LoadGate gate, MetricsFeed? metrics)
    {
        using GeneratorFleet fleet = Session.Length > 0 ? GeneratorFleet.OfSessions(Session) : GeneratorFleet.OfProcesses(Processes);
        var parameters = GeneratorParameters.Of(MyInvocation.BoundParameters, Plan, s_ofCoordinator);
        try
        {
            WriteProgress(new ProgressRecord(0, $"Loading {TargetName}", $"preparing {fleet.Generators.Count} load generators"));
            fleet.Prepare(new GeneratorModule(MyInvocation.MyCommand.Module, InstallModule), parameters, Plan.Share, Cancellation);
            foreach (string warning in fleet.Warnings)
                WriteWarning(warning);
            if (Session.Length > 0)
                ShowClocks(fleet);
            if (CheckOnly)
                return;
            Follow(FleetRun.Begin(fleet, Plan, parameters), gate, metrics);
        }
        catch (GeneratorException exception)
        {
            Throw(exception, "GeneratorRefused", ErrorCategory.ResourceUnavailable, string.Join(", ", exception.Names));
        }
    }

    private void Follow(FleetRun run, LoadGate gate, MetricsFeed? metrics)
    {
        var stopKey = Commands.StopKey.Of(this, StopKey);
        var progress = new LoadProgress(Plan, TargetName, stopKey);
        string? endedBy = null;
        try
        {
            while (!run.IsOver)
            {
                if (stopKey?.IsPressed() == true)
                {
                    if (endedBy is not null)
                        break;
                    endedBy = $"{stopKey.Key} was pressed";
                    run.EndSchedule();
                }
                FleetNews news = run.Take(ProgressInterval, Cancellation);
                foreach (LoadSample row in news.Merged)
                    metrics?.Add(row);
                foreach (LoadSample row in PerGenerator ? [.. news.Own, .. news.Merged] : news.Merged)
                    Write(Shown(row), progress);
                foreach (string warning in news.Warnings)
                    WriteWarning(warning);
                LoadSample? latest = news.Merged is [.., var last] ? last : null;
                WriteProgress(progress.Update(run.Elapsed, run.FailedSoFar, run.ResponseP99MsSoFar, latest));
                if (AbortOnBreach && endedBy is null && news.Merged.Count > 0 && gate.IsBreachedSoFar(run.Total!))
                {
                    endedBy = "-AbortOnBreach";
                    run.EndSchedule();
                }
            }
        }
        finally
        {
            if (Cancellation.IsCancellationRequested)
                ShowWhatRan(run.Total);
            WriteProgress(progress.Complete());
        }
        if (run.AreAllLost)
        {
            var lost = new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"All load generators were lost, the last {run.Elapsed.TotalSeconds:0.0} s after the start. The rows end there."));
            WriteError(new ErrorRecord(lost, "GeneratorsLost", ErrorCategory.ConnectionError, TargetName));
        }
        if (!run.AreAllLost || run.Total is not null)
            Conclude(gate.Judge(LoadSummary.Of(run.Conclude())), endedBy);
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
