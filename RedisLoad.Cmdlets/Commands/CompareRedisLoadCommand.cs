using System.Globalization;
using System.Management.Automation;
using RedisLoad.Results;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>Holds a load against an earlier one, figure by figure, and tells a change from noise.</summary>
/// <remarks>
/// <para>Takes rows of Start-RedisLoad, as they come or from Import-Csv, and writes a row for each figure: rate, failed and dropped shares, response, service and
/// connect times, with both values, the change, and the noise: the change that there may be between two runs of the same thing.</para>
/// <para>The noise comes from each run's own rows and from its schedule lag, which measures how long the load's host takes to wake up. Times and rates are those of the
/// quiet rows, the best tenth, because what else the machines do only ever makes rows slower. Runs of five rows or more are needed for it, and ten are better; give both the same rate.</para>
/// <para>With -FailOnRegression each figure that is worse by more than the noise and by more than the given share is a non-terminating error.</para>
/// <para>Where the load generator was a bottleneck in a run, a warning says so, and only medians are judged.</para>
/// </remarks>
/// <example>
/// <code>Start-RedisLoad -Cps 2000 -Duration 20 | Tee-Object -Variable new | Compare-RedisLoad (Import-Csv baseline.csv)</code>
/// <para>Loads a server and shows what has changed since the rows in baseline.csv were kept (Start-RedisLoad -IncludeHistogram | Export-Csv baseline.csv).</para>
/// </example>
/// <example>
/// <code>Compare-RedisLoad $before $after -FailOnRegression 10% -ErrorAction Stop</code>
/// <para>Ends a script, and so fails a build, where a figure is worse by more than 10 % and by more than the noise.</para>
/// </example>
[Cmdlet(VerbsData.Compare, "RedisLoad")]
[OutputType(typeof(MetricComparison))]
public sealed class CompareRedisLoadCommand : RedisLoadCommand
{
    private readonly List<LoadRow> _difference = [];

    /// <summary>Rows of the run to compare with.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public PSObject[] ReferenceObject { get; set; } = [];

    /// <summary>Rows of the run that is compared with it.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    public PSObject[] DifferenceObject { get; set; } = [];

    /// <summary>How much worse than the reference a figure may be: 10 or 10%. One that is worse by more, and by more than the noise, is an error.</summary>
    [Parameter]
    [Percent]
    public double FailOnRegression { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Read(DifferenceObject, _difference);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        List<LoadRow> reference = [];
        Read(ReferenceObject, reference);
        if (reference.Count == 0 || _difference.Count == 0)
        {
            string side = reference.Count == 0 ? nameof(ReferenceObject) : nameof(DifferenceObject);
            Throw(new InvalidOperationException($"-{side}: there are no rows to compare."), "NoRows", ErrorCategory.InvalidData, null);
        }

        WriteWarnings(reference);
        IReadOnlyList<MetricComparison> compared = RunComparison.Compare(reference, _difference, FailOnRegression);
        WriteObject(compared, enumerateCollection: true);
        if (!MyInvocation.BoundParameters.ContainsKey(nameof(FailOnRegression)))
            return;
        foreach (MetricComparison regression in compared.Where(metric => metric.IsRegression))
            WriteError(new ErrorRecord(new InvalidOperationException($"{regression}."), "Regression", ErrorCategory.LimitsExceeded, regression));
    }

    private void Read(PSObject[] input, List<LoadRow> rows)
    {
        try
        {
            foreach (PSObject row in input)
                rows.Add(LoadRows.Read(row, rows.LastOrDefault()));
        }
        catch (LoadRowException exception)
        {
            Throw(exception, "InvalidRow", ErrorCategory.InvalidData, exception.Value);
        }
    }

    private void WriteWarnings(List<LoadRow> reference)
    {
        var before = LoadSummary.Of(reference);
        var after = LoadSummary.Of(_difference);
        foreach ((string name, LoadSummary run) in new[] { ("reference", before), ("difference", after) })
        {
            if (run.Rows < RunComparison.FewestRows)
                WriteWarning($"The {name} has {run.Rows} rows: nothing is known of its noise. Compare runs of {RunComparison.FewestRows} rows or more.");
            if (RunComparison.IsDisturbed(run))
                WriteWarning($"The {name} holds delays of the load generator's own, and so only medians are judged. {run.Evidence[0]}");
        }
        if (before.TargetCps is { } was && after.TargetCps is { } now && Math.Abs(now - was) > was / 100)
            WriteWarning(string.Create(CultureInfo.InvariantCulture, $"The runs were asked for different rates, {was:N1} and {now:N1} connections a second: times at one say little of times at the other."));
    }
}
