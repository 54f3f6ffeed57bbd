using RedisLoad.Tuning.Files;
using RedisLoad.Tuning.Rules;

namespace RedisLoad.Tuning.Changes;

/// <summary>A change that was asked for, checked: nothing of it is written if any of it is wrong.</summary>
internal sealed class WantedChange
{
    private readonly SettingForm _form;

    /// <param name="files">The files of the host.</param>
    /// <param name="name">The setting.</param>
    /// <param name="value">Its value.</param>
    /// <param name="scope">Where it is to take effect.</param>
    /// <param name="assumed">Changes of other settings, by name, that count as made; null for none.</param>
    /// <exception cref="TuningException">The name, the value or the setting is not what can be set.</exception>
    public WantedChange(HostFiles files, string name, string value, TuningScope scope, IReadOnlyDictionary<string, string>? assumed = null)
    {
        Name = ParseName(name);
        TuningRule? rule = TuningCatalogue.Find(Name);
        if (rule is { IsRemoved: true })
            throw new TuningException(TuningProblem.InvalidName, Name, "the kernel no longer has it, and a line for it has no effect.");

        bool isLive = scope != TuningScope.Persistent;
        if (isLive && !files.Root.IsLive)
            throw new TuningException(
                TuningProblem.InvalidValue, Name,
                $"{scope} changes the running kernel, and {files.Root.Path} is another file system. Omit -Scope, or use Persistent.");
        bool isHard = Name == FileRules.HardName;
        if (isHard && scope == TuningScope.Live)
            throw new TuningException(
                TuningProblem.InvalidValue, Name,
                "the hard limit of a running process is not changed here, only that of the next login. Omit -Scope, or use Persistent.");

        LiveSetting setting = LiveSetting.Of(Name);
        Live = isLive && !isHard ? setting : null;
        string? inForce = Live is not null ? SettingText.Normalize(HostCall.Do(Name, Live.Read)) : files.Root.IsLive ? setting.TryRead()
            : null;
        var persisted = PersistedSettings.Read(files.Root);
        string? persistedText = persisted.ValueOf(Name);
        Current = inForce ?? persistedText;

        // Of another file system's setting without a rule, this host's value tells whether it is a number or a text.
        _form = rule?.Form ?? SettingForm.Of(Current ?? setting.TryRead(), SettingText.Trim(value))
            ?? throw new TuningException(TuningProblem.InvalidValue, Name, $"its value '{Current ?? setting.TryRead() ?? value}' is text, and only numbers, switches, ranges, and lists of ports can be set.");
        Value = _form.ReadWhole(SettingText.Normalize(value))
            ?? throw new TuningException(
                TuningProblem.InvalidValue, Name, $"{UserText.Show(value)} cannot be its value: it must be {_form.Description}.");
        if (inForce is not null && _form.Lowers(inForce, Value))
            throw new TuningException(TuningProblem.InvalidValue, Name, $"'{Value}' would lower it, or part of it, from '{inForce}', and Set-KernelTuning never lowers a setting. To lower it: {ManualSteps.For(Name, Value)}.");

        // A limit of limits.d counts from the next login on, so it must fit what is in force as well as what will be after the next start.
        bool actsNow = isLive || (IsFileLimit && files.Root.IsLive);
        Conflict? conflict = (actsNow ? rule?.Conflicts(Value, other => Assumed(other) ?? LiveSetting.Of(other).TryRead()) : null)
            ?? (scope != TuningScope.Live ? rule?.Conflicts(Value, other => Assumed(other) ?? persisted.ValueOf(other)) : null);
        if (conflict is not null)
            throw new TuningException(TuningProblem.InvalidValue, Name, $"{conflict.Reason} Nothing was changed.");
        IsPersisted = persistedText is not null && _form.Read(persistedText) is { } kept && (kept == Value || _form.Lowers(kept, Value));

        string? Assumed(string other) => assumed?.GetValueOrDefault(other);
    }

    public string Name { get; }

    /// <summary>The value, as the kernel shows it.</summary>
    public string Value { get; }

    /// <summary>The setting in force; null where only files are to change.</summary>
    public LiveSetting? Live { get; }

    public string? Current { get; }

    /// <summary>Whether it is a limit of open files: such a one is kept in limits.d.</summary>
    public bool IsFileLimit => Name is FileRules.SoftName or FileRules.HardName;

    /// <summary>Whether the files make it so already, or higher.</summary>
    public bool IsPersisted { get; }

    /// <summary>Whether a text in a file makes it the value.</summary>
    public bool IsMadeBy(string? text) => text is not null && _form.Read(text) == Value;

    private static string ParseName(string name)
    {
        if (name is FileRules.SoftName or FileRules.HardName or MemoryRules.HugePagesName)
            return name;
        if (TuningCatalogue.Find(name)?.Place == SettingPlace.Redis)
            throw new TuningException(TuningProblem.InvalidName, name, "it is a setting of Redis. Use CONFIG SET or redis.conf.");
        return SysctlName.TryParse(name, allowGlob: false, out string? parsed) && Directory.Exists($"/proc/sys/{parsed.Split('.')[0]}")
            ? parsed
            : throw new TuningException(
                TuningProblem.InvalidName, UserText.MayBeShown(name)
                    ? name
                    : "-Name", "it is not the name of a setting below /proc/sys, such as net.core.somaxconn.");
    }
}
