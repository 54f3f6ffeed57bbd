using System.Globalization;
using RedisLoad.Pacing;
using RedisLoad.Parameters;
using static RedisLoad.Plan.Combinations;

namespace RedisLoad.Plan;

/// <summary>When connections are due: at which rate, how spread, from when and for how long.</summary>
public sealed record SchedulePlan
{
    private const int DefaultCps = 5;
    private const long MaxCount = 1_000_000_000_000;

    private static readonly TimeSpan s_defaultDuration = TimeSpan.FromSeconds(60);

    private readonly int _randomSeed = Random.Shared.Next();
    private readonly int? _seed;
    private readonly Rate? _cps;
    private readonly TimeSpan? _duration;

    /// <summary>New connections a second; with <see cref="Gap"/>, a burst.</summary>
    public Rate Cps
    {
        get => _cps ?? DefaultCps;
        init => _cps = value;
    }

    /// <summary>The time from one burst to the next, each of <see cref="Cps"/> connections at once; null spreads them over the
    /// second.</summary>
    public TimeSpan? Gap { get; init; }

    /// <summary>How connections are spread in time.</summary>
    public ArrivalKind Arrival { get; init; }

    /// <summary>What everything random is drawn from: the same for the same seed.</summary>
    public int Seed
    {
        get => _seed ?? _randomSeed;
        init => _seed = value;
    }

    /// <summary>The rate that the load goes to evenly from <see cref="Cps"/>; null for none.</summary>
    public Rate? RampTo { get; init; }

    /// <summary>How long that takes; null for the whole duration.</summary>
    public TimeSpan? RampTime { get; init; }

    /// <summary>How many connections a second more there are every <see cref="StepTime"/>; null for none.</summary>
    public Rate? Step { get; init; }

    /// <summary>How long a rate stays before the next step.</summary>
    public TimeSpan? StepTime { get; init; }

    /// <summary>How many connections fall due after the warm-up, in place of a duration; null for a duration.</summary>
    public long? Count { get; init; }

    /// <summary>Whether nothing is due at a time: <see cref="LoadPlan.MaxOpen"/> connections are kept going, each new one started when
    /// another has ended.</summary>
    public bool Saturate { get; init; }

    /// <summary>How long connections fall due, after the warm-up. With <see cref="Count"/>: how long that many take, on average.</summary>
    public TimeSpan Duration
    {
        get => _duration ?? (Count is { } count ? Clock.ToTimeSpan(CreateArrivals(ArrivalKind.Uniform).EndOf(count)) : s_defaultDuration);
        init => _duration = value;
    }

    /// <summary>How long connections fall due before the first that counts.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>When the load begins, by this host's clock; null for as soon as it can.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>How long connections fall due, in the warm-up and after it.</summary>
    public TimeSpan Length => WarmUp + Duration;

    /// <summary>Whether anything was said of new connections.</summary>
    internal bool IsGiven => Saturate || (_cps ?? RampTo ?? Step ?? (object?)Gap ?? Count) is not null;

    /// <summary>The highest rate, in connections a second.</summary>
    internal double PeakCps => Math.Max(Cps.PerSecond, RampTo?.PerSecond ?? (Step is null ? 0 : LastStepCps));

    /// <summary>How many connections a burst has.</summary>
    internal int BurstSize => (int)Cps.PerSecond;

    /// <summary>The connections after which there are no more, the warm-up's among them; null where time alone ends the schedule.</summary>
    internal long? Limit => Count is { } count
        ? CreateArrivals(Arrival).CountDueBefore(WarmUp.ToNanoseconds()) + count
        : Gap is { } gap ? Length.Ticks / gap.Ticks * BurstSize : null;

    /// <summary>How many connections fall due in all, those of the warm-up among them: on average, where they come at random. Null without
    /// due times.</summary>
    internal long? Total => Saturate ? null : Limit ?? CreateArrivals(ArrivalKind.Uniform).CountDueBefore(Length.ToNanoseconds());

    /// <summary>What was given, by the names of the parameters; null is not given.</summary>
    internal IEnumerable<(string Name, object? Value)> Given =>
    [
        (nameof(Cps), _cps),
        (nameof(Gap), Gap),
        (nameof(Arrival), Unless(Arrival, ArrivalKind.Uniform)),
        (nameof(Seed), _seed),
        (nameof(RampTo), RampTo),
        ("RampTo without -RampTime", RampTime is null ? RampTo : null),
        (nameof(RampTime), RampTime),
        (nameof(Step), Step),
        (nameof(StepTime), StepTime),
        (nameof(Count), Count),
        (nameof(Saturate), Unless(Saturate, false)),
        (nameof(Duration), _duration),
        ("Duration shorter than -Gap", Count is null && Gap > Duration ? Duration : null),
        (nameof(WarmUp), Unless(WarmUp, TimeSpan.Zero)),
    ];

