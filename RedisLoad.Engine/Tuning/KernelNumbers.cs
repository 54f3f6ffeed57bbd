using System.Collections.Immutable;
using RedisLoad.Tuning.Files;

namespace RedisLoad.Tuning;

/// <summary>Numbers as a write to /proc/sys has them read: proc_dointvec and its relatives.</summary>
internal static class KernelNumbers
{
    /// <summary>A longer number does not fit into the kernel's buffer and is refused.</summary>
    private const int LongestNumber = 20;

    /// <summary>Reads the numbers that a text begins with.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">How many numbers the setting has: what follows them is not read.</param>
    /// <returns>At least one number; empty where the kernel refuses the text.</returns>
    public static ImmutableArray<long> Read(ReadOnlySpan<char> text, int most)
    {
        var numbers = ImmutableArray.CreateBuilder<long>(most);
        while (numbers.Count < most)
        {
            while (!text.IsEmpty && SettingText.IsBlank(text[0]))
                text = text[1..];
            if (text.IsEmpty)
                break;
            int length = TryRead(text, out long number);
            bool isSeparate = length == text.Length || (length > 0 && SettingText.IsSeparator(text[length]));
            if (length is 0 or > LongestNumber || !isSeparate)
                return [];
            numbers.Add(number);
            text = text[length..];
        }
        return numbers.ToImmutable();
    }

    /// <summary>Reads one number, of C's base: <c>10</c>, <c>0x10</c> or <c>010</c>, perhaps negative.</summary>
    /// <returns>How many characters it has; 0 where there is none, or it is too large for any setting.</returns>
    public static int TryRead(ReadOnlySpan<char> text, out long number)
    {
        number = 0;
        int start = text.StartsWith('-') ? 1 : 0;
        int numberBase = BaseOf(text[start..]);
        int position = start + (numberBase == 16 ? 2 : 0);
        int first = position;
        UInt128 value = 0;
        for (; position < text.Length && DigitOf(text[position]) is { } digit && digit < numberBase && value <= long.MaxValue; position++)
            value = value * (uint)numberBase + (uint)digit;
        if (position == first || value > long.MaxValue)
            return 0;
        number = start == 0 ? (long)value : -(long)value;
        return position;
    }

    private static int BaseOf(ReadOnlySpan<char> text)
    {
        if (text.Length > 2 && text[0] == '0' && text[1] is 'x' or 'X' && char.IsAsciiHexDigit(text[2]))
            return 16;
        return text.StartsWith('0') ? 8 : 10;
    }

    private static int? DigitOf(char letter) => letter switch
    {
        >= '0' and <= '9' => letter - '0',
        >= 'a' and <= 'f' => letter - 'a' + 10,
        >= 'A' and <= 'F' => letter - 'A' + 10,
        _ => null,
    };
}
