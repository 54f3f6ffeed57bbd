using System.Management.Automation;
using RedisLoad.Cmdlets.Completion;
using RedisLoad.Cmdlets.Parameters;
using RedisLoad.Parameters;
using RedisLoad.Redis;
using RedisLoad.Reporting;
using RedisLoad.Results;
using RedisLoad.Rows;
using RedisLoad.Watch;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>Creates an HTML report from the rows of a load: verdict, figures, charts, and environment.</summary>
/// <remarks>
/// <para>The page shows the test plan, the verdict with its evidence, the summary, and the failures; charts of the rate, the response
/// times and their distribution, failures by kind, open connections, and the schedule lag; and the host on which it was made. It is a
/// single file that loads nothing and runs no script, follows the browser's light or dark setting, can be read on a phone, and offers each
/// chart as a table.</para>
/// <para>Takes rows of Start-RedisLoad directly, or from Import-Csv, Import-Clixml, a job, or another host. Only rows that come directly
/// have the full test plan.</para>
/// <para>With rows of Watch-RedisConnections, in the same pipeline or in -Snapshot, there are also charts of sockets by state, the accept
/// queue, and kernel counters.</para>
/// <para>With rows of several load generators (Start-RedisLoad -PerGenerator, or -Share), there are also a table with the verdict of each,
/// and a small chart of its schedule lag.</para>
/// <para>The page contains the names of hosts and commands, but no passwords and no command arguments.</para>
/// </remarks>
/// <example>
/// <code>Start-RedisLoad -Cps 8000 -Duration 20 | Export-RedisLoadReport report.html</code>
/// <para>Loads the Redis server at localhost:6379, and creates a report.</para>
/// </example>
/// <example>
/// <code>Import-Csv load.csv | Export-RedisLoadReport report.html -Snapshot (Import-Csv connections.csv) -Title 'Before the move'</code>
/// <para>Creates a report from saved rows of a load and of a watch.</para>
/// </example>
/// <example>
/// <code>Start-RedisLoad -ComputerName redis -Cps 8000 -Duration 20 | Export-RedisLoadReport report.html -Redis redis:6379 -PassThru</code>
/// <para>Also queries the server's version and settings, and returns the file as an object.</para>
/// </example>
[Cmdlet(
    VerbsData.Export, "RedisLoadReport", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low,
    HelpUri = HelpPages.Folder + "Export-RedisLoadReport.md")]
[OutputType(typeof(FileInfo))]
public sealed class ExportRedisLoadReportCommand : SecureCommand
{
    private readonly List<LoadSample> _rows = [];
    private readonly List<LoadSample> _baseline = [];
    private LoadGate? _gate;
    private bool _isDone;
    private readonly List<ConnectionSnapshot> _snapshots = [];
    private ReportFile? _file;
    private RedisEndPoint? _redis;

    /// <summary>File to write. An existing file is replaced when the page is complete.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("FilePath")]
    public string Path { get; set; } = string.Empty;

    /// <summary>Rows of Start-RedisLoad and Watch-RedisConnections, as they come, or from Import-Csv, Import-Clixml, ConvertFrom-Json, a
    /// job, or another host.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>Rows of Watch-RedisConnections, if they are not in -InputObject.</summary>
    [Parameter]
    public PSObject[] Snapshot { get; set; } = [];

    /// <summary>Limits to show on the page, met or not, as in Measure-RedisLoad: 'ResponseP99Ms &lt; 5', 'FailureRate &lt; 0.1%'. A limit
    /// that is not met is not an error here.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ThresholdCompleter))]
    public string[] Threshold { get; set; } = [];

    /// <summary>Rows of an earlier run, from Start-RedisLoad or Import-Csv, to show beside this one: its rate and response time in the
    /// charts, and a table of what changed, as Compare-RedisLoad judges it.</summary>
    [Parameter]
    public PSObject[] Baseline { get; set; } = [];

    /// <summary>Title of the page. Default: Redis connection load.</summary>
    [Parameter]
    public string Title { get; set; } = "Redis connection load";

    /// <summary>Redis to ask about itself when the page is made, as a host, host:port, or URI: its version and mode are shown on the page.
    /// Default: none.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ServerCompleter))]
    public string? Redis { get; set; }

