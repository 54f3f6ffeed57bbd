using RedisLoad.Tuning.Files;
using RedisLoad.Tuning.Rules;

namespace RedisLoad.Tuning.Changes;

/// <summary>A change that was asked for, checked: nothing of it is written if any of it is wrong.</summary>
internal sealed class WantedChange
{
    public WantedChange(HostFiles files, string name, string value, TuningScope scope)
    {
        string given = name;
        if (!IsOwnName(name) && !SysctlName.TryParse(name, allowGlob: false, out name!))
            throw new TuningException(TuningProblem.InvalidName, given, "it is not the name of a setting below /proc/sys, such as net.core.somaxconn.");
        Name = name;
        Value = SettingText.Normalize(value);

        bool isHard = name == FileRules.HardName;
        if (isHard && scope == TuningScope.Live)
            throw new TuningException(TuningProblem.InvalidValue, name, "the hard limit of a process that runs is not changed here, only that of the next login. Leave -Scope out, or give Persistent.");
        if (scope != TuningScope.Persistent && !isHard)
            Live = LiveSetting.Of(name);
        string? persisted = PersistedSettings.Read(files.Root).ValueOf(name);
        string? inForce = Live is null ? null : SettingText.Normalize(HostCall.Do(name, Live.Read));
        Current = inForce ?? persisted;

        SettingForm form = SettingForm.Of(name, Current, Value)
            ?? throw new TuningException(TuningProblem.InvalidValue, name, $"its value '{Current}' is a text, and only numbers, switches, ranges and lists of ports are set here.");
        if (form.Reject(Value) is { } expected)
            throw new TuningException(TuningProblem.InvalidValue, name, $"'{Value}' cannot be its value: it has to be {expected}.");
        if (inForce is not null && form.Lowers(inForce, Value))
            throw new TuningException(TuningProblem.InvalidValue, name, $"'{Value}' would lower it, or a part of it, from '{inForce}', and that is never done here. To lower it: sysctl -w '{name}={Value}'.");
        IsPersisted = persisted is not null && (persisted == Value || form.Lowers(persisted, Value));
    }

    public string Name { get; }

    public string Value { get; }

    /// <summary>The setting in force; null where only files are to change.</summary>
    public LiveSetting? Live { get; }

    public string? Current { get; }

    /// <summary>Whether it is a limit of open files: such a one is kept in limits.d.</summary>
    public bool IsFileLimit => Name is FileRules.SoftName or FileRules.HardName;

    /// <summary>Whether the files make it so already, or higher.</summary>
    public bool IsPersisted { get; }

    private static bool IsOwnName(string name) => name is FileRules.SoftName or FileRules.HardName or MemoryRules.HugePagesName;
}
