using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace RedisLoad.Resp;

/// <summary>Splits a command into its arguments, quoted as in redis-cli.</summary>
/// <remarks>
/// Blanks part arguments. "..." may hold \n \r \t \b \a \xHH, \" and \\; '...' may hold \'; a quote ends its argument.
/// Rules: sdssplitargs of Redis, https://github.com/redis/redis/blob/7.0/src/sds.c
/// </remarks>
internal static class CommandLine
{
    /// <summary>The arguments' bytes: text in UTF-8, an escaped byte as it is.</summary>
    /// <exception cref="FormatException">A quote is not closed, or something follows a closed one.</exception>
    public static ImmutableArray<byte[]> Split(string line)
    {
        var arguments = ImmutableArray.CreateBuilder<byte[]>();
        ReadOnlySpan<byte> rest = TrimBlanks(Encoding.UTF8.GetBytes(line));
        while (rest.Length > 0)
        {
            arguments.Add(TakeArgument(ref rest));
            rest = TrimBlanks(rest);
        }
        return arguments.ToImmutable();
    }

    private static byte[] TakeArgument(ref ReadOnlySpan<byte> rest)
    {
        var argument = new List<byte>();
        while (rest.Length > 0 && !IsBlank(rest[0]))
        {
            if (rest[0] is (byte)'"' or (byte)'\'')
            {
                TakeQuoted(ref rest, argument);
                if (rest.Length > 0 && !IsBlank(rest[0]))
                    throw new FormatException("a closing quote is followed by more text; separate them with a space");
                break;
            }
            argument.Add(rest[0]);
            rest = rest[1..];
        }
        return [.. argument];
    }

    private static void TakeQuoted(ref ReadOnlySpan<byte> rest, List<byte> argument)
    {
        byte quote = rest[0];
        rest = rest[1..];
        while (rest.Length > 0 && rest[0] != quote)
        {
            if (quote == '"')
                argument.Add(TakeEscapable(ref rest));
            else if (rest.StartsWith(@"\'"u8))
                argument.Add(Take(ref rest, 2, (byte)'\''));
            else
                argument.Add(Take(ref rest, 1, rest[0]));
        }
        if (rest.Length == 0)
            throw new FormatException($"the quote {(char)quote} is not closed");
        rest = rest[1..];
    }

    private static byte TakeEscapable(ref ReadOnlySpan<byte> rest)
    {
        if (rest[0] != '\\' || rest.Length == 1)
            return Take(ref rest, 1, rest[0]);
        if (rest[1] == 'x' && rest.Length >= 4
            && byte.TryParse(rest[2..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            return Take(ref rest, 4, value);
        return Take(ref rest, 2, rest[1] switch
        {
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            (byte)'b' => (byte)'\b',
            (byte)'a' => (byte)'\a',
            byte other => other,
        });
    }

    private static byte Take(ref ReadOnlySpan<byte> rest, int length, byte value)
    {
        rest = rest[length..];
        return value;
    }

    private static ReadOnlySpan<byte> TrimBlanks(ReadOnlySpan<byte> text)
    {
        while (text.Length > 0 && IsBlank(text[0]))
            text = text[1..];
        return text;
    }

    private static bool IsBlank(byte value) => value is (byte)' ' or (>= (byte)'\t' and <= (byte)'\r') or 0;
}
