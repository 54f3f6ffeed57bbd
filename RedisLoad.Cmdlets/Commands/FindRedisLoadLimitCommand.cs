using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Management.Automation;
using RedisLoad.Cmdlets.Completion;
using RedisLoad.Cmdlets.Generators;
using RedisLoad.Cmdlets.Parameters;
using RedisLoad.Pacing;
using RedisLoad.Parameters;
using RedisLoad.Plan;
using RedisLoad.Results;
using RedisLoad.Rows;
using RedisLoad.Run;
using RedisLoad.Transport;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>Finds the highest rate of new connections at which a server meets given thresholds.</summary>
/// <remarks>
/// <para>Loads the server as Start-RedisLoad does, at -From connections per second, then twice as many, and so on, until a load does not
/// meet every -Threshold or -To is reached. It then bisects until the highest rate that passed and the lowest that failed are within
/// -Resolution. A failed load is repeated, and two of three decide; the resulting rate must pass once more.</para>
/// <para>Writes a LimitProbe for each load as it ends, with the state of the search after it: the last one has the limit, LimitCps. If a
/// load fails because of the load generator or its host, the outcome is GeneratorCeiling: the search ends below that rate and says so,
/// because it says nothing about the server.</para>
/// <para>Takes the parameters of Start-RedisLoad that describe a load: the servers, the commands, TLS, and the lifetime of connections.
/// They apply to every load. With -Processes or -Session, each load is shared by several load generators.</para>
/// </remarks>
/// <example>
/// <code>Find-RedisLoadLimit -Threshold 'ResponseP99Ms &lt; 5', 'FailureRate &lt; 0.1%' -From 1000 -To 30000</code>
/// <para>Finds how many connections per second the Redis server at localhost:6379 can take with 99 % of them complete within 5 ms.</para>
/// </example>
/// <example>
/// <code>$limit = Find-RedisLoadLimit 'ResponseP99Ms &lt; 20' -Duration 20 -ComputerName 10.0.0.5 -Credential default -Command PING |
/// Select-Object -Last 1</code>
/// <para>Prompts for the password, loads another host for 20 seconds at each rate, and keeps the result.</para>
/// </example>
/// <example>
/// <code>$hosts = New-PSSession -HostName load1, load2
/// Find-RedisLoadLimit 'ResponseP99Ms &lt; 5' -From 5000 -To 100000 -ComputerName redis1 -Session $hosts -InstallModule</code>
/// <para>Finds the limit of a server that one host cannot load enough: two hosts share each load, half of the rate each.</para>
/// </example>
[Cmdlet(
    VerbsCommon.Find, "RedisLoadLimit", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low,
    HelpUri = HelpPages.Folder + "Find-RedisLoadLimit.md")]
[OutputType(typeof(LimitProbe))]
public sealed class FindRedisLoadLimitCommand : LoadCommand
{
    private const int MostConfirmations = 100;

    /// <summary>Parameters that shape a schedule, apart from the rate: a search has its own schedule.</summary>
    private static readonly string[] s_shapes = ["Gap", "Count", "RampTo", "RampTime", "Step", "StepTime", "Saturate"];

    private readonly RuntimeDefinedParameterDictionary _borrowed = [];

    /// <summary>The loads of a search open connections, also beside -Clients. They are shorter than others, and each begins with a
    /// warm-up.</summary>
    public FindRedisLoadLimitCommand() =>
        With(new SchedulePlan { Cps = From, Duration = TimeSpan.FromSeconds(10), WarmUp = TimeSpan.FromSeconds(1) });

    /// <summary>Limits that a load must meet, as in Measure-RedisLoad: 'ResponseP99Ms &lt; 5', 'FailureRate &lt; 0.1%', 'AchievedPercent
    /// &gt; 99'.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(ThresholdCompleter))]
    public string[] Threshold { get; set; } = [];

    /// <summary>Lowest rate to test, in connections per second: a number (500, 0.5), or a number and its unit of time (500/m, 2/h).
    /// Default: 500.
    /// Range: 0.000001 to 1,000,000 per second.</summary>
    [Parameter]
    [Rate]
    public Rate From { get; set; } = 500;

    /// <summary>Highest rate to test, in connections per second. Same form and range as -From. Default: 50,000.</summary>
    [Parameter]
    [Rate]
    public Rate To { get; set; } = 50_000;

    /// <summary>Duration of each load: seconds, units (500ms, 1m30s), or a TimeSpan. Default: 10 s.</summary>
    [Parameter]
    [Alias("durs")]
    [Seconds]
    public TimeSpan Duration
    {
        get => Plan.Schedule.Duration;
        set => With(Plan.Schedule with { Duration = value });
    }

    /// <summary>Largest difference, in percent, between the highest rate that meets the limits and the lowest that does not: 5 or 5%.
    /// Default: 5 %.</summary>
    [Parameter]
    [Percent]
    public double Resolution { get; set; } = 5;

    /// <summary>Number of additional loads in which the rate found must meet the limits. Default: 1.</summary>
    [Parameter]
    [WholeNumber<int>]
    public int Confirmations { get; set; } = 1;

    /// <summary>The other parameters of Start-RedisLoad, so that a plan of a load can be splatted: the rate and what comes back are the
    /// search's own.</summary>
    public override object GetDynamicParameters()
    {
        base.GetDynamicParameters();
        BorrowedParameters.Add(_borrowed, this, typeof(StartRedisLoadCommand), StartRedisLoadCommand.NotOfThePlan);
        return _borrowed;
    }

