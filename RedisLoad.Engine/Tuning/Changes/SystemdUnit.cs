using RedisLoad.Tuning.Files;
using System.Text.RegularExpressions;

namespace RedisLoad.Tuning.Changes;

/// <summary>The services of a host, as systemd finds them.</summary>
internal static partial class SystemdUnit
{
    private static readonly string[] s_folders = ["etc/systemd/system", "run/systemd/system", "usr/local/lib/systemd/system",
        "usr/lib/systemd/system", "lib/systemd/system"];

    /// <summary>Finds a service, and gives its full name.</summary>
    /// <exception cref="TuningException">There is none of that name.</exception>
    public static string Find(HostFiles files, string unit)
    {
        string full = unit.Contains('.', StringComparison.Ordinal) ? unit : unit + ".service";
        if (!IsName(full))
            throw new TuningException(TuningProblem.InvalidName, unit, "it is not the name of a systemd service.");
        return FilesOf(files.Root, full).Any(files.Root.Exists)
            ? full
            : throw new TuningException(
                TuningProblem.NotFound, full, $"there is no such unit below {files.Root.Path}. 'systemctl list-unit-files' lists them.");
    }

    /// <summary>Whether a text is the full name of a service.</summary>
    public static bool IsName(string full) => UnitName().IsMatch(full);

    /// <summary>Where a unit may be described: its own files, those of its template, and their drop-ins.</summary>
    public static IEnumerable<string> FilesOf(HostRoot root, string full)
    {
        // An instance such as redis@7001.service is made from the template redis@.service.
        string template = full.Contains('@', StringComparison.Ordinal)
            ? full[..(full.IndexOf('@', StringComparison.Ordinal) + 1)] + ".service"
            : full;
        foreach (string path in s_folders.SelectMany(folder => (string[])[$"{folder}/{full}", $"{folder}/{template}"]))
        {
            yield return path;
            foreach (string dropIn in root.ConfigurationsIn(path + ".d"))
                yield return dropIn;
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9:_@-][A-Za-z0-9:_.@\\-]*\.service$")]
    private static partial Regex UnitName();
}
