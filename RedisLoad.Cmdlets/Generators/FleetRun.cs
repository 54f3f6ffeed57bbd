using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using RedisLoad.Parameters;
using RedisLoad.Plan;
using RedisLoad.Rows;
using RedisLoad.Run;

namespace RedisLoad.Cmdlets.Generators;

/// <summary>What has happened in a load by several load generators since this was last asked.</summary>
/// <param name="Own">Rows of each load generator alone.</param>
/// <param name="Merged">Rows that are the sum of all.</param>
/// <param name="Losses">Load generators that were lost.</param>
internal sealed record FleetNews(
    IReadOnlyList<LoadSample> Own, IReadOnlyList<LoadSample> Merged, IReadOnlyList<GeneratorLoss> Losses);

/// <summary>A load generator was lost in the middle of a load.</summary>
/// <param name="Name">Which.</param>
/// <param name="Text">When and why, as a sentence.</param>
internal sealed record GeneratorLoss(string Name, string Text);

/// <summary>One load by a fleet, from its beginning to its end: takes the rows of its load generators, and gives merged ones.</summary>
/// <remarks>What the rows come to is decided by <see cref="GeneratorRowMerger"/>. This moves them, and keeps the time.</remarks>
internal sealed class FleetRun
{
    /// <summary>What load generators need from the order to the first connection, all of them and each; past that they would start too
    /// late.</summary>
    private static readonly TimeSpan s_startLead = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_startLeadEach = TimeSpan.FromMilliseconds(100);

    private readonly BlockingCollection<GeneratorEvent> _events = [];
    private readonly GeneratorFleet _fleet;
    private readonly GeneratorRowMerger _run;
    private readonly long _startsAt;
    private readonly TimeSpan _warmUp;

    private FleetRun(GeneratorFleet fleet, LoadPlan plan, Hashtable parameters)
    {
        TimeSpan needed = s_startLead + s_startLeadEach * fleet.Generators.Count + plan.Clients.Ramp;
        TimeSpan lead = plan.Schedule.LeadAt(DateTimeOffset.Now, needed);
        DateTimeOffset start = DateTimeOffset.Now + lead;
        _startsAt = Stopwatch.GetTimestamp() + (long)(lead.TotalSeconds * Stopwatch.Frequency);
        _fleet = fleet;
        _warmUp = plan.Schedule.WarmUp;
        _run = new GeneratorRowMerger(plan, start, [.. fleet.Generators.Select(generator => generator.Name)]);
        fleet.Begin(parameters, plan.Share, start, _events.Add);
    }

    /// <summary>From when on connections count, by the clock of this host.</summary>
    public DateTimeOffset CountsFrom => _run.CountsFrom;

    /// <summary>For how long they have; negative before.</summary>
    public TimeSpan Counting => Elapsed - _warmUp;

    /// <summary>Whether every load generator is done, or lost.</summary>
    public bool IsOver => _run.IsOver;

    /// <summary>Whether every load generator was lost, so that the rows end too early.</summary>
    public bool AreAllLost => _run.AreAllLost;

    /// <summary>How much of the schedule has passed; negative before its beginning.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_startsAt, Stopwatch.GetTimestamp());

    /// <summary>All merged rows so far, added up; null before the first.</summary>
    public LoadSample? Total => _run.Total;

    /// <summary>Connections that have failed, in all merged rows so far.</summary>
    public long FailedSoFar => _run.FailedSoFar;

    /// <summary>The p99 of the response time over all merged rows so far, in milliseconds; null where there is none.</summary>
    public double? ResponseP99MsSoFar => _run.ResponseP99MsSoFar;

    /// <summary>Begins a load.</summary>
    /// <param name="fleet">Load generators that are ready for it.</param>
    /// <param name="plan">What all of them do together.</param>
    /// <param name="parameters">The same as parameters of Start-RedisLoad.</param>
    public static FleetRun Begin(GeneratorFleet fleet, LoadPlan plan, Hashtable parameters) => new(fleet, plan, parameters);

    /// <summary>Waits until there is something to tell of all load generators, and takes all that there is.</summary>
    /// <param name="wait">How long at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="GeneratorException">One could not begin.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public FleetNews Take(TimeSpan wait, CancellationToken cancellationToken)
    {
        List<LoadSample> own = [], merged = [];
        List<GeneratorLoss> losses = [];
        long until = Environment.TickCount64 + (long)wait.TotalMilliseconds;
        while (_events.TryTake(out GeneratorEvent? what, LeftUntil(merged.Count + losses.Count > 0 ? 0 : until), cancellationToken))
        {
            if (what.Row is { } row)
            {
                own.Add(_run.Identify(what.Generator, PackedRow.Read((byte[])row.BaseObject)));
                merged.AddRange(_run.Add(what.Generator, own[^1], Elapsed));
            }
            else if (what.Failure is not { } failure)
                merged.AddRange(_run.End(what.Generator, isLost: false));
            else if (Elapsed < TimeSpan.Zero || HasMissedTheStart(failure))
                throw Refused(what.Generator, ReasonOf(failure));
            else
                Lose(what.Generator, ReasonOf(failure));
        }
        foreach (int silent in _run.SilentAt(Elapsed).ToArray())
        {
            _fleet.Generators[silent].Stop();
            Lose(silent, "it says nothing any more");
        }
        return new FleetNews(own, merged, losses);

        void Lose(int generator, string reason)
        {
            string name = _fleet.Generators[generator].Name;
            losses.Add(new GeneratorLoss(name, string.Create(
                CultureInfo.InvariantCulture,
                $"Load generator {name} was lost {Elapsed.TotalSeconds:0.0} s after the start ({DateTimeOffset.Now:HH:mm:ss}): {reason}.")));
            merged.AddRange(_run.End(generator, isLost: true));
        }
    }

    /// <summary>Lets no further connection fall due, and what is open come to its end.</summary>
    public void EndSchedule() => _fleet.EndSchedule();

    /// <summary>All merged rows, added up.</summary>
    /// <exception cref="GeneratorException">There is none.</exception>
    public LoadSample Conclude() => Total ?? throw GeneratorException.Refused(
        [.. _fleet.Generators.Select(generator => (generator.Name, "it brought no row."))], _fleet.Generators.Count);

    private GeneratorException Refused(int generator, string reason) =>
        GeneratorException.Refused([(_fleet.Generators[generator].Name, $"{reason}.")], _fleet.Generators.Count);

    /// <summary>Why a load generator failed, as the end of a sentence: messages come with a full stop and without.</summary>
    private static string ReasonOf(Exception failure) => failure.Message.TrimEnd('.');

    /// <summary>The milliseconds until a tick of this system; none if it has passed.</summary>
    public static int LeftUntil(long tick) => (int)Math.Max(0, tick - Environment.TickCount64);

    private static bool HasMissedTheStart(Exception failure) => failure is RuntimeException { ErrorRecord.FullyQualifiedErrorId: { } id }
        && id.StartsWith(nameof(PlanProblem.StartMissed), StringComparison.Ordinal);
}
