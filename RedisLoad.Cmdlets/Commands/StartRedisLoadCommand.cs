using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using RedisLoad.Cmdlets.Completion;
using RedisLoad.Cmdlets.Generators;
using RedisLoad.Plan;
using RedisLoad.Redis;
using RedisLoad.Results;
using RedisLoad.Rows;
using RedisLoad.Run;
using RedisLoad.Transport;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>Opens connections to Redis servers at a given rate, and reports once per interval what became of them.</summary>
/// <remarks>
/// <para>Opens -Cps connections per second for -Duration, each when it is due, whether or not earlier ones have ended (open loop): a slow
/// server does not slow the load down. Each connection sends PING, GET redisload:foo and SET redisload:foo, or -Command, each after the
/// reply to the previous one, and ends with a reset, which leaves no TIME_WAIT. Without -Command, the load writes the key redisload:foo.
/// At a terminal, loading a server that is not this host is confirmed first.</para>
/// <para>The rate can change (-RampTo, -Step), and arrivals can be random or in bursts (-Arrival, -Gap). Connections can be held open,
/// pooled, or closed in other ways (-HoldTime, -PoolSize, -Close). Clients can be connected before the load and stay connected (-Clients).
/// Parameters that conflict are an error before anything is opened.</para>
/// <para>One LoadSample is written per interval while the load runs. Response times count from when a connection was due. A failed
/// connection is counted by its kind and never ends the run.</para>
/// <para>Before the load, one connection runs the same session, so that a server that cannot be loaded is an error (-Force skips this
/// check). After the load, a warning says if failures were caused by this host, or if the load generator was a bottleneck.</para>
/// </remarks>
/// <example>
/// <code>Start-RedisLoad -Cps 8000 -Duration 20 | Export-Csv load.csv</code>
/// <para>Loads the Redis server at localhost:6379 with 8,000 connections per second for 20 seconds, and saves one row per second.</para>
/// </example>
/// <example>
/// <code>Start-RedisLoad -ComputerName 10.0.0.5 -Cps 2000 -Duration 5m -Credential default | Where-Object Failed -gt 0</code>
/// <para>Prompts for the password, loads a server for five minutes, and shows the seconds in which connections failed.</para>
/// </example>
/// <example>
/// <code>Start-RedisLoad -Saturate -Command PING -Duration 10 | Measure-Object Cps -Average</code>
/// <para>Keeps 50 connections going, each with one PING, to find the highest rate of the server and this host together.</para>
/// </example>
/// <example>
/// <code>Start-RedisLoad -Cps 5000 -Duration 30 -Clients 200 -ClientRate 10 | Format-Table ElapsedSeconds, Cps, SteadyP99Ms,
/// SteadyFailed</code>
/// <para>Shows what a storm of new connections does to 200 clients that are already connected.</para>
/// </example>
/// <example>
/// <code>Start-RedisLoad -Cps 8000 -Duration 20 -Gap 5 -PoolSize 9000 -PerConnection | Export-Csv clients.csv</code>
/// <para>Opens bursts of 8,000 connections from a pool every 5 seconds, and records each connection.</para>
/// </example>
/// <example>
/// <code>Start-RedisLoad -BuiltInTarget -Cps 8000 -Duration 10</code>
/// <para>A control run: the same load against a small server in this process shows what the load generator itself can do on this
/// host.</para>
/// </example>
[Cmdlet(
    VerbsLifecycle.Start, "RedisLoad", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low,
    HelpUri = HelpPages.Folder + "Start-RedisLoad.md")]
[OutputType(typeof(LoadSample), typeof(ConnectionRecord))]
public partial class StartRedisLoadCommand : LoadCommand
{
    /// <summary>How long records of connections may wait to be written.</summary>
    private static readonly TimeSpan s_recordInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Writes a row per server and interval, with the server in the column Target, instead of one row for all.</summary>
    [Parameter]
    public SwitchParameter PerTarget
    {
        get => Plan.Rows.PerTarget;
        set => With(Plan.Rows with { PerTarget = value });
    }

    /// <summary>Writes a ConnectionRecord per connection instead of rows: when it was due, started, connected, and answered, what its GET
    /// read, and why it failed. If the pipeline is too slow for that, records are dropped and counted, and the load continues.</summary>
    [Parameter]
    public SwitchParameter PerConnection
    {
        get => Plan.Rows.PerConnection;
        set => With(Plan.Rows with { PerConnection = value });
    }

