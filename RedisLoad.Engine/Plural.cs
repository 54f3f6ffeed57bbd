using System.Globalization;
using System.Numerics;

namespace RedisLoad;

/// <summary>Numbers of things, in words.</summary>
internal static class Plural
{
    /// <summary>The number with its noun: 1 address, 2 addresses.</summary>
    public static string Of<T>(T count, string one, string? many = null)
        where T : INumber<T> =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == T.One ? one : many ?? $"{one}s")}");
}