    private protected override void Load()
    {
        string[] unused = [.. s_shapes.Where(name => _borrowed[name].IsSet)];
        if (unused.Length > 0)
            WriteWarning($"The search sets the rate itself, and does not use -{string.Join(", -", unused)}.");
        Bounds.Require(nameof(From), From);
        Bounds.Require(nameof(To), To);
        if (To < From)
            throw new PlanException(PlanProblem.ValueOutOfRange, nameof(To), To.PerSecond, $"{To} is less than -From ({From}).");
        Bounds.Require(nameof(Confirmations), Confirmations, 0, MostConfirmations);
        var gate = LoadGate.Parse(Threshold);
        Check(At(From));
        Check(At(To));
        if (!ShouldProcess(TargetName, string.Create(CultureInfo.InvariantCulture, $"search for the limit between {From} and {To} connections per second, {Duration.TotalSeconds} s each")) || !IsConfirmed())
            return;
        using MetricsFeed? metrics = StartMetrics();
        var stopKey = Commands.StopKey.Of(this, StopKey);
        if (HasGenerators)
        {
            WithFleet([ForGeneratorsAt(From), ForGeneratorsAt(To)], fleet =>
                Search(gate, stopKey, rate => Run(FleetRun.Begin(fleet, At(rate), ForGeneratorsAt(rate)), At(rate), stopKey, metrics)));
        }
        else
        {
            WithTargets((plan, targets) => Search(gate, stopKey, rate => Run(At(rate, plan), targets, stopKey, metrics)));
        }
        metrics?.Complete();
    }

    /// <summary>All but the parameters of a load.</summary>
    private protected override IEnumerable<string> OfCoordinator =>
        MyInvocation.BoundParameters.Keys.Where(name => typeof(LoadCommand).GetProperty(name) is null).Concat(base.OfCoordinator);

    /// <summary>The plan of the load at a rate.</summary>
    private LoadPlan At(Rate rate) => At(rate, Plan);

    private static LoadPlan At(Rate rate, LoadPlan plan) => plan with { Schedule = plan.Schedule with { Cps = rate } };

    /// <summary>The same as parameters of Start-RedisLoad, whose defaults are others.</summary>
    private Hashtable ForGeneratorsAt(Rate rate) => ForGenerators.With(
        (nameof(StartRedisLoadCommand.Cps), GeneratorParameters.Portable(rate)),
        (nameof(Duration), GeneratorParameters.Portable(Duration)),
        (nameof(WarmUp), GeneratorParameters.Portable(WarmUp)));

    /// <summary>Runs one load after another, and writes what each came to.</summary>
    /// <param name="gate">What a load is held against.</param>
    /// <param name="stopKey">Ends the search; null for none.</param>
    /// <param name="load">Runs a load at a rate, and says what it came to; null where the stop key has ended it.</param>
    private void Search(LoadGate gate, StopKey? stopKey, Func<Rate, LoadSummary?> load)
    {
        var search = new LimitSearch(From, To, Resolution / 100, Confirmations);
        var history = new List<(Rate Rate, ProbeOutcome Outcome)>();
        Rate? next = search.Next(history);
        while (next is { } rate)
        {
            WriteVerbose(string.Create(CultureInfo.InvariantCulture, $"Load {history.Count + 1}: {rate} connections per second."));
            LoadSummary? run;
            try
            {
                run = load(rate);
            }
            catch (GeneratorException exception)
            {
                // What is left of the load is less than was asked for, and says nothing of the server at this rate.
                var ended = new InvalidOperationException($"The search was ended. {exception.Message}{SoFar(history)}", exception);
                ErrorRecord error = ErrorOf(exception)!;
                WriteError(new ErrorRecord(ended, error.FullyQualifiedErrorId, error.CategoryInfo.Category, error.TargetObject));
                return;
            }
            if (run is null)
            {
                WriteWarning($"The search was ended ({stopKey!.Key} was pressed).{SoFar(history)}");
                return;
            }
            var probe = new LimitProbe(history.Count + 1, rate, gate.Judge(run));
            history.Add((rate, probe.Outcome));
            next = search.Next(history);
            WriteObject(probe.With(LimitSearch.Conclude(history), isLast: next is null));
        }
        ShowBelowRows([LimitSearch.Conclude(history).Conclusion]);
    }

    private static string SoFar(List<(Rate Rate, ProbeOutcome Outcome)> history) =>
        history.Count == 0 ? string.Empty : $" {LimitSearch.Conclude(history).Conclusion}";

    /// <summary>One load by several load generators.</summary>
    /// <returns>What it came to; null where it was ended early.</returns>
    /// <exception cref="GeneratorException">One was lost.</exception>
    private LoadSummary? Run(FleetRun run, LoadPlan plan, StopKey? stopKey, MetricsFeed? metrics)
    {
        foreach (FleetNews news in Follow(run, new LoadProgress(plan, TargetName, stopKey), metrics))
        {
            if (news.Losses.Count > 0)
                throw GeneratorException.Lost(news.Losses);
            if (stopKey?.IsPressed() == true)
                return null;
        }
        return LoadSummary.Of(run.Conclude());
    }

    /// <summary>One load.</summary>
    /// <returns>What it came to; null where it was ended early.</returns>
    private LoadSummary? Run(LoadPlan plan, ImmutableArray<LoadTarget> targets, StopKey? stopKey, MetricsFeed? metrics)
    {
        using var run = LoadRun.Start(plan, targets, Cancellation);
        var progress = new LoadProgress(plan, TargetName, stopKey);
        try
        {
            while (!run.IsOver)
            {
                if (run.TryTake(ProgressInterval, out LoadSample? sample, Cancellation))
                    metrics?.Add(sample);
                WriteProgress(progress.Update(run, sample));
                if (stopKey?.IsPressed() == true)
                    return null;
            }
        }
        finally
        {
            WriteProgress(progress.Complete());
        }
        return LoadSummary.Of(run.Total!);
    }
}
