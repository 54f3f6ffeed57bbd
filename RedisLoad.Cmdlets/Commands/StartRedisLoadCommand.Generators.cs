using System.Collections;
using System.Globalization;
using System.Management.Automation;
using RedisLoad.Cmdlets.Generators;
using RedisLoad.Cmdlets.Parameters;
using RedisLoad.Pacing;
using RedisLoad.Results;
using RedisLoad.Rows;

namespace RedisLoad.Cmdlets.Commands;

public partial class StartRedisLoadCommand
{
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

    private protected override IEnumerable<string> OfCoordinator =>
    [
        .. base.OfCoordinator, nameof(PerGenerator), nameof(Share), nameof(StartAt), nameof(Threshold), nameof(AbortOnBreach),
        nameof(PlanVariable), nameof(CheckOnly), nameof(IncludeHistogram), nameof(ServerSession),
    ];

    /// <summary>The load by several load generators.</summary>
    private void LoadByGenerators(LoadGate gate, MetricsFeed? metrics, ServerWatch? servers)
    {
        Hashtable parameters = ForGenerators;
        WithFleet([parameters], fleet =>
        {
            if (!CheckOnly)
                Follow(FleetRun.Begin(fleet, Plan, parameters), gate, metrics, servers);
        });
    }

    private void Follow(FleetRun run, LoadGate gate, MetricsFeed? metrics, ServerWatch? servers)
    {
        servers?.CountFrom(run.CountsFrom);
        var stopKey = Commands.StopKey.Of(this, StopKey);
        var progress = new LoadProgress(Plan, TargetName, stopKey);
        var watched = new WatchedTotal();
        var totals = new GeneratorTotals();
        string? endedBy = null;
        try
        {
            foreach (FleetNews news in Follow(run, progress, metrics: null, servers is null ? null : servers.Limit))
            {
                foreach (LoadSample row in news.Own)
                    totals.Add(row);
                foreach (LoadSample row in PerGenerator ? news.Own : [])
                    Write(Shown(row), progress);
                WriteRows(WithServers(servers, news.Merged, run.Counting));
                foreach (GeneratorLoss loss in news.Losses)
                    WriteWarning($"{loss.Text} Its part of the load is missing from then on.");
                bool isStopped = stopKey?.IsPressed() == true;
                if (endedBy is not null)
                {
                    if (isStopped)
                        break;
                    continue;
                }
                bool isBreached = AbortOnBreach && news.Merged.Count > 0 && gate.IsBreachedSoFar(run.Total!);
                endedBy = isStopped ? $"{stopKey!.Key} was pressed" : isBreached ? "-AbortOnBreach" : null;
                if (endedBy is not null)
                    run.EndSchedule();
            }
            WriteRows(servers?.Complete(run.Counting, Cancellation) ?? []);
        }
        finally
        {
            if (Cancellation.IsCancellationRequested)
                ShowWhatRan(run.Total);
        }
        if (run.AreAllLost)
        {
            var lost = new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"All load generators were lost, the last {run.Elapsed.TotalSeconds:0.0} s after the start. The rows end there."));
            WriteError(new ErrorRecord(lost, "GeneratorsLost", ErrorCategory.ConnectionError, TargetName));
        }
        if (!run.AreAllLost || run.Total is not null)
            Conclude(gate.Judge(totals.Summarize(watched.AddTo(run.Conclude()))), endedBy);

        void WriteRows(IReadOnlyList<LoadSample> rows)
        {
            foreach (LoadSample row in rows)
            {
                watched.Add(row);
                metrics?.Add(row);
                Write(Shown(row), progress);
            }
        }
    }
}
