using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using RedisLoad.Tuning.Files;
using RedisLoad.Tuning.Rules;
using static RedisLoad.Tuning.Changes.HostCall;

namespace RedisLoad.Tuning.Changes;

/// <summary>Changes settings, or puts back what was there before; one at a time on a host.</summary>
/// <remarks>
/// What was in force is stored, and on the disk, before it is changed. So whenever this ends, files are whole, and
/// <see cref="Restore"/> puts back exactly what was there before the first change.
/// </remarks>
public sealed class TuningSession : IDisposable
{
    private readonly HostFiles _files;
    private readonly string? _unit;
    private readonly SafeFileHandle _lock;
    private readonly List<string> _warnings = [];
    private readonly List<string> _done = [];
    private StoredState _state;

    private TuningSession(HostFiles files, string? unit, SafeFileHandle @lock, StoredState state)
    {
        _files = files;
        _unit = unit;
        _lock = @lock;
        _state = state;
    }

    /// <summary>What of the host was stored before the first change, in the order in which it was changed.</summary>
    public ImmutableArray<StoredItem> Stored =>
        [.. _state.Values.Select(value => new StoredItem(value)), .. _state.Files.Select(file => new StoredItem(file))];

    /// <summary>Waits for its turn.</summary>
    /// <param name="root">The root of the file system to work on; <c>/</c> for this host.</param>
    /// <param name="unit">The systemd unit that gets the limits of open files, too; null for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TuningException">The unit is not there, the stored state cannot be read, or another process goes on changing
    /// settings.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TuningSession Open(string root, string? unit, CancellationToken cancellationToken) =>
        Open(Do(root, () => new HostFiles(HostRoot.Open(root))), unit, cancellationToken);

    internal static TuningSession Open(HostFiles files, string? unit, CancellationToken cancellationToken)
    {
        SafeFileHandle? taken = null;
        try
        {
            string? fullUnit = unit is null ? null : SystemdUnit.Find(files, unit);
            taken = Do("/" + TuningLock.File, () => TuningLock.Take(files, cancellationToken));
            return new TuningSession(files, fullUnit, taken, Do("/" + StoredState.File, () => LoadState(files)));
        }
        catch (Exception exception)
        {
            taken?.Dispose();
            files.Dispose();
            if (exception is TuningException failure)
                throw new TuningException(failure.Problem, failure.Name, $"{failure.Reason} Nothing was changed.", failure.InnerException);
            throw;
        }
    }

    /// <summary>Checks a change without making it.</summary>
    /// <param name="root">The root of the file system that it would be made in.</param>
    /// <param name="name">The setting.</param>
    /// <param name="value">Its value.</param>
    /// <param name="scope">Where it would take effect.</param>
    /// <param name="assumed">Changes of other settings, by name, that count as made; null for none.</param>
    /// <returns>The value that is there now; null where there is none.</returns>
    /// <exception cref="TuningException">The name, the value or the setting is not what can be set.</exception>
    public static string? Check(string root, string name, string value, TuningScope scope,
        IReadOnlyDictionary<string, string>? assumed = null) =>
        Do(root, () =>
        {
            using var files = new HostFiles(HostRoot.Open(root));
            return new WantedChange(files, name, value, scope, assumed).Current;
        });

    /// <summary>Changes a setting, unless it has the value.</summary>
    /// <param name="name">The setting, with dots or slashes.</param>
    /// <param name="value">The value.</param>
    /// <param name="scope">Where it is to take effect.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="TuningException">It was not changed, or not in every place.</exception>
    public TuningChange Set(string name, string value, TuningScope scope)
    {
        var wanted = new WantedChange(_files, name, value, scope);
        bool persists = scope != TuningScope.Live;
        _done.Clear();
        try
        {
            // The kernel has the first word on a setting; a limit that this process cannot have, the next login can.
            bool? persistent = persists && wanted.IsFileLimit ? Persist(wanted) : null;
            bool? live = wanted.Live is null ? null : SetLive(wanted);
            if (persists && !wanted.IsFileLimit)
                persistent = Persist(wanted);
            return new TuningChange(wanted.Name, wanted.Current, wanted.Value, live, persistent);
        }
        catch (TuningException exception) when (_done.Count > 0)
        {
            throw new TuningException(
                exception.Problem, exception.Name, $"{exception.Reason} Before that, {string.Join(", and ", _done)}.",
                exception.InnerException);
        }
    }

    /// <summary>What is worth knowing of the changes so far, beside their success; each thing once.</summary>
    public ImmutableArray<string> TakeWarnings()
    {
        ImmutableArray<string> warnings = [.. _warnings.Distinct()];
        _warnings.Clear();
        return warnings;
    }

