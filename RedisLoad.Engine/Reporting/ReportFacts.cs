using System.Globalization;
using System.Runtime.InteropServices;
using RedisLoad.Redis;
using RedisLoad.Tuning;

namespace RedisLoad.Reporting;

/// <summary>Reads what a report says of the surroundings of a load.</summary>
public static class ReportFacts
{
    private static readonly (string Field, string Name)[] s_redisFields =
    [
        ("redis_version", "Version"), ("redis_mode", "Mode"), ("os", "System"), ("multiplexing_api", "Event loop"), (
            "io_threads_active", "I/O threads active"),
        ("maxclients", "maxclients"), ("connected_clients", "Clients now"), ("used_memory_human", "Memory used"),
    ];

    /// <summary>This host: its kernel, its processors, its runtime.</summary>
    public static IReadOnlyList<ReportFact> OfHost() =>
    [
        new ReportFact("System", RuntimeInformation.OSDescription),
        new ReportFact("Kernel", KernelVersion()),
        new ReportFact("CPUs", $"{Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)} x {ProcessorModel()}"),
        new ReportFact("Runtime", RuntimeInformation.FrameworkDescription),
        new ReportFact("RedisLoad", typeof(ReportFacts).Assembly.GetName().Version!.ToString(3)),
    ];

    /// <summary>The settings of this host that Test-KernelTuning looks at, as they are in force.</summary>
    public static IReadOnlyList<ReportFact> OfSettings() => OperatingSystem.IsLinux()
        ? [.. TuningFactsReader.Read("/").Values.OrderBy(setting => setting.Key, StringComparer.Ordinal)
            .Select(setting => new ReportFact(setting.Key, setting.Value))]
        : [];

    /// <summary>What a Redis says of itself.</summary>
    /// <param name="redis">A connection to it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RedisControlException">It does not answer, or does not allow this user to ask.</exception>
    public static async Task<IReadOnlyList<ReportFact>> OfRedisAsync(RedisControl redis, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(redis);
        IReadOnlyDictionary<string, string> info = await redis.InfoAsync(cancellationToken).ConfigureAwait(false);
        return [new ReportFact("Server", name), .. s_redisFields.Where(field => info.ContainsKey(field.Field))
            .Select(field => new ReportFact(field.Name, info[field.Field]))];
    }

    /// <summary>The processors' model, of the text of /proc/cpuinfo; null where it does not say.</summary>
    internal static string? ModelOf(string cpuInfo) => cpuInfo.Split('\n')
        .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
        .FirstOrDefault(parts => parts.Length == 2 && parts[0] is "model name" or "Model")?[1];

    private static string KernelVersion() => TryRead("/proc/sys/kernel/osrelease")?.Trim() ?? Environment.OSVersion.VersionString;

    private static string ProcessorModel() =>
        (TryRead("/proc/cpuinfo") is { } text ? ModelOf(text) : null) ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static string? TryRead(string path)
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
}
