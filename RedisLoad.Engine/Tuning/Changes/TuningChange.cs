namespace RedisLoad.Tuning.Changes;

/// <summary>Where a change takes effect.</summary>
public enum TuningScope
{
    /// <summary>Live, and after reboot.</summary>
    Both,

    /// <summary>Live, until reboot.</summary>
    Live,

    /// <summary>After reboot.</summary>
    Persistent,
}

/// <summary>Result for one setting.</summary>
/// <param name="Name">The setting.</param>
/// <param name="PreviousValue">The previous live value; if only files changed, that of the files. Null if there was none.</param>
/// <param name="Value">The value now.</param>
/// <param name="Live">Whether the live value was read back as set; null if it was not to be set.</param>
/// <param name="Persistent">Whether it will be in effect after reboot; null if it was not to be set, or cannot be.</param>
public sealed record TuningChange(string Name, string? PreviousValue, string Value, bool? Live, bool? Persistent)
{
    /// <summary>The same in a few words.</summary>
    public override string ToString() => $"{Name} = {Value} (previously {PreviousValue ?? "not set"})";
}