    /// <summary>Writes the histograms as columns (ResponseHistogram and others), so that Measure-RedisLoad can merge rows from a file, a
    /// job, or another host exactly. -IncludeHistogram:$false leaves these columns empty. Default: $true.</summary>
    [Parameter]
    public SwitchParameter IncludeHistogram { get; set; } = true;

    /// <summary>Limits that the run must meet, as in Measure-RedisLoad: 'ResponseP99Ms &lt; 5', 'FailureRate &lt; 0.1%', 'Cps &gt; 7900'.
    /// Each limit that the whole run does not meet is a non-terminating error (ThresholdBreached).</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ThresholdCompleter))]
    public string[] Threshold { get; set; } = [];

    /// <summary>Ends the load when the rows so far do not meet a -Threshold, checked with each row.</summary>
    [Parameter]
    public SwitchParameter AbortOnBreach { get; set; }

    /// <summary>Watches connections during the load, as Watch-RedisConnections does, and adds to each row AcceptQueue, ListenOverflows,
    /// TimeWait, and ServerCps, the connections per second that the server counts itself (one more connection asks it for INFO). Covers
    /// this host or, with -Session, the hosts of the load generators. -ServerSession watches the servers' hosts.</summary>
    [Parameter]
    public SwitchParameter Watch { get; set; }

    private protected override void Load()
    {
        CheckServerSessions();
        string? warning = Check(Plan);
        CheckDisruption(Plan);
        KeepPlan();
        var gate = LoadGate.Parse(Threshold);
        if (warning is not null)
            WriteWarning(warning);
        bool shouldLoad = ShouldProcess(TargetName, PlanText.Describe(Plan)) & ShouldDisrupt();
        if (!shouldLoad || !IsConfirmed() || !IsDisruptionConfirmed())
            return;
        using MetricsFeed? metrics = StartMetrics();
        using ServerWatch? servers = WatchServers();
        if (HasGenerators)
            LoadByGenerators(gate, metrics, servers);
        else
            WithTargets((plan, targets) => Load(plan, targets, gate, metrics, servers));
        metrics?.Complete();
    }

