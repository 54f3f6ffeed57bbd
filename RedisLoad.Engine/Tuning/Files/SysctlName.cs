using System.Diagnostics.CodeAnalysis;
using RedisLoad.Interop;

namespace RedisLoad.Tuning.Files;

/// <summary>The name of a kernel setting: <c>net.ipv4.tcp_syncookies</c>, or with slashes for dots.</summary>
/// <remarks>
/// As sysctl(8) and systemd-sysctl have it: the first of the two signs that occurs separates the parts, and the other one stands for
/// itself, so that net/ipv4/conf/eth0.100/x and net.ipv4.conf.eth0/100.x are the same file. Separators before the name, or repeated, say
/// nothing. </remarks>
internal static class SysctlName
{
    private const int Longest = 255;

    /// <summary>Brings a name into the form with dots.</summary>
    /// <param name="text">The name as it is written.</param>
    /// <param name="allowGlob">Whether <c>*</c>, <c>?</c> and <c>[</c> may stand in it.</param>
    /// <param name="name">The name.</param>
    /// <returns>Whether it is a name that stays below /proc/sys.</returns>
    public static bool TryParse(string text, bool allowGlob, [NotNullWhen(true)] out string? name)
    {
        name = null;
        int first = text.AsSpan().IndexOfAny('.', '/');
        string dotted = first >= 0 && text[first] == '/' ? Swap(text) : text;
        string[] parts = dotted.Split('.', StringSplitOptions.RemoveEmptyEntries);
        if (text.Length > Longest || parts.Length < 2 || dotted.EndsWith('.') || !Array.TrueForAll(parts, part => IsPart(part, allowGlob)))
            return false;
        name = string.Join('.', parts);
        // What is written as a whole path is looked up below /proc/sys all the same, and is not there.
        return parts[0] != "proc";
    }

    /// <summary>The name's path below /proc/sys.</summary>
    public static string ToPath(string name) => Swap(name);

    public static bool IsGlob(string name) => name.AsSpan().IndexOfAny('*', '?', '[') >= 0;

    /// <summary>Whether a glob matches a name, as glob(3) has it below /proc/sys: no part of a pattern reaches across a slash.</summary>
    public static bool Matches(string glob, string name) => Libc.MatchesPath(ToPath(glob), ToPath(name));

    private static string Swap(string text) => string.Create(text.Length, text, static (swapped, original) =>
    {
        for (int i = 0; i < original.Length; i++)
            swapped[i] = original[i] switch { '.' => '/', '/' => '.', char other => other };
    });

    private static bool IsPart(string part, bool allowGlob)
    {
        // With the signs swapped, a part may hold a slash for a dot, and so the dots of a way out.
        if (part.Split('/').Any(piece => piece.Length == 0))
            return false;
        return part.All(
            letter => char.IsAsciiLetterOrDigit(letter) || "_-:@/".Contains(letter) || (allowGlob && "*?[]!^".Contains(letter)));
    }
}
