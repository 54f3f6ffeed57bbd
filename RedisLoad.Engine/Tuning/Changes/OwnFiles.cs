using System.Globalization;
using System.Text;

namespace RedisLoad.Tuning.Changes;

/// <summary>The files that tuning keeps for itself: their places, and their text with one setting more.</summary>
internal static class OwnFiles
{
    public const string Sysctl = "etc/sysctl.d/90-redisload.conf";
    public const string Limits = "etc/security/limits.d/90-redisload.conf";

    private const string Header = "# Written by Set-KernelTuning of RedisLoad, which takes it back with Set-KernelTuning -Restore.";

    public static string UnitDropIn(string unit) => $"etc/systemd/system/{unit}.d/90-redisload.conf";

    /// <summary>The text with this line in the place of an earlier one for the same setting, else at its end.</summary>
    public static byte[] WithSysctl(byte[]? before, string name, string value) =>
        With(before, line => line.Split('=')[0].Trim() == name, $"{name} = {value}");

    /// <summary>The text with a limit of open files for a user, or for all (*).</summary>
    public static byte[] WithFileLimit(byte[]? before, string domain, string type, string value)
    {
        string beginning = $"{domain} {type} nofile ";
        return With(before, line => line.StartsWith(beginning, StringComparison.Ordinal), beginning + value);
    }

    public static byte[] WithUnitLimit(string value) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Header}\n[Service]\nLimitNOFILE={value}\n"));

    private static byte[] With(byte[]? before, Func<string, bool> isMeant, string line)
    {
        string[] lines = before is null ? [Header] : Encoding.UTF8.GetString(before).TrimEnd('\n').Split('\n');
        int place = Array.FindIndex(lines, candidate => isMeant(candidate));
        string[] after = place < 0 ? [.. lines, line] : [.. lines[..place], line, .. lines[(place + 1)..].Where(candidate => !isMeant(candidate))];
        return Encoding.UTF8.GetBytes(string.Join('\n', after) + "\n");
    }
}
