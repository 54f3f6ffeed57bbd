
namespace RedisLoad.Tuning;

/// <summary>One setting, checked against a plan.</summary>
public sealed record TuningCheck
{
    /// <summary>The setting, as sysctl writes it; or <c>nofile.soft</c>, <c>nofile.hard</c>, <c>transparent_hugepage</c>, or a setting of
    /// Redis.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the session's host that was checked (-Session); null for this host.</summary>
    public string? Host { get; init; }

    /// <summary>The Redis server that has the setting; null for a setting of the host.</summary>
    public string? Server { get; init; }

    /// <summary>The side that the setting applies to.</summary>
    public required TuningSide Side { get; init; }

    /// <summary>The current value, or the value in the file that is checked. Null if there is none.</summary>
    public string? Current { get; init; }

    /// <summary>The value that the plan requires, or the lowest such value; null if none is required, or none would be
    /// sufficient.</summary>
    public string? Required { get; init; }

    /// <summary>Whether the setting meets the plan.</summary>
    public TuningStatus Status => Verdict.ToStatus();

    /// <summary>Assessment of the value.</summary>
    public required TuningVerdict Verdict { get; init; }

    /// <summary>The rule, with the plan's numbers filled in.</summary>
    public required string Reason { get; init; }

    /// <summary>Side effects of a change.</summary>
    public string? Risk { get; init; }

    /// <summary>Whether a program must be restarted before a change takes effect.</summary>
    public bool NeedsRestart { get; init; }

    /// <summary>Source of the rule.</summary>
    public string? Source { get; init; }

    /// <summary>The file and line that take effect after reboot, with those that they override; null if there are none. For a file that is
    /// checked, the file and line.</summary>
    public string? PersistedIn { get; init; }

    /// <summary>What applies the files on this host: systemd-sysctl, sysctl --system (procps), or pam_limits at each login. Null for
    /// settings that no file persists.</summary>
    public string? AppliedBy { get; init; }

    /// <summary>The same in a few words.</summary>
    public override string ToString() => $"{Name}: {Status}. {Reason}";
}
