using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace RedisLoad.Torture.Fuzz;

/// <summary>Makes inputs out of others: what a fuzzer does to find what no one thought of, the same for the same seed.</summary>
/// <param name="random">What everything is drawn from.</param>
/// <param name="corpus">The inputs to begin with, at least one.</param>
internal sealed partial class Mutator(Random random, IReadOnlyList<byte[]> corpus)
{
    private const int Longest = 256 * 1024;

    /// <summary>Numbers at the edges of what numbers are kept in, and texts that are nearly numbers.</summary>
    private static readonly string[] s_numbers =
    [
        "0", "-0", "-1", "+1", "1", "2", "00", "127", "128", "255", "256", "32767", "65535", "65536", "2147483647", "2147483648",
        "-2147483649", "4294967295", "4294967296",
        "9223372036854775807", "9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616",
        "18446744073709551620", "99999999999999999999",
        "1e308", "1e400", "-1e400", "1e-400", "NaN", "Infinity", "0x7f", "0xffffffffffffffffff", "010", "1.5", ".", "1_0", "1,000",
        "\u0661", "",
    ];

    private static readonly byte[] s_bytes = [0, 1, 9, 10, 13, 27, 32, 34, 39, 44, 45, 46, 47, 48, 58, 61, 64, 92, 127, 128, 0xC0, 0xE2,
        0xEF, 0xF4, 0xFE, 0xFF];

    /// <summary>Another input.</summary>
    public byte[] Next()
    {
        byte[] bytes = Pick(corpus);
        for (int i = 1 << random.Next(5); i > 0; i--)
            bytes = Change(bytes);
        return bytes.Length <= Longest ? bytes : bytes[..Longest];
    }

    private byte[] Change(byte[] bytes) => random.Next(10) switch
    {
        0 or 1 => ReplaceNumber(bytes),
        2 => Replace(bytes, At(bytes), 1, [(byte)random.Next(256)]),
        3 => Replace(bytes, At(bytes), random.Next(2), [s_bytes[random.Next(s_bytes.Length)]]),
        4 => Flip(bytes),
        5 => Remove(bytes),
        6 => Repeat(bytes),
        7 => Splice(bytes),
        8 => bytes[..At(bytes)],
        _ => Replace(bytes, At(bytes), random.Next(5), Part(Pick(corpus))),
    };

    private byte[] ReplaceNumber(byte[] bytes)
    {
        // Latin-1 has a character for each byte.
        MatchCollection numbers = Number().Matches(Encoding.Latin1.GetString(bytes));
        if (numbers.Count == 0)
            return bytes;
        Match match = numbers[random.Next(numbers.Count)];
        string number = random.Next(4) == 0
            ? random.NextInt64().ToString(CultureInfo.InvariantCulture)
            : s_numbers[random.Next(s_numbers.Length)];
        return Replace(bytes, match.Index, match.Length, Encoding.UTF8.GetBytes(number));
    }

    private byte[] Flip(byte[] bytes)
    {
        if (bytes.Length == 0)
            return bytes;
        byte[] flipped = [.. bytes];
        flipped[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }

    private byte[] Remove(byte[] bytes)
    {
        int start = At(bytes);
        return Replace(bytes, start, random.Next(bytes.Length - start + 1), []);
    }

    /// <summary>What grows faster than its input shows when a part comes a thousand times.</summary>
    private byte[] Repeat(byte[] bytes)
    {
        byte[] part = Part(bytes);
        int times = Math.Min(1 << random.Next(15), Longest / Math.Max(1, part.Length));
        return Replace(bytes, At(bytes), 0, [.. Enumerable.Repeat(part, times).SelectMany(one => one)]);
    }

    private byte[] Splice(byte[] bytes)
    {
        byte[] other = Pick(corpus);
        return [.. bytes[..At(bytes)], .. other[At(other)..]];
    }

    private byte[] Part(byte[] bytes)
    {
        int start = At(bytes);
        return bytes[start..(start + Math.Min(bytes.Length - start, random.Next(1, 40)))];
    }

    private static byte[] Replace(byte[] bytes, int start, int length, byte[] by) =>
        [.. bytes[..start], .. by, .. bytes[Math.Min(bytes.Length, start + length)..]];

    private int At(byte[] bytes) => random.Next(bytes.Length + 1);

    private byte[] Pick(IReadOnlyList<byte[]> inputs) => inputs[random.Next(inputs.Count)];

    [GeneratedRegex("-?[0-9]+")]
    private static partial Regex Number();
}