    /// <summary>What a ramp and steps are spread over: <see cref="Duration"/> with a count follows from them.</summary>
    private TimeSpan LengthByTime => WarmUp + (_duration ?? s_defaultDuration);

    /// <summary>The rate after the last step that falls into the run.</summary>
    private double LastStepCps => Cps.PerSecond + StepCount * (Step?.PerSecond ?? 0);

    private int StepCount =>
        StepTime is { } time && time > TimeSpan.Zero
            ? (int)Math.Min(int.MaxValue, (LengthByTime.Ticks - 1) / time.Ticks)
            : 0;

    /// <summary>Checks the values.</summary>
    /// <exception cref="PlanException">One is out of its range, two cannot be combined, or it is too late for
    /// <see cref="StartAt"/>.</exception>
    internal void Check()
    {
        Bounds.Require(nameof(Cps), Cps);
        Bounds.Require(nameof(Seed), Seed, 0, int.MaxValue);
        if (Count is { } count)
            Bounds.Require(nameof(Count), count, 1, MaxCount);
        if (RampTo is { } rampTo)
        {
            Bounds.Require(nameof(RampTo), rampTo);
            Bounds.Require(nameof(RampTime), RampTime ?? Bounds.ShortestTime, Bounds.ShortestTime, Bounds.LongestRun);
        }
        if (Gap is { } gap)
            CheckBursts(gap);
        Bounds.Require(nameof(Duration), Duration, Bounds.ShortestTime, Bounds.LongestRun);
        if (Step is { } step)
            CheckSteps(step);
        Bounds.Require(nameof(WarmUp), WarmUp, TimeSpan.Zero, Bounds.LongestRun);
        CheckStart();
    }

    /// <summary>When connections are due. For one thread, where it is random.</summary>
    internal IArrivals CreateArrivals(ArrivalKind kind)
    {
        if (Gap is { } gap)
            return new Bursts(BurstSize, gap);
        RateProfile? profile = RampTo is { } rampTo ? RateProfile.Ramp(
            Cps.PerSecond, rampTo.PerSecond, RampTime ?? LengthByTime)
            : Step is { } step ? RateProfile.Steps(Cps.PerSecond, step.PerSecond, StepTime ?? s_defaultDuration, StepCount)
            : null;
        if (kind == ArrivalKind.Poisson)
            return new PoissonArrivals(profile ?? RateProfile.Constant(Cps.PerSecond), (ulong)Seed);
        return profile is null ? new ConstantRate(Cps) : new VaryingRate(profile);
    }

    /// <summary>How long it is until the load begins.</summary>
    /// <param name="now">The time, once everything is ready.</param>
    /// <param name="needed">What the threads need to be ready for the first connection.</param>
    /// <exception cref="PlanException">It is too late for <see cref="StartAt"/>.</exception>
    public TimeSpan LeadAt(DateTimeOffset now, TimeSpan needed)
    {
        if (StartAt is not { } start)
            return needed;
        if (start - now < needed)
        {
            throw new PlanException(
                PlanProblem.StartMissed, nameof(StartAt), start,
                $"{start:yyyy-MM-dd HH:mm:ss.fff zzz} is too soon: the load can begin at {(now + needed).ToOffset(start.Offset):HH:mm:ss.fff}. Use a later time; the first load of a process needs a few seconds to prepare.");
        }
        return start - now;
    }

    private void CheckBursts(TimeSpan gap)
    {
        if (Cps.PerSecond % 1 != 0)
            throw new PlanException(
                PlanProblem.ValuesConflict, nameof(Cps), Cps.PerSecond,
                $"{Cps} must be a whole number with -Gap: it is the number of connections in a burst.");
        Bounds.Require(nameof(Gap), gap, Bounds.ShortestTime, Bounds.LongestRun);
    }

    private void CheckSteps(Rate step)
    {
        Bounds.Require(nameof(StepTime), StepTime ?? Bounds.ShortestTime, Bounds.ShortestInterval, Bounds.LongestRun);
        if (!Bounds.IsRate(LastStepCps))
            throw new PlanException(PlanProblem.ValueOutOfRange, nameof(Step), step.PerSecond, string.Create(
                CultureInfo.InvariantCulture,
                $"with {step} every {StepTime?.TotalSeconds} s, the rate would leave {Bounds.Rates} within the run. Use a smaller step or a shorter -Duration."));
    }

    private void CheckStart()
    {
        if (LeadAt(DateTimeOffset.Now, needed: TimeSpan.Zero) > Bounds.LongestRun)
            throw new PlanException(
                PlanProblem.ValueOutOfRange, nameof(StartAt), StartAt,
                $"{StartAt:yyyy-MM-dd HH:mm:ss zzz} is more than {Bounds.LongestRun.TotalDays} days from now. Use an earlier time.");
    }
}
