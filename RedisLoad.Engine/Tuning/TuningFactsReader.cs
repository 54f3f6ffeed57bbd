using System.Collections.Immutable;
using System.Globalization;
using RedisLoad.Interop;
using RedisLoad.Kernel;
using RedisLoad.Tuning.Files;
using RedisLoad.Tuning.Rules;

namespace RedisLoad.Tuning;

/// <summary>Reads what the rules have to know of this host, as this process sees it. Writes nothing.</summary>
internal static class TuningFactsReader
{
    private const string ProcSys = "/proc/sys";
    private const string OpenFiles = "fs/file-nr";
    private const string HugePages = "/sys/kernel/mm/transparent_hugepage/enabled";

    private static IEnumerable<string> SysctlNames =>
        [.. TuningCatalogue.Rules.Where(rule => rule.Place == SettingPlace.Sysctl).Select(rule => rule.Name), PortRules.LowestPortName];

    /// <param name="root">The root of the file system whose files persist settings; of another one than <c>/</c>, what its files set counts
    /// in place of what is in force here.</param>
    public static TuningFacts Read(string root)
    {
        using HostRoot host = HostRoot.Open(root);
        var persisted = PersistedSettings.Read(host);
        var limits = PersistedLimits.Read(host);
        var values = ImmutableDictionary.CreateBuilder<string, string>();
        var absences = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (string name in SysctlNames)
        {
            if (TryReadSysctl(name, out string text))
                values[name] = text;
            else
                absences[name] = text;
        }
        (ulong soft, ulong hard) = Libc.FileLimit();
        values[FileRules.SoftName] = ToText(soft);
        values[FileRules.HardName] = ToText(hard);
        ImmutableDictionary<string, PersistedValue> files = TuningCatalogue.Rules
            .Where(rule => rule.Place is SettingPlace.Sysctl or SettingPlace.FileLimit)
            .ToImmutableDictionary(rule => rule.Name, rule => rule.Place == SettingPlace.Sysctl
                ? persisted.For(rule.Name)
                : limits.For(rule.Name == FileRules.SoftName, FileRules.OpenMaxAtBoot(persisted)));
        foreach (TuningRule rule in TuningCatalogue.Rules.Where(rule => rule.IsRemoved || !host.IsLive))
        {
            if (files.GetValueOrDefault(rule.Name)?.Value is { } value)
                values[rule.Name] = value;
        }
        if (TryReadText(HugePages) is { } choices && Chosen(choices) is { } chosen)
            values[MemoryRules.HugePagesName] = chosen;

        using var statistics = new NetStatistics("/proc/thread-self/net", ProcSys, [OpenFiles]);
        return new TuningFacts
        {
            Values = values.ToImmutable(),
            Absences = absences.ToImmutable(),
            Persisted = files,
            ListeningPorts = [.. ListeningSocket.Here().Select(socket => socket.Port)],
            OpenFiles = statistics.ReadSysctl(OpenFiles) ?? 0,
            TcpMemoryPages = statistics.ReadSockstat("mem"),
            BacklogDrops = (long?)statistics.ReadSoftnetDropped(),
        };
    }

    /// <summary>The choice that a file of /sys shows in brackets: <c>always [madvise] never</c>.</summary>
    internal static string? Chosen(string choices)
    {
        int begin = choices.IndexOf('[', StringComparison.Ordinal);
        int end = choices.IndexOf(']', StringComparison.Ordinal);
        return begin >= 0 && end > begin ? choices[(begin + 1)..end] : null;
    }

    /// <summary>Reads a setting, or says why it cannot.</summary>
    private static bool TryReadSysctl(string name, out string text)
    {
        try
        {
            text = SettingText.Normalize(File.ReadAllText($"{ProcSys}/{SysctlName.ToPath(name)}"));
            return true;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            text = name.StartsWith("net.netfilter.", StringComparison.Ordinal)
                ? "Connection tracking (nf_conntrack) is not loaded."
                : "The kernel does not show it: it has another version, or the setting belongs to the host and this is a network namespace.";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            text = $"It cannot be read: {exception.Message}";
        }
        return false;
    }

    private static string? TryReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string ToText(ulong limit) => Math.Min(limit, long.MaxValue).ToString(CultureInfo.InvariantCulture);
}
