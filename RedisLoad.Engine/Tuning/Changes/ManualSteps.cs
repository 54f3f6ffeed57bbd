using RedisLoad.Tuning.Rules;

namespace RedisLoad.Tuning.Changes;

/// <summary>How a setting is set by hand: for those who may not do it here.</summary>
public static class ManualSteps
{
    /// <summary>What root would do, in words.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="value">Its value.</param>
    public static string For(string name, string value) => name switch
    {
        FileRules.SoftName => $"ulimit -Sn {value}, and the line '* soft nofile {value}' in /{OwnFiles.Limits}",
        FileRules.HardName => $"the line '* hard nofile {value}' in /{OwnFiles.Limits}, and a new login",
        MemoryRules.HugePagesName => $"echo {value} > /sys/kernel/mm/transparent_hugepage/enabled",
        _ => $"sysctl -w '{name}={value}', and the line '{name} = {value}' in /{OwnFiles.Sysctl}",
    };
}
