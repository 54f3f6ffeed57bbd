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

/// <summary>One rule of the catalogue: everything there is to know of a setting, in one place.</summary>
internal sealed class TuningRule
{
    public required string Name { get; init; }

    /// <summary>The side that it matters to, which can depend on who closes.</summary>
    public required Func<TuningPlan, TuningSide> Side { get; init; }

    /// <summary>What is found of a value, for a plan, where other facts are as they are.</summary>
    public required Func<TuningPlan, TuningFacts, string, Finding> Judge { get; init; }

    public required string Source { get; init; }

    public SettingPlace Place { get; init; } = SettingPlace.Sysctl;

    public string? Risk { get; init; }

    public bool NeedsRestart { get; init; }

    /// <summary>Whether the kernel has the setting no more, so that not to have it is right.</summary>
    public bool IsRemoved { get; init; }

    /// <summary>Holds the setting's value among the facts against a plan.</summary>
    public TuningCheck Check(TuningPlan plan, TuningFacts facts)
    {
        string? current = facts.ValueOf(Name);
        Finding finding = current switch
        {
            not null => Judge(plan, facts, current),
            null when IsRemoved => new Finding(TuningVerdict.Right, null, "This kernel has it no more, and no configuration file asks for it."),
            _ => new Finding(TuningVerdict.Unknown, null, facts.ReasonWithout(Name)),
        };
        return ToCheck(plan, current, finding) with { PersistedIn = facts.PersistedIn(Name) };
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
}
