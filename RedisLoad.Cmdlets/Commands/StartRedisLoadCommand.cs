using System.Globalization;
using System.Management.Automation;
using System.Net;
using RedisLoad.Load;
using RedisLoad.Results;
using RedisLoad.Target;
using RedisLoad.Watch;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>Loads a Redis server with new connections at an even rate, and reports every interval what became of them.</summary>
/// <remarks>
/// <para>Opens -Cps connections a second for -Duration, each when it is due, whether or not earlier ones have ended (open loop): a slow server
/// does not slow the load. Each connection sends PING, GET foo and SET foo, or -Command, each after the reply to the one before, and ends with
/// a reset, which leaves no TIME_WAIT. Without -Command the load writes the key foo.</para>
/// <para>One LoadSample is written each interval while the load runs. Response times count from the moment a connection was due. A failed
/// connection is counted by its kind and never ends the run.</para>
/// <para>Before the load, one connection goes through the same session, and a server that cannot be loaded is reported as an error (-Force
/// leaves it out). After it, a warning says if failures were of this host's making, or if the load generator was a bottleneck.</para>
/// </remarks>
/// <example>
/// <code>Start-RedisLoad -Cps 8000 -Duration 20 | Export-Csv load.csv</code>
/// <para>Loads the Redis at localhost:6379 with 8,000 connections a second for 20 seconds, and keeps a row a second.</para>
/// </example>
/// <example>
/// <code>Start-RedisLoad -ComputerName 10.0.0.5 -Cps 2000 -Duration 5m -Credential default | Where-Object Failed -gt 0</code>
/// <para>Asks for the password, loads a server for five minutes, and shows the seconds in which connections failed.</para>
/// </example>
/// <example>
/// <code>Start-RedisLoad -Saturate -Command PING -Duration 10 | Measure-Object Cps -Average</code>
/// <para>Keeps 50 connections going, each with one PING: how many a second the server and this host can do at most.</para>
/// </example>
/// <example>
/// <code>Start-RedisLoad -BuiltInTarget -Cps 8000 -Duration 10</code>
/// <para>A control run: the same load against a small server in this process shows what the load generator itself can do on this host.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Start, "RedisLoad", DefaultParameterSetName = ServerSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(LoadSample))]
public sealed class StartRedisLoadCommand : RedisLoadCommand
{
    private const string ServerSet = "Server";
    private const string BuiltInTargetSet = "BuiltInTarget";

    /// <summary>How long to wait for a row before the progress is brought up to date.</summary>
    private static readonly TimeSpan s_progressInterval = TimeSpan.FromMilliseconds(500);

    private LoadPlan _plan = new();
    private PSCredential? _credential;

    /// <summary>New connections a second, evenly spaced: 1 to 1,000,000. 5 when left out.</summary>
    [Parameter(Position = 0)]
    public int Cps
    {
        get => _plan.Cps;
        set => _plan = _plan with { Cps = value };
    }

    /// <summary>How long connections are opened: seconds, or a time such as 500ms, 5m or 00:05:00. 60 seconds when left out.</summary>
    [Parameter(Position = 1)]
    [Alias("durs")]
    [Seconds]
    public TimeSpan Duration
    {
        get => _plan.Duration;
        set => _plan = _plan with { Duration = value };
    }

    /// <summary>The name or address of the Redis server. localhost when left out.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [Alias("HostName", "Server")]
    public string ComputerName
    {
        get => _plan.ComputerName;
        set => _plan = _plan with { ComputerName = value };
    }

    /// <summary>The server's port: 1 to 65535. 6379 when left out.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    public int Port
    {
        get => _plan.Port;
        set => _plan = _plan with { Port = value };
    }

    /// <summary>The ACL user and password that each connection sends with AUTH. For a server with a password alone, the user name is default.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [Credential]
    public PSCredential? Credential
    {
        get => _credential;
        set
        {
            _credential = value;
            bool isGiven = value is not null && value != PSCredential.Empty;
            _plan = _plan with { Credential = isGiven ? new NetworkCredential(value!.UserName, value.Password) : null };
        }
    }

    /// <summary>What each connection sends, each command after the reply to the one before. Quoted as in redis-cli; {burst} and {client} stand for the
    /// second of the run and the connection's place in it. PING, GET foo and SET foo {burst}:{client} when left out.</summary>
    [Parameter]
    public string[] Command
    {
        get => [.. _plan.Commands];
        set => _plan = _plan with { Commands = [.. value ?? []] };
    }

