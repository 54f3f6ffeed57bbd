
namespace RedisLoad.Tuning;

/// <summary>One setting, held against a plan.</summary>
public sealed record TuningCheck
{
    /// <summary>The setting, as sysctl writes it; or <c>nofile.soft</c>, <c>nofile.hard</c>, <c>transparent_hugepage</c>, or a setting of
    /// Redis.</summary>
    public required string Name { get; init; }

    /// <summary>The Redis whose setting it is; null for a setting of the host.</summary>
    public string? Server { get; init; }

    /// <summary>The side that it matters to.</summary>
    public required TuningSide Side { get; init; }

    /// <summary>Its value: in force, or in the file that is checked. Null where there is none.</summary>
    public string? Current { get; init; }

    /// <summary>The value that the plan needs, or the least such value; null where none is needed, or none would do.</summary>
    public string? Required { get; init; }

    /// <summary>Whether it is as the plan needs it.</summary>
    public TuningStatus Status => Verdict.ToStatus();

    /// <summary>What is to be said of the value.</summary>
    public required TuningVerdict Verdict { get; init; }

    /// <summary>The rule, with the plan's numbers filled in.</summary>
    public required string Reason { get; init; }

    /// <summary>What a change may do beside what it is for.</summary>
    public string? Risk { get; init; }

    /// <summary>Whether a program has to be started again before a change shows.</summary>
    public bool NeedsRestart { get; init; }

    /// <summary>Where the rule comes from.</summary>
    public string? Source { get; init; }

    /// <summary>The file and line whose value is in force after the next start of this host, with those that it overrides; null for none.
    /// Of a file that is checked, the file and line.</summary>
    public string? PersistedIn { get; init; }

    /// <summary>What applies the files on this host: systemd-sysctl, sysctl --system (procps), or pam_limits at each login. Null for
    /// settings that no file persists.</summary>
    public string? AppliedBy { get; init; }

    /// <summary>The same in a few words.</summary>
    public override string ToString() => $"{Name}: {Status}. {Reason}";
}
