namespace RedisLoad.Tuning;

/// <summary>What is to be said of a setting's value, for a plan.</summary>
public enum TuningVerdict : long
{
    /// <summary>The plan needs it so.</summary>
    Right,

    /// <summary>It does no harm, and the plan has nothing of it.</summary>
    NotNeeded,

    /// <summary>The plan needs another value: mostly, a higher one.</summary>
    TooLow,

    /// <summary>No value of it carries the plan.</summary>
    Impossible,

    /// <summary>The kernel refuses the value, and the setting stays as it is.</summary>
    Invalid,

    /// <summary>It loses connections, or leaves the server open to harm.</summary>
    Harmful,

    /// <summary>The kernel no longer has it.</summary>
    Obsolete,

    /// <summary>Another value may help, and the plan goes without.</summary>
    Advised,

    /// <summary>It cannot be known here.</summary>
    Unknown,
}

/// <summary>How a check ended.</summary>
public enum TuningStatus : long
{
    /// <summary>It is as the plan needs it.</summary>
    Pass,

    /// <summary>It is not.</summary>
    Fail,

    /// <summary>It could be better, and the plan goes without.</summary>
    Advice,

    /// <summary>It could not be checked.</summary>
    Skipped,
}

internal static class TuningVerdicts
{
    public static TuningStatus ToStatus(this TuningVerdict verdict) => verdict switch
    {
        TuningVerdict.Right or TuningVerdict.NotNeeded => TuningStatus.Pass,
        TuningVerdict.Advised => TuningStatus.Advice,
        TuningVerdict.Unknown => TuningStatus.Skipped,
        _ => TuningStatus.Fail,
    };
}