    private void Load(
        LoadPlan plan, ImmutableArray<LoadTarget> targets, LoadGate gate, MetricsFeed? metrics, ServerWatch? servers)
    {
        using Disruption? prepared = PrepareDisruption();
        LoadDisruption? disruption = DisruptionOf(prepared);
        if (!JitWarmUp.IsDone)
            Prepare(plan);
        if (CheckOnly)
            return;
        using LoadWatch? watch = Watch ? LoadWatch.Start(plan, targets, WriteWarning, Cancellation) : null;
        var stopKey = Commands.StopKey.Of(this, StopKey);
        var progress = new LoadProgress(plan, TargetName, stopKey);
        using var run = LoadRun.Start(
            plan, targets, connected => WriteProgress(progress.Connecting(connected)), servers?.Lead ?? TimeSpan.Zero, Cancellation);
        servers?.CountFrom(run.CountsFrom);
        var watched = new WatchedTotal();
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
                if (IsOrderedToEnd && endedBy is null)
                {
                    endedBy = "its coordinator ended it";
                    run.EndSchedule();
                }
                TimeSpan slice = PerConnection ? s_recordInterval : ProgressInterval;
                TimeSpan wait = watch?.Limit(slice, run) ?? slice;
                wait = disruption?.Limit(wait, run) ?? wait;
                wait = servers?.Limit(wait) ?? wait;
                bool hasRow = run.TryTake(wait, out LoadSample? sample, Cancellation);
                WriteRows(WithServers(servers, hasRow ? [watch?.AddTo(sample!, Cancellation) ?? sample!] : [], -run.UntilCounting));
                WriteRecords(run, progress, ProgressInterval);
                if (AbortOnBreach && endedBy is null && sample is not null && gate.IsBreachedSoFar(run.Total!))
                {
                    endedBy = "-AbortOnBreach";
                    run.EndSchedule();
                }
                watch?.Begin(run, Cancellation);
                WriteWarnings(watch);
                if (disruption?.Update(run) is { } problem)
                    WriteWarning(problem);
                WriteProgress(progress.Update(run, sample));
            }
            if (run.IsOver)
                WriteRecords(run, progress, TimeSpan.MaxValue);
            WriteRows(servers?.Complete(-run.UntilCounting, Cancellation) ?? []);
        }
        finally
        {
            if (Cancellation.IsCancellationRequested)
                ShowWhatRan(run.Total);
            WriteProgress(progress.Complete());
        }
        if (run.Total is { } whole)
            Conclude(gate.Judge(LoadSummary.Of(watched.AddTo(whole))), endedBy);
        if (run.RowsMerged > 0)
            WriteWarning(string.Create(CultureInfo.InvariantCulture, $"The pipeline was slow: {run.RowsMerged:N0} rows were merged into others, which cover a longer time (IntervalSeconds). Nothing was lost."));
        if (run.RecordsDropped > 0)
            WriteWarning(string.Create(CultureInfo.InvariantCulture, $"{run.RecordsDropped:N0} connection records were dropped because the pipeline was too slow. The load was not slowed down."));

        void WriteRows(IReadOnlyList<LoadSample> rows)
        {
            foreach (LoadSample row in rows)
            {
                watched.Add(row);
                metrics?.Add(row);
                if (!PerConnection)
                    Write(Shown(row), progress);
            }
        }
    }

    /// <summary>Makes PowerShell compile the code that rows need, before the first connection is due.</summary>
    private void Prepare(LoadPlan plan)
    {
        // Rows that go nowhere become a table; of what else there is, nearly all reads their properties, as a CSV file does.
        string destination = IsLast ? "Out-String -Stream" : "ConvertTo-Csv";
        var script = ScriptBlock.Create($@"Microsoft.PowerShell.Utility\{destination} | Microsoft.PowerShell.Core\Out-Null");
        using SteppablePipeline pipeline = script.GetSteppablePipeline();
        var progress = new LoadProgress(plan, TargetName, stopKey: null);
        pipeline.Begin(expectInput: true);
        JitWarmUp.EnsureDone(
            (run, row) =>
            {
                pipeline.Process(
                    PerConnection && run.TryTakeRecord(out ConnectionRecord? record) ? PSObject.AsPSObject(record) : Shown(row));
                WriteProgress(progress.Prepare(run, row));
            },
            Cancellation);
        pipeline.End();
    }

    /// <summary>Writes the records that there are, for a while: a pipeline that is slower than the load must not keep the load from being
    /// looked after.</summary>
    private void WriteRecords(LoadRun run, LoadProgress progress, TimeSpan limit)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < limit && run.TryTakeRecord(out ConnectionRecord? record))
            Write(record, progress);
    }

    /// <summary>Whether someone else than the user has ordered the schedule to end.</summary>
    private protected virtual bool IsOrderedToEnd => false;

    /// <summary>A row as it is written.</summary>
    private protected virtual object Shown(LoadSample row) =>
        (IncludeHistogram ? row : row.WithoutHistograms()).With(RowView.Of(Plan, Watch || ServerSession.Length > 0));

    /// <summary>Writes an object where there is no progress line. At a terminal, PowerShell would take the line away for the object and
    /// draw it again below, asking where the cursor is, and can hang when Ctrl+C comes meanwhile
    /// (https://github.com/PowerShell/PowerShell/issues/12814).</summary>
    private void Write(object output, LoadProgress progress)
    {
        if (progress.IsShown)
            WriteProgress(progress.Complete());
        WriteObject(output);
    }

    private void WriteWarnings(LoadWatch? watch)
    {
        foreach (string warning in watch?.TakeWarnings() ?? [])
            WriteWarning(warning);
    }

    private void Conclude(LoadSummary summary, string? endedBy)
    {
        foreach (string finding in RunFindings.Of(summary))
            WriteWarning(finding);
        if (endedBy is not null)
            WriteWarning(string.Create(CultureInfo.InvariantCulture, $"The load was ended after {summary.Seconds} s ({endedBy})."));
        ShowBelowRows(SummaryText.Of(summary));
        foreach (ErrorRecord error in LoadGate.ErrorsOf(summary))
            WriteError(error);
    }

    /// <summary>Shows the summary of a load that is being stopped: the host takes it, where the pipeline takes nothing any more.</summary>
    private void ShowWhatRan(LoadSample? whole)
    {
        if (!IsTypedAndLast || whole is null)
            return;
        foreach (string line in SummaryText.Of(LoadSummary.Of(whole)))
            Host.UI.WriteLine(line);
    }
}
