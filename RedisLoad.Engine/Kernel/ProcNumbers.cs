using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace RedisLoad.Kernel;

/// <summary>Numbers out of small files of /proc. What is missing or is no number is null.</summary>
internal static class ProcNumbers
{
    /// <summary>The number at a place in a row of them, as in tcp_mem or file-nr.</summary>
    public static long? At(ReadOnlySpan<byte> text, int index)
    {
        ReadOnlySpan<byte> word = Word(text, index);
        return Utf8Parser.TryParse(word, out long number, out int used) && used == word.Length ? number : null;
    }

    /// <summary>The number after a name on the line that begins with another, as in <c>TCP: inuse 1 orphan 0</c> of
    /// /proc/net/sockstat.</summary>
    public static long? Named(ReadOnlySpan<byte> text, string line, string name)
    {
        foreach (Range range in text.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> words = text[range];
            if (!Ascii.Equals(Take(ref words), line))
                continue;
            for (ReadOnlySpan<byte> word = Take(ref words); !word.IsEmpty; word = Take(ref words))
            {
                if (Ascii.Equals(word, name))
                    return At(words, 0);
            }
        }
        return null;
    }

    /// <summary>The sum of a column of hexadecimal numbers, a line for each processor, as in /proc/net/softnet_stat.</summary>
    public static ulong? SumOfHexColumn(ReadOnlySpan<byte> text, int column)
    {
        ulong? sum = null;
        foreach (Range range in text.Split((byte)'\n'))
        {
            if (ulong.TryParse(Word(text[range], column), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong number))
                sum = (sum ?? 0) + number;
        }
        return sum;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(" \t\n"u8);
        ReadOnlySpan<byte> word = Word(text, 0);
        text = text[word.Length..];
        return word;
    }

    private static ReadOnlySpan<byte> Word(ReadOnlySpan<byte> text, int index)
    {
        for (; ; index--)
        {
            text = text.TrimStart(" \t\n"u8);
            int end = text.IndexOfAny(" \t\n"u8);
            if (index == 0)
                return end < 0 ? text : text[..end];
            if (end < 0)
                return default;
            text = text[end..];
        }
    }
}