    /// <summary>The number of the database that each connection selects. 0 when left out.</summary>
    [Parameter]
    public int Database
    {
        get => _plan.Database;
        set => _plan = _plan with { Database = value };
    }

    /// <summary>How many connections may be open at once. One that falls due beyond that is dropped and counted.
    /// When left out: as many as the time-outs allow at this rate, at most 9,000.</summary>
    [Parameter]
    public int MaxOpen
    {
        get => _plan.MaxOpen;
        set => _plan = _plan with { MaxOpen = value };
    }

    /// <summary>How long a connection may take to be established: up to 120 seconds. 3 seconds when left out.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan ConnectTimeout
    {
        get => _plan.ConnectTimeout;
        set => _plan = _plan with { ConnectTimeout = value };
    }

    /// <summary>How long each reply may take: up to 120 seconds. 10 seconds when left out.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan ReplyTimeout
    {
        get => _plan.ReplyTimeout;
        set => _plan = _plan with { ReplyTimeout = value };
    }

    /// <summary>How long connections are opened before those that count. None when left out.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan WarmUp
    {
        get => _plan.WarmUp;
        set => _plan = _plan with { WarmUp = value };
    }

    /// <summary>The time that each sample covers: 0.1 seconds or more. 1 second when left out.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan Interval
    {
        get => _plan.Interval;
        set => _plan = _plan with { Interval = value };
    }

    /// <summary>No schedule: keeps -MaxOpen connections going (50 when left out), each new one started when another has ended. For the highest rate that
    /// server and host can do, and for comparing with redis-benchmark. A slow server slows this load: response times are those of a closed loop.</summary>
    [Parameter]
    public SwitchParameter Saturate
    {
        get => _plan.Saturate;
        set => _plan = _plan with { Saturate = value };
    }

    /// <summary>How many threads share the load: up to one a processor. When left out: one for every 10,000 connections a second.</summary>
    [Parameter]
    public int Workers
    {
        get => _plan.Workers;
        set => _plan = _plan with { Workers = value };
    }

    /// <summary>Writes the histograms into the columns ResponseHistogram, ServiceHistogram, ConnectHistogram and LagHistogram, so that rows that come back from a file,
    /// a job or another host are added up exactly by Measure-RedisLoad.</summary>
    [Parameter]
    public SwitchParameter IncludeHistogram { get; set; }

    /// <summary>Limits that the run has to hold, as those of Measure-RedisLoad: 'ResponseP99Ms &lt; 5', 'FailureRate &lt; 0.1%', 'Cps &gt; 7900'. Each that the whole run does not
    /// hold is a non-terminating error.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(MetricNameCompleter))]
    public string[] Threshold { get; set; } = [];

    /// <summary>Ends the load when a limit of -Threshold does not hold for the rows so far, looked at with each row.</summary>
    [Parameter]
    public SwitchParameter AbortOnBreach { get; set; }

    /// <summary>Looks at the connections alongside the load, as Watch-RedisConnections does, and puts what tells most into each row: AcceptQueue, ListenOverflows,
    /// TimeWait, and ServerCps, the connections a second that the server counts itself (for which it is asked over one more connection).</summary>
    [Parameter]
    public SwitchParameter Watch { get; set; }

    /// <summary>Loads a small server inside this process in place of a Redis: a control run, which shows what the load generator itself can do.</summary>
    [Parameter(ParameterSetName = BuiltInTargetSet, Mandatory = true)]
    public SwitchParameter BuiltInTarget { get; set; }

