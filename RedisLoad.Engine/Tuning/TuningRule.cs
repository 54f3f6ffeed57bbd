
namespace RedisLoad.Tuning;

/// <summary>What a rule finds of one value.</summary>
/// <param name="Verdict">What is to be said of it.</param>
/// <param name="Required">The value that would do; null where none is needed, or none would do.</param>
/// <param name="Reason">The rule with its numbers filled in.</param>
internal readonly record struct Finding(TuningVerdict Verdict, string? Required, string Reason);

/// <summary>Where a setting is read and written.</summary>
internal enum SettingPlace
{
    /// <summary>A file of /proc/sys.</summary>
    Sysctl,

    /// <summary>The limits of a process, and limits.conf.</summary>
    FileLimit,

    /// <summary>A file of /sys.</summary>
    Sys,

    /// <summary>The Redis server.</summary>
    Redis,
}

/// <summary>Why a value cannot be where other settings are as they are.</summary>
/// <param name="Verdict">What is to be said of it.</param>
/// <param name="Reason">The reason, as a sentence.</param>
internal sealed record Conflict(TuningVerdict Verdict, string Reason);

/// <summary>One rule of the catalogue: everything there is to know of a setting, in one place.</summary>
internal sealed class TuningRule
{
    public required string Name { get; init; }

    /// <summary>The side that it matters to, which can depend on who closes.</summary>
    public required Func<TuningPlan, TuningSide> Side { get; init; }

    /// <summary>What is found of a value, for a plan, where other facts are as they are.</summary>
    public required Func<TuningPlan, TuningFacts, string, Finding> Judge { get; init; }

    /// <summary>What values it has.</summary>
    public required SettingForm Form { get; init; }

    public required string Source { get; init; }

    /// <summary>What is wrong with a value, for all plans, where other settings have the values that are looked up; null for
    /// nothing.</summary>
    public Func<string, Func<string, string?>, Conflict?> Conflicts { get; init; } = (_, _) => null;

    public SettingPlace Place { get; init; } = SettingPlace.Sysctl;

    public string? Risk { get; init; }

    public bool NeedsRestart { get; init; }

    /// <summary>Whether the kernel no longer has the setting, so that its absence is right.</summary>
    public bool IsRemoved { get; init; }

    /// <summary>Holds the setting's value among the facts against a plan; and the one that files give it at the next start or
    /// login.</summary>
    public TuningCheck Check(TuningPlan plan, TuningFacts facts)
    {
        string? current = facts.ValueOf(Name);
        Finding finding = current switch
        {
            not null => Assess(plan, facts, current),
            null when IsRemoved =>
                new Finding(TuningVerdict.Right, null, "This kernel no longer has it, and no configuration file asks for it."),
            _ => new Finding(TuningVerdict.Unknown, null, facts.ReasonWithout(Name)),
        };
        PersistedValue? persisted = facts.Persisted.GetValueOrDefault(Name);
        if (persisted is { Value: { } next } && next != current && finding.Verdict.ToStatus() == TuningStatus.Pass)
            finding = Foresee(finding, persisted, Assess(plan, facts, next));
        return ToCheck(plan, current, persisted?.Unread is { } unread ? finding with { Reason = $"{finding.Reason} {unread}" }
            : finding) with
        {
            PersistedIn = persisted?.Place,
            AppliedBy = persisted?.AppliedBy,
        };
    }

    /// <summary>What is found of a text that the setting has, or that a file gives it.</summary>
    public Finding Assess(TuningPlan plan, TuningFacts facts, string text)
    {
        string? inForce = facts.ValueOf(Name);
        if ((IsRemoved ? text : Form.Read(text, inForce)) is not { } value)
            return new Finding(
                TuningVerdict.Invalid, inForce is null || inForce == text ? null : Assess(plan, facts, inForce).Required, Refusal(text));
        Finding finding = Judge(plan, facts.With(Name, value), value);
        return Conflicts(value, facts.ValueOf) is { } conflict
            ? finding with { Verdict = conflict.Verdict, Reason = $"{conflict.Reason} {finding.Reason}" }
            : finding;
    }

    /// <summary>The check of a value, once the rule has judged it.</summary>
    public TuningCheck ToCheck(TuningPlan plan, string? current, Finding finding) => new()
    {
        Name = Name,
        Side = Side(plan),
        Current = current,
        Required = finding.Required,
        Verdict = finding.Verdict,
        Reason = finding.Reason,
        Risk = Risk,
        NeedsRestart = NeedsRestart,
        Source = Source,
    };

    /// <summary>What is right now and will not be is worth knowing; what will do harm is wrong already.</summary>
    private static Finding Foresee(Finding now, PersistedValue persisted, Finding next) => next.Verdict.ToStatus() != TuningStatus.Fail
        ? now
        : new Finding(
            next.Verdict == TuningVerdict.Harmful ? TuningVerdict.Harmful : TuningVerdict.Advised,
            next.Required,
            $"{now.Reason} {persisted.Moment} it is {persisted.Value}: {next.Reason}");

    private string Refusal(string text)
    {
        string bare = text.Trim('"', '\'', '`', '\u201C', '\u201D', '\u2018', '\u2019');
        bool isQuoted = bare != text && Form.Read(bare) is not null;
        string wayOut = isQuoted
            ? $"the quotation marks are part of the value. Write {bare} without them."
            : $"it must be {Form.Description}.";
        return $"The kernel refuses '{text}': {wayOut}";
    }
}
