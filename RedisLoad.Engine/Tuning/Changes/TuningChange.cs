namespace RedisLoad.Tuning.Changes;

/// <summary>Where a change takes effect.</summary>
public enum TuningScope
{
    /// <summary>Now, and after the next start of the host.</summary>
    Both,

    /// <summary>Now, until the host starts again.</summary>
    Live,

    /// <summary>After the next start of the host.</summary>
    Persistent,
}

/// <summary>What became of one setting.</summary>
/// <param name="Name">The setting.</param>
/// <param name="PreviousValue">The value that was in force; in files alone, that of the files. Null where there was none.</param>
/// <param name="Value">The value now.</param>
/// <param name="Live">Whether it is in force, read back; null where that was not asked for.</param>
/// <param name="Persistent">Whether it will be in force after the next start; null where that was not asked for, or cannot be.</param>
public sealed record TuningChange(string Name, string? PreviousValue, string Value, bool? Live, bool? Persistent)
{
    /// <summary>The same in a few words.</summary>
    public override string ToString() => $"{Name} = {Value} (previously {PreviousValue ?? "not set"})";
}
