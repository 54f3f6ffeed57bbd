using System.Collections;
using System.Globalization;
using System.Management.Automation;
using RedisLoad.Limits;
using RedisLoad.Load;
using RedisLoad.Pacing;
using RedisLoad.Results;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>Finds the highest rate of new connections at which a server holds given limits.</summary>
/// <remarks>
/// <para>Loads the server as Start-RedisLoad does, at -From connections a second, then twice as many, and so on, until a load does not hold every -Threshold or -To is
/// reached; then half way between, until the rate that holds and the one that does not are as near as -Resolution. A load that does not hold is repeated, and two of
/// three decide; the rate that is left has to hold once more.</para>
/// <para>Writes a LimitProbe for each load as it ends, and a LoadLimit at the end. Where a load does not hold because the load generator or its host
/// was in the way, the outcome is GeneratorCeiling: the search ends below it and says so, for it tells nothing of the server.</para>
/// <para>What the loads have in common goes into -LoadParameter, as the parameters of Start-RedisLoad.</para>
/// </remarks>
/// <example>
/// <code>Find-RedisLoadLimit -Threshold 'ResponseP99Ms &lt; 5', 'FailureRate &lt; 0.1%' -From 1000 -To 30000</code>
/// <para>Finds how many connections a second the Redis at localhost:6379 takes with 99 % of them done within 5 ms.</para>
/// </example>
/// <example>
/// <code>$limit = Find-RedisLoadLimit -Threshold 'ResponseP99Ms &lt; 20' -Duration 20 -LoadParameter @{ ComputerName = '10.0.0.5'; Credential = 'default'; Command = 'PING' } | Select-Object -Last 1</code>
/// <para>Asks for the password, loads another host for 20 seconds at each rate, and keeps the end of it.</para>
/// </example>
[Cmdlet(VerbsCommon.Find, "RedisLoadLimit", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(LimitProbe), typeof(LoadLimit))]
public sealed class FindRedisLoadLimitCommand : RedisLoadCommand
{
    private const int MostConfirmations = 100;

    /// <summary>What the search itself gives to each load, or what would keep a load from being one at a rate.</summary>
    private static readonly string[] s_own =
    [
        "Cps", "Duration", "durs", "Count", "Saturate", "Gap", "gaps", "RampTo", "RampTime", "Step", "StepTime",
        "Threshold", "AbortOnBreach", "IncludeHistogram", "PerConnection", "WhatIf", "Confirm",
    ];

    private PowerShell? _load;

    /// <summary>Limits that a load has to hold, as those of Measure-RedisLoad: 'ResponseP99Ms &lt; 5', 'FailureRate &lt; 0.1%', 'AchievedPercent &gt; 99'.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(MetricNameCompleter))]
    public string[] Threshold { get; set; } = [];

    /// <summary>Lowest rate to test, in connections per second: a number (500, 0.5), or a number and its unit of time (500/m, 2/h). Default: 500.
    /// Range: 0.000001 to 1,000,000 per second.</summary>
    [Parameter]
    [Rate]
    public Rate From { get; set; } = 500;

    /// <summary>Highest rate to test, in connections per second. Same form and range as -From. Default: 50,000.</summary>
    [Parameter]
    [Rate]
    public Rate To { get; set; } = 50_000;

    /// <summary>Duration of each load: seconds, units (500ms, 1m30s), or a TimeSpan. Default: 10 seconds.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan Duration { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How near the rate that holds and the one that does not are at the end, in percent: 5 or 5%, as when left out.</summary>
    [Parameter]
    [Percent]
    public double Resolution { get; set; } = 5;

    /// <summary>How often the rate that is found has to hold once more. Once when left out.</summary>
    [Parameter]
    [WholeNumber<int>]
    public int Confirmations { get; set; } = 1;

    /// <summary>The other parameters of Start-RedisLoad, for every load: @{ ComputerName = '10.0.0.5'; Command = 'PING' }. One second of -WarmUp when they have none.</summary>
    [Parameter]
    public Hashtable LoadParameter { get; set; } = [];

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            Validate();
            var gate = LoadGate.Parse(Threshold);
            if (ShouldProcess("Start-RedisLoad", string.Create(CultureInfo.InvariantCulture, $"search for the limit between {From} and {To} connections a second, {Duration.TotalSeconds} s each")))
                Search(gate);
        }
        catch (ThresholdException exception)
        {
            ThrowTerminatingError(LoadGate.ErrorOf(exception));
        }
        catch (PlanException exception)
        {
            Throw(exception, exception.Problem.ToString(), PlanErrors.CategoryOf(exception.Problem), exception.Value);
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        base.StopProcessing();
        _load?.Stop();
    }

    private void Validate()
    {
        Bounds.Require(nameof(From), From);
        Bounds.Require(nameof(To), To);
        if (To < From)
            throw new PlanException(PlanProblem.ValueOutOfRange, nameof(To), To.PerSecond, $"{To} is less than -From ({From}).");
        Bounds.Require(nameof(Confirmations), Confirmations, 0, MostConfirmations);
        foreach (string name in LoadParameter.Keys.Cast<object>().Select(key => key.ToString()!))
        {
            if (s_own.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw new PlanException(PlanProblem.ValuesConflict, nameof(LoadParameter), name, $"{name} belongs to the search. Its loads are each at one rate for one time, and judged by their rows. Give -From, -To, -Duration and -Threshold to Find-RedisLoadLimit itself, and leave it out here.");
        }
    }

    private void Search(LoadGate gate)
    {
        var search = new LimitSearch(From, To, Resolution / 100, Confirmations);
        var history = new List<(Rate Rate, ProbeOutcome Outcome)>();
        while (search.Next(history) is { } rate)
        {
            WriteVerbose(string.Create(CultureInfo.InvariantCulture, $"Load {history.Count + 1}: {rate} connections a second."));
            var probe = new LimitProbe(history.Count + 1, rate, gate.Judge(Load(rate)));
            history.Add((rate, probe.Outcome));
            WriteObject(probe);
        }
        WriteObject(LimitSearch.Conclude(history));
    }

    /// <summary>One load, by Start-RedisLoad itself.</summary>
    private LoadSummary Load(Rate rate)
    {
        using var load = PowerShell.Create(RunspaceMode.CurrentRunspace);
        load.AddCommand($"{MyInvocation.MyCommand.ModuleName}\\Start-RedisLoad");
        if (!LoadParameter.Cast<DictionaryEntry>().Any(entry => nameof(LoadPlan.WarmUp).Equals(entry.Key.ToString(), StringComparison.OrdinalIgnoreCase)))
            load.AddParameter(nameof(LoadPlan.WarmUp), TimeSpan.FromSeconds(1));
        load.AddParameters(LoadParameter)
            .AddParameter(nameof(LoadPlan.Cps), rate)
            .AddParameter(nameof(LoadPlan.Duration), Duration)
            .AddParameter("WarningAction", ActionPreference.SilentlyContinue)
            .AddParameter("InformationAction", ActionPreference.Ignore);
        load.Streams.Progress.DataAdded += (_, added) => WriteProgress(load.Streams.Progress[added.Index]);
        _load = load;
        try
        {
            List<LoadRow> rows = [.. load.Invoke().Select(row => LoadRows.Read(row, previous: null))];
            Cancellation.ThrowIfCancellationRequested();
            return LoadSummary.Of(rows);
        }
        catch (RuntimeException exception) when (exception is not PipelineStoppedException)
        {
            ThrowTerminatingError(exception.ErrorRecord);
            throw;
        }
        finally
        {
            _load = null;
        }
    }
}