    /// <summary>Restores one of the things that were stored, exactly, and forgets it.</summary>
    /// <param name="item">What was stored.</param>
    /// <param name="isForced">Whether it is restored also where somebody else has changed it since.</param>
    /// <returns>What became of it; null where there is nothing to restore any more: the host has started again since, or the process that
    /// it was of has ended.</returns>
    /// <exception cref="TuningException">It could not be restored, or somebody else has changed it since. It is still stored.</exception>
    public TuningChange? Restore(StoredItem item, bool isForced = false)
    {
        ArgumentNullException.ThrowIfNull(item);
        TuningChange? change = item.Value is { } value ? RestoreValue(value, isForced) : RestoreFile(item.File!, isForced);
        _state = item.Value is { } put
            ? _state with { Values = _state.Values.Remove(put) }
            : _state with { Files = _state.Files.Remove(item.File!) };
        Do("/" + StoredState.File, () => _state.Save(_files));
        return change;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lock.Dispose();
        _files.Dispose();
    }

    private static StoredState LoadState(HostFiles files)
    {
        files.RemoveUnfinished(StoredState.File);
        try
        {
            return StoredState.Load(files);
        }
        catch (JsonException exception)
        {
            throw new TuningException(
                TuningProblem.InvalidValue, "/" + StoredState.File,
                $"it is damaged: {exception.Message} Correct it, or remove it to give up the earlier settings.", exception);
        }
    }

    private bool SetLive(WantedChange wanted)
    {
        LiveSetting setting = wanted.Live!;
        string before = Do(wanted.Name, setting.Read);
        if (SettingText.Normalize(before) != wanted.Value)
        {
            Remember(wanted.Name, _state.With(new StoredValue(wanted.Name, before, Boot(), setting.Realm, []), wanted.Value));
            WriteAndReadBack(wanted.Name, setting, wanted.Value);
            _done.Add($"it was set to {wanted.Value}, which is in force");
        }
        return true;
    }

    private void WriteAndReadBack(string name, LiveSetting setting, string value)
    {
        Do(name, () => setting.Write(_files, value));
        string after = SettingText.Normalize(Do(name, setting.Read));
        if (after != SettingText.Normalize(value))
            throw new TuningException(
                TuningProblem.WriteFailed, name,
                $"'{value}' was written, but '{after}' is in force: the kernel or another program changed it.");
    }

    private bool? Persist(WantedChange wanted)
    {
        switch (wanted.Name)
        {
            case MemoryRules.HugePagesName:
                _warnings.Add($"{MemoryRules.HugePagesName} is not a sysctl, and is lost at the next boot. To keep it: a line in a file in /etc/tmpfiles.d, or transparent_hugepage={wanted.Value} on the kernel's command line.");
                return null;
            case FileRules.SoftName or FileRules.HardName:
                return PersistFileLimit(wanted);
            default:
                return PersistSysctl(wanted);
        }
    }

    private bool PersistSysctl(WantedChange wanted)
    {
        if (wanted.IsPersisted)
            return true;
        Change(wanted.Name, OwnFiles.Sysctl, OwnFiles.SysctlLine(wanted.Name, wanted.Value));
        PersistedSettings persisted = PersistedSettings.Read(_files.Root);
        WarnOfTuned();
        if (wanted.IsMadeBy(persisted.ValueOf(wanted.Name)))
            return true;
        _warnings.Add($"{wanted.Name} will not be {wanted.Value} after the next boot: {persisted.Describe(wanted.Name) ?? "a line excludes it"}. Remove that line.");
        return false;
    }

    private bool PersistFileLimit(WantedChange wanted)
    {
        bool isSoft = wanted.Name == FileRules.SoftName;
        long limit = long.Parse(wanted.Value, CultureInfo.InvariantCulture);
        long openMax = FileRules.OpenMaxAtBoot(PersistedSettings.Read(_files.Root));
        PersistedLimits before = PersistedLimits.Read(_files.Root);
        // * does not stand for root everywhere.
        foreach ((string domain, LimitsLine? line) in ((string, LimitsLine?)[])[("*", before.OfEverybody(isSoft)),
            ("root", before.OfRoot(isSoft))])
        {
            if (!IsEnough(line))
                Change(wanted.Name, OwnFiles.Limits, OwnFiles.LimitLine(domain, isSoft, wanted.Value));
        }
        bool isKept = WarnOfLimits(PersistedLimits.Read(_files.Root), isSoft, IsEnough);
        if (_unit is not null && !(PersistedLimits.FilesOfUnit(_files.Root, SystemdUnit.FilesOf(_files.Root, _unit)) >= limit))
        {
            Change(wanted.Name, OwnFiles.UnitDropIn(_unit), OwnFiles.UnitLine(wanted.Value));
            _warnings.Add($"The unit {_unit} has the new limit after 'systemctl daemon-reload' and 'systemctl restart {_unit}'.");
        }
        return isKept;

        bool IsEnough(LimitsLine? line) => line?.ToFiles(openMax) is { } files && files >= limit && files <= openMax;
    }

