using System.Globalization;
using System.Management.Automation;
using RedisLoad.Cmdlets.Parameters;
using RedisLoad.Results;
using RedisLoad.Rows;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>Compares two loads, metric by metric, and reports which differences exceed the noise.</summary>
/// <remarks>
/// <para>Takes rows of Start-RedisLoad, directly or from Import-Csv, and writes one row per metric: rate, failed and dropped shares, and
/// response, service, and connect times, with both values, the change, and the noise, which is the change to expect between two runs of
/// the same load.</para>
/// <para>The noise is estimated from the rows of each run and from its schedule lag, which measures how long the load host takes to wake
/// up. Times and rates are those of the quiet rows, the fastest tenth, because other work on the hosts only makes rows slower. Use runs of
/// at least five rows, better ten, with the same rate.</para>
/// <para>With -FailOnRegression, each metric that is worse by more than the noise and by more than the given share is a non-terminating
/// error.</para>
/// <para>A run cannot be judged if connections failed on the load host, if the load generator left connections unstarted or searched for
/// local ports, or if it has fewer than three rows: a warning gives the reason, and with -FailOnRegression an error (NotComparable).
/// Repeat such a run. On a busy host the schedule lag is greater, and so is the noise.</para>
/// </remarks>
/// <example>
/// <code>Start-RedisLoad -Cps 2000 -Duration 20 | Tee-Object -Variable new | Compare-RedisLoad (Import-Csv baseline.csv)</code>
/// <para>Loads a server and shows what has changed since the rows in baseline.csv were saved (Start-RedisLoad | Export-Csv
/// baseline.csv).</para>
/// </example>
/// <example>
/// <code>Compare-RedisLoad $before $after -FailOnRegression 10% -ErrorAction Stop</code>
/// <para>Ends a script, and so fails a build, if a metric is worse by more than 10 % and by more than the noise.</para>
/// </example>
[Cmdlet(VerbsData.Compare, "RedisLoad", HelpUri = HelpPages.Folder + "Compare-RedisLoad.md")]
[OutputType(typeof(MetricComparison))]
public sealed class CompareRedisLoadCommand : RedisLoadCommand
{
    private readonly List<LoadSample> _difference = [];

    /// <summary>Rows of the run to compare with, from Start-RedisLoad or Import-Csv. Rows of several runs improve the estimate of the
    /// noise.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public PSObject[] ReferenceObject { get; set; } = [];

    /// <summary>Rows of the run to compare, usually from the pipeline.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    public PSObject[] DifferenceObject { get; set; } = [];

    /// <summary>How much worse than the reference a metric may be, in percent: 10 or 10%. A metric that is worse by more than that, and by
    /// more than the noise, is a non-terminating error (Regression), as is a run that cannot be judged (NotComparable).</summary>
    [Parameter]
    [Percent]
    public double FailOnRegression { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Read(nameof(DifferenceObject), DifferenceObject, _difference);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        List<LoadSample> reference = [];
        Read(nameof(ReferenceObject), ReferenceObject, reference);
        if (reference.Count == 0 || _difference.Count == 0)
        {
            string side = reference.Count == 0 ? nameof(ReferenceObject) : nameof(DifferenceObject);
            Throw(new InvalidOperationException($"-{side}: there are no rows to compare."), "NoRows", ErrorCategory.InvalidData, null);
        }

        bool mayFail = MyInvocation.BoundParameters.ContainsKey(nameof(FailOnRegression));
        LoadSummary before = AddUp(nameof(ReferenceObject), reference);
        LoadSummary after = AddUp(nameof(DifferenceObject), _difference);
        WriteDoubts(before, after, mayFail);
        IReadOnlyList<MetricComparison> compared = RunComparison.Compare(reference, _difference, FailOnRegression);
        WriteObject(compared, enumerateCollection: true);
        if (!mayFail)
            return;
        foreach (MetricComparison regression in compared.Where(metric => metric.IsRegression))
            WriteError(
                new ErrorRecord(new InvalidOperationException($"{regression}."), "Regression", ErrorCategory.LimitsExceeded, regression));
    }

    private void Read(string parameter, PSObject[] input, List<LoadSample> rows)
    {
        try
        {
            foreach (PSObject row in input)
                rows.Add(row);
        }
        catch (LoadRowException exception)
        {
            Throw(
                new LoadRowException(exception.Column, exception.Value, $"-{parameter}: {exception.Message}"), "InvalidRow",
                ErrorCategory.InvalidData, exception.Value);
        }
    }

    private LoadSummary AddUp(string parameter, List<LoadSample> rows)
    {
        try
        {
            return LoadSummary.Of(rows);
        }
        catch (LoadRowException exception)
        {
            Throw(
                new LoadRowException(exception.Column, exception.Value, $"-{parameter}: {exception.Message}"), "InvalidRow",
                ErrorCategory.InvalidData, exception.Value);
            throw;
        }
    }

    private void WriteDoubts(LoadSummary before, LoadSummary after, bool mayFail)
    {
        foreach ((string name, LoadSummary run) in new[] { ("reference", before), ("difference", after) })
        {
            string doubts = string.Join(", ", RunComparison.Doubts(run));
            if (doubts.Length > 0)
                WriteDoubt($"The {name} cannot be judged: {doubts}. Run it again.", run, mayFail);
        }
        if (before.TargetCps is { } was && after.TargetCps is { } now && Math.Abs(now - was) > was / 100)
            WriteWarning(string.Create(CultureInfo.InvariantCulture, $"The runs had different target rates, {was:N1} and {now:N1} connections per second: their times are hardly comparable."));
    }

    /// <summary>A run that cannot be judged does not pass: with -FailOnRegression, it is an error.</summary>
    private void WriteDoubt(string text, LoadSummary run, bool mayFail)
    {
        if (mayFail)
            WriteError(new ErrorRecord(new InvalidOperationException(text), "NotComparable", ErrorCategory.InvalidResult, run));
        else
            WriteWarning(text);
    }
}
