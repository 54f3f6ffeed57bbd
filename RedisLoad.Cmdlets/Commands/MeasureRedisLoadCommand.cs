using System.Management.Automation;
using RedisLoad.Cmdlets.Completion;
using RedisLoad.Results;
using RedisLoad.Rows;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>Adds the rows of one load or several up to one summary, with exact percentiles and a verdict.</summary>
/// <remarks>
/// <para>Takes rows of Start-RedisLoad: as they come, or from Import-Csv, a job or another host. It writes one LoadSummary: totals, the
/// achieved rate beside the one that was asked for, failures by kind and by whose fault, and response, service and connect times and the
/// schedule lag apart.</para>
/// <para>Percentiles are those over all connections: histograms are added, percentiles never averaged. Rows bring their
/// histograms with them as columns, also from a file or another host. Where these columns were left out, the summary has no percentiles and
/// says so.</para>
/// <para>Rates are counts over the time in which at least one run was running: the rates of runs side by side add up, those of runs one
/// after another do not.</para>
/// <para>With -Threshold the summary says how the runs stand to each limit (Thresholds, Passed), and each that does not hold is a
/// non-terminating error.</para>
/// <para>Verdict says what the run is worth, and Evidence why, in words:</para>
/// <list type="bullet">
/// <item><term>Valid</term><description>the load was as it was asked for, and the server kept up.</description></item>
/// <item><term>ServerSlow</term><description>the server did not keep up: connections were dropped or timed out, or one in a hundred waited
/// over 100 ms for it.</description></item>
/// <item><term>ServerFailing</term><description>over 0.1 % of the connections were turned away, broken off or answered with an error by the
/// server.</description></item>
/// <item><term>PathFailing</term><description>the server could not be reached over the network.</description></item>
/// <item><term>AccessDenied</term><description>the server did not take the password, or the user lacks rights.</description></item>
/// <item><term>GeneratorBottleneck</term><description>the load generator was too slow, paused or was short of ports: the figures include
/// delays of its own.</description></item>
/// <item><term>HostLimited</term><description>connections failed on the load generator's host, for want of ports, files or memory: the run
/// says nothing about the server.</description></item>
/// <item><term>PlanLimited</term><description>-MaxOpen or -PoolSize was too low for the plan itself, and connections were
/// dropped.</description></item>
/// <item><term>PartMissing</term><description>a load generator of several was lost, or its rows are not here.</description></item>
/// <item><term>NothingMeasured</term><description>no connection has ended.</description></item>
/// </list>
/// </remarks>
/// <example>
/// <code>Start-RedisLoad -Cps 8000 -Duration 20 | Measure-RedisLoad</code>
/// <para>Loads the Redis at localhost:6379, and shows what it came to.</para>
/// </example>
/// <example>
/// <code>Start-RedisLoad -Cps 8000 -Duration 20 | Export-Csv load.csv
/// Import-Csv load.csv | Measure-RedisLoad</code>
/// <para>Keeps a row a second, and adds the rows up later, as exactly as at once.</para>
/// </example>
/// <example>
/// <code>Invoke-Command -ComputerName one, two { Start-RedisLoad -ComputerName redis -Cps 8000 -Duration 20 } |
/// Measure-RedisLoad</code>
/// <para>Loads a server from two hosts at once: 16,000 connections a second, and one summary of them.</para>
/// </example>
/// <example>
/// <code>Import-Csv load.csv | Measure-RedisLoad -Threshold 'ResponseP99Ms &lt; 5', 'FailureRate &lt; 0.1%', 'Cps &gt; 7900' -ErrorAction
/// Stop</code>
/// <para>Ends a script, and so fails a build, where a limit does not hold.</para>
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
        WriteObject(summary);
        foreach (ErrorRecord error in LoadGate.ErrorsOf(summary))
            WriteError(error);
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
