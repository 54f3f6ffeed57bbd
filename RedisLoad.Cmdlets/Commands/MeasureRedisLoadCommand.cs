using System.Management.Automation;
using RedisLoad.Cmdlets.Completion;
using RedisLoad.Results;
using RedisLoad.Rows;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>Summarizes the rows of one or several loads, with exact percentiles and a verdict.</summary>
/// <remarks>
/// <para>Takes rows of Start-RedisLoad, directly or from Import-Csv, a job, or another host, and writes one LoadSummary: totals, the
/// achieved rate beside the target, failures by kind and cause, and the percentiles of response, service, and connect time and of the
/// schedule lag.</para>
/// <para>Percentiles cover all connections: histograms are added, and percentiles are never averaged. Rows have their histograms as
/// columns, also from a file or another host. Without these columns, the summary has no percentiles and says so.</para>
/// <para>Rates are counts over the time in which at least one run was active: the rates of concurrent runs add up, those of consecutive
/// runs do not.</para>
/// <para>With rows of several load generators (Start-RedisLoad -PerGenerator, or -Share), each of them is judged, and Evidence names the
/// one that was the bottleneck. -PerGenerator also writes the summary of each.</para>
/// <para>With -Threshold, the summary shows the result of each threshold (Thresholds, Passed), and each that is not met is a
/// non-terminating error.</para>
/// <para>Verdict says whom the figures describe, and Evidence gives the reasons:</para>
/// <list type="bullet">
/// <item><term>Valid</term><description>the load ran as planned, and the server kept up.</description></item>
/// <item><term>ServerSlow</term><description>the server did not keep up: connections were dropped or timed out, or the slowest 1 % waited
/// over 100 ms for it.</description></item>
/// <item><term>ServerFailing</term><description>the server refused or closed over 0.1 % of the connections, or replied with
/// errors.</description></item>
/// <item><term>PathFailing</term><description>the server could not be reached over the network.</description></item>
/// <item><term>AccessDenied</term><description>the server rejected the password or a certificate, or the user lacks
/// permissions.</description></item>
/// <item><term>GeneratorBottleneck</term><description>the load generator was too slow, paused, or ran short of ports: the figures include
/// its own delays.</description></item>
/// <item><term>HostLimited</term><description>connections failed on the load host for lack of ports, files, or memory: the run says
/// nothing about the server.</description></item>
/// <item><term>PlanLimited</term><description>-MaxOpen or -PoolSize was too low for the plan itself, and connections were
/// dropped.</description></item>
/// <item><term>PartMissing</term><description>one of several load generators was lost, or its rows are missing.</description></item>
/// <item><term>NothingMeasured</term><description>no connection has ended.</description></item>
/// </list>
/// </remarks>
/// <example>
/// <code>Start-RedisLoad -Cps 8000 -Duration 20 | Measure-RedisLoad</code>
/// <para>Loads the Redis server at localhost:6379, and shows the summary.</para>
/// </example>
/// <example>
/// <code>Start-RedisLoad -Cps 8000 -Duration 20 | Export-Csv load.csv
/// Import-Csv load.csv | Measure-RedisLoad</code>
/// <para>Saves one row per second, and summarizes the rows later, with the same result.</para>
/// </example>
/// <example>
/// <code>Invoke-Command -ComputerName one, two { Start-RedisLoad -ComputerName redis -Cps 8000 -Duration 20 } |
/// Measure-RedisLoad</code>
/// <para>Loads a server from two hosts at once with 16,000 connections per second in total, and summarizes both.</para>
/// </example>
/// <example>
/// <code>Start-RedisLoad -Cps 8000 -Duration 20 -Processes 2 -PerGenerator | Measure-RedisLoad -PerGenerator</code>
/// <para>Loads a server from two processes, and shows a table of them and of both together, each with its verdict.</para>
/// </example>
/// <example>
/// <code>Import-Csv load.csv |
/// Measure-RedisLoad -Threshold 'ResponseP99Ms &lt; 5', 'FailureRate &lt; 0.1%', 'Cps &gt; 7900' -ErrorAction Stop</code>
/// <para>Ends a script, and so fails a build, if a threshold is not met.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Measure, "RedisLoad", HelpUri = HelpPages.Folder + "Measure-RedisLoad.md")]
[OutputType(typeof(LoadSummary))]
public sealed class MeasureRedisLoadCommand : RedisLoadCommand
{
    private readonly List<LoadSample> _rows = [];
    private bool _isDone;
    private LoadGate _gate = LoadGate.Parse([]);

    /// <summary>Rows of Start-RedisLoad, as they come, or from Import-Csv, Import-Clixml, ConvertFrom-Json, a job, or another
    /// host.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>Limits that the runs must meet: a metric, a comparison (&lt;, &lt;=, &gt;, &gt;=, or ==), and a number with a unit (us, ms,
    /// s, %), which can be omitted if the name of the metric has it: 'ResponseP99Ms &lt; 5', 'FailureRate &lt; 0.1%', 'Cps &gt; 7900'. A
    /// metric is any number of the summary. A metric without a value does not pass.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ThresholdCompleter))]
    public string[] Threshold { get; set; } = [];

    /// <summary>Also writes a summary of each load generator, with its own verdict, before that of all. The rows must be those of each
    /// (Start-RedisLoad -PerGenerator, or -Share). Thresholds apply to the summary of all.</summary>
    [Parameter]
    public SwitchParameter PerGenerator { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            _gate = LoadGate.Parse(Threshold);
        }
        catch (ThresholdException exception)
        {
            Throw(exception);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject input in InputObject)
        {
            try
            {
                _rows.Add(input);
            }
            catch (LoadRowException exception)
            {
                Throw(exception, "InvalidRow", ErrorCategory.InvalidData, input);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // As Measure-Object: of nothing there is nothing to say. But nothing holds no limit.
        if (_rows.Count == 0)
        {
            if (Threshold.Length > 0)
                Throw(
                    new InvalidOperationException("-Threshold: there are no rows to compare with it."), "NoRows", ErrorCategory.InvalidData,
                    null);
            return;
        }
        LoadSummary summary = _gate.Judge(AddUp());
        _isDone = true;
        if (PerGenerator)
            WriteGenerators(summary);
        else
            WriteObject(summary);
        foreach (ErrorRecord error in LoadGate.ErrorsOf(summary))
            WriteError(error);
    }

    private void WriteGenerators(LoadSummary summary)
    {
        IReadOnlyList<LoadSummary> generators = summary.GetGenerators();
        if (generators.Count == 0 && summary.Generators > 1)
        {
            WriteWarning(
                $"The rows are sums over {summary.Generators} load generators, and show nothing of each. "
                + "Use the rows of Start-RedisLoad -PerGenerator.");
        }
        string? view = generators.Count == 0 ? null : RowView.PerGenerator;
        foreach (LoadSummary each in generators.Append(summary))
            WriteObject(each.With(view));
    }

    private LoadSummary AddUp()
    {
        try
        {
            return LoadSummary.Of(_rows);
        }
        catch (LoadRowException exception)
        {
            Throw(exception, "InvalidRow", ErrorCategory.InvalidData, exception.Value);
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>The host takes the summary, where the pipeline takes nothing any more.</remarks>
    protected override void OnStopped()
    {
        if (_isDone || _rows.Count == 0 || !IsTyped)
            return;
        foreach (string line in SummaryText.Of(LoadSummary.Of(_rows)))
            Host.UI.WriteLine(line);
    }
}