    /// <summary>Also replaces a read-only file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Does not replace an existing file.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Writes the file as an object.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // Now, and not after the load.
        try
        {
            _redis = ControlParameter.EndPointOf(this, Redis, Security);
            _gate = LoadGate.Parse(Threshold);
            _file = ReportFile.At(GetUnresolvedProviderPathFromPSPath(Path), Path, NoClobber, Force);
        }
        catch (ThresholdException exception)
        {
            Throw(exception);
        }
        catch (PlanException exception)
        {
            Throw(exception);
        }
        catch (IOException exception)
        {
            Throw(
                exception, "FileNotWritable",
                exception is DirectoryNotFoundException ? ErrorCategory.ObjectNotFound : ErrorCategory.ResourceExists, Path);
        }
        catch (UnauthorizedAccessException exception)
        {
            Throw(exception, "FileReadOnly", ErrorCategory.PermissionDenied, Path);
        }
        foreach (PSObject row in Baseline)
            AddRow(row, _baseline, $"-{nameof(Baseline)}: ");
        foreach (PSObject snapshot in Snapshot)
            AddSnapshot(snapshot, LoadRows.ColumnsOf(snapshot));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject input in InputObject)
        {
            Func<string, object?> columns = LoadRows.ColumnsOf(input);
            if (input.BaseObject is ConnectionSnapshot || new ConnectionSnapshotReader(columns).IsSnapshot)
                AddSnapshot(input, columns);
            else
                AddRow(input, _rows);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_rows.Count == 0)
            Throw(
                new InvalidOperationException("There are no rows from Start-RedisLoad for a report."), "NoRows",
                ErrorCategory.InvalidData, null);
        if (!ShouldProcess(_file!.Path, $"write the report of {_rows.Count} rows and {_snapshots.Count} snapshots"))
            return;
        _isDone = true;
        try
        {
            Write(CreateReport() with { Redis = AskRedis() });
        }
        catch (RedisControlException exception)
        {
            ThrowOfRedis(exception, nameof(Redis));
        }
        catch (OperationCanceledException) when (Cancellation.IsCancellationRequested)
        {
            // The pipeline is being stopped: nobody is left to be told.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Throw(exception, "FileNotWritable", ErrorCategory.WriteError, _file.Path);
        }
        if (PassThru)
            WriteObject(InvokeProvider.Item.Get([_file.Path], force: true, literalPath: true), enumerateCollection: true);
    }

    /// <inheritdoc/>
    /// <remarks>A report of what came so far is better than none, unless it was to be asked about first.</remarks>
    protected override void OnStopped()
    {
        bool isAsking = MyInvocation.BoundParameters.Any(
            parameter => parameter.Key is "WhatIf" or "Confirm" && parameter.Value is SwitchParameter { IsPresent: true })
            || LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));
        if (_isDone || isAsking || _rows.Count == 0)
            return;
        try
        {
            Write(CreateReport());
            if (IsTyped)
                Host.UI.WriteLine($"The report of the rows so far is in {_file!.Path}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Host.UI.WriteErrorLine(exception.Message);
        }
    }

    private LoadReport CreateReport() => new()
    {
        Title = Title,
        MadeAt = DateTimeOffset.Now,
        Rows = _rows,
        Baseline = _baseline,
        Summary = AddUp(),
        Snapshots = _snapshots,
        Host = ReportFacts.OfHost(),
        Settings = ReportFacts.OfSettings(),
    };

    private LoadSummary AddUp()
    {
        try
        {
            return _gate!.Judge(LoadSummary.Of(_rows));
        }
        catch (LoadRowException exception)
        {
            Throw(exception, "InvalidRow", ErrorCategory.InvalidData, exception.Value);
            throw;
        }
    }

    private void Write(LoadReport report) => _file!.Write(output => DependencyContext.Report.Write(report, output));

    private IReadOnlyList<ReportFact> AskRedis()
    {
        if (_redis is null)
            return [];
        using RedisControl redis = ControlParameter.Connect(_redis, Cancellation);
        return ReportFacts.OfRedisAsync(redis, $"{_redis}", Cancellation).GetAwaiter().GetResult();
    }

    private void AddRow(PSObject input, List<LoadSample> rows, string prefix = "")
    {
        try
        {
            rows.Add(input);
        }
        catch (LoadRowException exception)
        {
            Throw(
                new LoadRowException(exception.Column, exception.Value, $"{prefix}{exception.Message}"), "InvalidRow",
                ErrorCategory.InvalidData, input);
        }
    }

    private void AddSnapshot(PSObject input, Func<string, object?> columns)
    {
        try
        {
            _snapshots.Add(input.BaseObject as ConnectionSnapshot ?? new ConnectionSnapshotReader(columns).Read());
        }
        catch (FormatException exception)
        {
            Throw(exception, "InvalidSnapshot", ErrorCategory.InvalidData, input);
        }
    }
}
