namespace RedisLoad.Tuning.Changes;

/// <summary>Why a setting is not changed.</summary>
public enum TuningProblem
{
    /// <summary>The value is none that the setting can have, or would lower it.</summary>
    InvalidValue,

    /// <summary>The name is none of a setting below /proc/sys.</summary>
    InvalidName,

    /// <summary>There is no such setting, unit or stored state here.</summary>
    NotFound,

    /// <summary>Only root may change it, or the kernel or a file system does not let it be written.</summary>
    PermissionDenied,

    /// <summary>It was written and is not what was written, or could not be.</summary>
    WriteFailed,

    /// <summary>Another process is changing settings.</summary>
    Busy,

    /// <summary>It was changed by somebody else since, and is not put back without being told to.</summary>
    ChangedSince,

    /// <summary>The check is of another host.</summary>
    OtherHost,
}

/// <summary>A setting could not be changed; others can be. What it quotes of files is shown as a terminal may show it.</summary>
/// <param name="problem">Why.</param>
/// <param name="name">The setting.</param>
/// <param name="message">What is wrong, and the way out.</param>
/// <param name="cause">What the system said.</param>
public sealed class TuningException(TuningProblem problem, string name, string message, Exception? cause = null)
    : Exception(PrintableText.Of($"{name}: {message}"), cause)
{
    /// <summary>Why the setting is not changed.</summary>
    public TuningProblem Problem { get; } = problem;

    /// <summary>The setting.</summary>
    public string Name { get; } = name;

    /// <summary>What is wrong, and the way out, without the name.</summary>
    public string Reason { get; } = PrintableText.Of(message);
}