    /// <summary>Leaves out the connection that looks at the server before the load.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            _plan.Validate();
            if (AbortOnBreach && Threshold.Length == 0)
                throw new PlanException(PlanProblem.ValuesConflict, nameof(AbortOnBreach), AbortOnBreach, "there is no limit to be breached. Give -Threshold, or leave it out.");
            var gate = LoadGate.Parse(Threshold);
            if (HostFit.Check(_plan, filesPerConnection: BuiltInTarget ? 2 : 1) is { } warning)
                WriteWarning(warning);
            if (ShouldProcess(TargetName, Describe(_plan)))
                LoadTarget(gate);
        }
        catch (ThresholdException exception)
        {
            ThrowTerminatingError(LoadGate.ErrorOf(exception));
        }
        catch (PlanException exception)
        {
            Throw(exception, exception.Problem.ToString(), PlanErrors.CategoryOf(exception.Problem), exception.Value);
        }
        catch (PreflightException exception)
        {
            Throw(exception, exception.Problem.ToString(), PreflightErrors.CategoryOf(exception.Problem), _plan.Server);
        }
        catch (WatchException exception)
        {
            Throw(exception, exception.Problem.ToString(), WatchErrors.CategoryOf(exception.Problem), exception.Value);
        }
        catch (PlatformNotSupportedException exception)
        {
            Throw(exception, "PlatformNotSupported", ErrorCategory.NotImplemented, null);
        }
        catch (OperationCanceledException) when (Cancellation.IsCancellationRequested)
        {
            // The pipeline is being stopped: nobody is left to be told.
        }
    }

    private string TargetName => BuiltInTarget ? "the built-in target" : _plan.Server;

    private static string Describe(LoadPlan plan)
    {
        FormattableString pace = plan.Saturate
            ? $"keep {plan.MaxOpen:N0} connections going for {plan.Duration.TotalSeconds} s"
            : (FormattableString)$"open {plan.Cps:N0} connections a second for {plan.Duration.TotalSeconds} s, {plan.Count:N0} in all and at most {plan.MaxOpen:N0} at once";
        return string.Create(
            CultureInfo.InvariantCulture, $"{pace.ToString(CultureInfo.InvariantCulture)}, from {plan.Workers} thread(s); each sends {string.Join(", ", plan.CommandNames)}");
    }

    private void LoadTarget(LoadGate gate)
    {
        if (!BuiltInTarget)
        {
            Load(_plan, FindServer(), gate);
            return;
        }
        using var target = TargetServer.Start(new TargetOptions());
        Load(_plan with { ComputerName = IPAddress.Loopback.ToString(), Port = target.Port }, IPAddress.Loopback, gate);
    }

    private IPAddress FindServer()
    {
        IPAddress[] addresses = Preflight.ResolveAsync(_plan, Cancellation).GetAwaiter().GetResult();
        IPAddress server = Force ? addresses[0] : Preflight.CheckAsync(_plan, addresses, Cancellation).GetAwaiter().GetResult();
        WriteVerbose($"{_plan.Server} is {server}.");
        return server;
    }

    private void Load(LoadPlan plan, IPAddress server, LoadGate gate)
    {
        using LoadWatch? watch = Watch ? LoadWatch.Start(plan, WriteWarning, Cancellation) : null;
        using var run = LoadRun.Start(plan, server, Cancellation);
        var progress = new LoadProgress(plan, TargetName);
        try
        {
            while (!run.IsOver)
            {
                TimeSpan wait = watch?.Limit(s_progressInterval, run) ?? s_progressInterval;
                if (run.TryTake(wait, out LoadSample? sample, Cancellation))
                    WriteRow(watch?.AddTo(sample, Cancellation) ?? sample);
                LoadSample? total = sample is null ? null : run.Total;
                if (AbortOnBreach && total is not null && gate.IsBreachedSoFar(total))
                    break;
                watch?.Begin(run, Cancellation);
                WriteWarnings(watch);
                WriteProgress(progress.Update(run.Elapsed, sample, total));
            }
        }
        finally
        {
            WriteProgress(progress.Complete());
        }
        if (run.Total is { } whole)
            Conclude(gate.Judge(LoadSummary.Of(whole)), isAborted: !run.IsOver);
    }

    private void WriteRow(LoadSample sample) => WriteObject(IncludeHistogram ? sample.WithHistograms() : sample);

    private void WriteWarnings(LoadWatch? watch)
    {
        foreach (string warning in watch?.TakeWarnings() ?? [])
            WriteWarning(warning);
    }

    private void Conclude(LoadSummary summary, bool isAborted)
    {
        foreach (string finding in RunFindings.Of(summary))
            WriteWarning(finding);
        if (isAborted)
            WriteWarning(string.Create(CultureInfo.InvariantCulture, $"The load was ended after {summary.Seconds} s (-AbortOnBreach)."));
        if (IsTypedAndLast)
        {
            foreach (string line in SummaryText.Of(summary))
                WriteInformation(new HostInformationMessage { Message = line }, ["PSHOST"]);
        }
        foreach (ErrorRecord error in LoadGate.ErrorsOf(summary))
            WriteError(error);
    }

    /// <summary>Whether someone typed the command and pipes its rows nowhere: then the host shows a summary below them.</summary>
    private bool IsTypedAndLast => MyInvocation.CommandOrigin == CommandOrigin.Runspace && MyInvocation.PipelinePosition == MyInvocation.PipelineLength;
}