    private bool WarnOfLimits(PersistedLimits after, bool isSoft, Func<LimitsLine?, bool> isEnough)
    {
        LimitsLine?[] decisive = [after.OfEverybody(isSoft), after.OfRoot(isSoft)];
        LimitsLine[] lower = [.. decisive.OfType<LimitsLine>().Where(line => !isEnough(line))];
        foreach (LimitsLine line in lower)
            _warnings.Add($"The next login will have another limit: {PersistedLimits.Describe(line)} takes precedence. Remove that line.");
        foreach (LimitsLine line in after.OfOthers(isSoft).Where(line => !isEnough(line)))
            _warnings.Add($"{PersistedLimits.Describe(line)} applies to {line.Domain} instead of the new limit.");
        if (after.ExemptionOfRoot is { } exemption)
            _warnings.Add($"pam_limits sets no limits for root: {exemption.File}:{exemption.Line} ({exemption.Domain} -).");
        return lower.Length == 0;
    }

    private void WarnOfTuned()
    {
        if (_files.Root.IsLive && File.Exists("/run/tuned/tuned.pid"))
            _warnings.Add("tuned runs on this host, and may apply its own profile over these settings ('tuned-adm active' names it).");
    }

    private void Change(string name, string file, string line)
    {
        byte[]? before = Do(name, () => _files.TryRead(file));
        byte[] after = OwnFiles.With(file, before, line);
        if (before is not null && after.AsSpan().SequenceEqual(before))
            return;
        Remember(name, _state.With(new StoredFile(file, before, NewFolders(file), []), line));
        Do(name, () => _files.Write(file, after));
        _done.Add($"the line '{line}' was written to /{file}");
    }

    private ImmutableArray<string> NewFolders(string file)
    {
        var missing = ImmutableArray.CreateBuilder<string>();
        for (string? folder = Path.GetDirectoryName(file); !string.IsNullOrEmpty(folder)
            && !_files.Root.Exists(folder); folder = Path.GetDirectoryName(folder))
            missing.Add(folder);
        return missing.ToImmutable();
    }

    private void Remember(string name, StoredState state)
    {
        if (state == _state)
            return;
        Do(name, () => state.Save(_files));
        _state = state;
    }

    private TuningChange? RestoreValue(StoredValue stored, bool isForced)
    {
        LiveSetting setting = LiveSetting.Of(stored.Name);
        if (stored.Boot != Boot() || (stored.Realm is { } owner && setting.IsGone(owner)))
            return null;
        if (stored.Realm is { } realm && realm != setting.Realm)
            throw new TuningException(
                TuningProblem.NotFound, stored.Name,
                $"its value '{stored.Value}' is that of {realm}, and this is {setting.Realm}. Restore it there.");
        string current = SettingText.Normalize(Do(stored.Name, setting.Read));
        string original = SettingText.Normalize(stored.Value);
        if (current != original)
        {
            if (!isForced && !stored.Written.Contains(current))
                throw new TuningException(TuningProblem.ChangedSince, stored.Name, $"it is '{current}', and was set to '{stored.Written[^1]}': it was changed since and is kept. -Restore -Force restores '{original}'.");
            WriteAndReadBack(stored.Name, setting, stored.Value);
        }
        return new TuningChange(stored.Name, current, original, Live: true, Persistent: null);
    }

    private TuningChange RestoreFile(StoredFile stored, bool isForced)
    {
        string shown = "/" + stored.File;
        byte[]? current = Do(shown, () => _files.TryRead(stored.File));
        bool isOwn = isForced || OwnFiles.Versions(stored.File, stored.Content, stored.Lines).Any(version => IsSame(version, current));
        byte[]? wanted = isOwn || current is null ? stored.Content : OwnFiles.Without(stored.File, current, stored.Content, stored.Lines);
        if (!isOwn && current is null)
            throw new TuningException(
                TuningProblem.ChangedSince, shown,
                "it was removed since and is not restored. -Restore -Force restores it as it was before.");

        Do(shown, () => Put(stored, current, wanted));
        if (!isOwn && !IsSame(wanted, stored.Content))
            throw new TuningException(TuningProblem.ChangedSince, shown, $"it was changed since: the lines of Set-KernelTuning were removed, and others are kept ({OwnFiles.Difference(wanted, stored.Content)}). -Restore -Force restores the file as it was before.");
        return new TuningChange(
            shown, current is null ? null : "written", stored.Content is null ? "removed" : "as before", Live: null, Persistent: true);
    }

    private void Put(StoredFile stored, byte[]? current, byte[]? wanted)
    {
        if (wanted is null)
        {
            _files.Delete(stored.File);
            foreach (string folder in stored.NewFolders)
                _files.DeleteIfEmpty(folder);
        }
        else if (IsSame(current, wanted))
        {
            _files.RemoveUnfinished(stored.File);
        }
        else
        {
            _files.Write(stored.File, wanted);
        }
    }

    private static bool IsSame(byte[]? one, byte[]? other) =>
        one is null ? other is null : other is not null && one.AsSpan().SequenceEqual(other);

    private static string Boot() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
}
