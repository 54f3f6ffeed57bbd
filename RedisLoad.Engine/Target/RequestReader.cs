using System.Buffers.Text;

namespace RedisLoad.Target;

/// <summary>How far the reading of a request came.</summary>
internal enum RequestResult
{
    /// <summary>The request goes on in bytes that have not come yet.</summary>
    Incomplete,

    /// <summary>The request is whole. One without arguments, an empty line, asks for nothing.</summary>
    Complete,

    /// <summary>The bytes are no request.</summary>
    Malformed,
}

/// <summary>Reads requests as Redis does: arrays of bulk strings, or words on a line.</summary>
internal static class RequestReader
{
    private const int LongestLine = 64 * 1024;
    private const int MostArguments = 1024 * 1024;
    private const int LongestArgument = 1024 * 1024;

    /// <summary>Reads the first request.</summary>
    /// <param name="bytes">All that has come and was not read yet.</param>
    /// <param name="arguments">Emptied, then filled with where the arguments are in <paramref name="bytes"/>.</param>
    /// <param name="consumed">How many bytes the request has, where it is whole.</param>
    public static RequestResult Read(ReadOnlySpan<byte> bytes, List<Range> arguments, out int consumed)
    {
        arguments.Clear();
        consumed = 0;
        if (bytes.IsEmpty)
            return RequestResult.Incomplete;
        return bytes[0] == '*' ? ReadArray(bytes, arguments, out consumed) : ReadInline(bytes, arguments, out consumed);
    }

    private static RequestResult ReadArray(ReadOnlySpan<byte> bytes, List<Range> arguments, out int at)
    {
        at = 0;
        RequestResult result = ReadNumber(bytes, ref at, (byte)'*', MostArguments, out int count);
        for (int i = 0; i < count && result == RequestResult.Complete; i++)
        {
            result = ReadNumber(bytes, ref at, (byte)'$', LongestArgument, out int length);
            if (result != RequestResult.Complete)
                return result;
            if (bytes.Length < at + length + 2)
                return RequestResult.Incomplete;
            if (!bytes.Slice(at + length, 2).SequenceEqual("\r\n"u8))
                return RequestResult.Malformed;
            arguments.Add(at..(at + length));
            at += length + 2;
        }
        return result;
    }

    private static RequestResult ReadNumber(ReadOnlySpan<byte> bytes, ref int at, byte prefix, int most, out int number)
    {
        number = 0;
        ReadOnlySpan<byte> rest = bytes[at..];
        int end = rest.IndexOf("\r\n"u8);
        if (end < 0)
            return rest.Length > LongestLine ? RequestResult.Malformed : RequestResult.Incomplete;
        if (rest[0] != prefix || !Utf8Parser.TryParse(rest[1..end], out number, out int digits)
            || digits != end - 1 || number < 0 || number > most)
            return RequestResult.Malformed;
        at += end + 2;
        return RequestResult.Complete;
    }

    private static RequestResult ReadInline(ReadOnlySpan<byte> bytes, List<Range> arguments, out int consumed)
    {
        consumed = bytes.IndexOf((byte)'\n') + 1;
        if (consumed == 0)
            return bytes.Length > LongestLine ? RequestResult.Malformed : RequestResult.Incomplete;

        foreach (Range word in bytes[..consumed].SplitAny(" \t\r\n"u8))
        {
            (int _, int length) = word.GetOffsetAndLength(consumed);
            if (length > 0)
                arguments.Add(word);
        }
        return RequestResult.Complete;
    }
}
