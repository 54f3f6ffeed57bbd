using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace RedisLoad.Resp;

/// <summary>A whole reply with all it contains: for questions about the server. A load's replies are only judged
/// (<see cref="ReplyScanner"/>).</summary>
/// <param name="Type">Its type.</param>
/// <param name="Text">The text of a value that has one; null for null, and for those that have items.</param>
/// <param name="Items">The items of an array, a set or a push, and the keys and values of a map in turn.</param>
internal sealed record RespValue(ReplyType Type, string? Text, ImmutableArray<RespValue> Items)
{
    /// <summary>Whether it is an error.</summary>
    public bool IsError => Type is ReplyType.Error or ReplyType.BulkError;

    /// <summary>The number that it is, or that its text is; null for none.</summary>
    public int? Number => int.TryParse(Text, CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>An item by its place; null where there are fewer.</summary>
    public RespValue? At(int index) => index < Items.Length ? Items[index] : null;
}

/// <summary>Reads whole replies of a stream, one after the other.</summary>
/// <remarks>What a reply may hold is bounded, because a server that is asked about itself need not be a Redis.</remarks>
internal sealed class RespReader(Stream stream)
{
    private const int LongestLine = 64 * 1024;
    private const int LongestText = 16 * 1024 * 1024;
    private const int MostItems = 1024 * 1024;
    private const int Deepest = 16;

    private readonly byte[] _buffer = new byte[LongestLine];
    private int _start;
    private int _end;
    private int _itemsLeft;
    private int _textLeft;

    /// <summary>Reads the next reply that is not a push.</summary>
    /// <exception cref="MalformedReplyException">The bytes are not a reply.</exception>
    /// <exception cref="EndOfStreamException">The stream ends before the reply does.</exception>
    public async ValueTask<RespValue> ReadAsync(CancellationToken cancellationToken)
    {
        RespValue value;
        do
        {
            (_itemsLeft, _textLeft) = (MostItems, LongestText);
            value = await ReadValueAsync(depth: 0, cancellationToken).ConfigureAwait(false);
        }
        while (value.Type == ReplyType.Push);
        return value;
    }

    private async ValueTask<RespValue> ReadValueAsync(int depth, CancellationToken cancellationToken)
    {
        if (_start == _end)
            await FillAsync(cancellationToken).ConfigureAwait(false);
        var type = (ReplyType)_buffer[_start];
        if (!Enum.IsDefined(type) || depth > Deepest || --_itemsLeft < 0)
            throw Malformed();
        string line = (await ReadLineAsync(cancellationToken).ConfigureAwait(false))[1..];
        if ((_textLeft -= line.Length) < 0)
            throw Malformed();
        bool isText = type is ReplyType.BulkString or ReplyType.BulkError or ReplyType.VerbatimString;
        bool hasItems = type is ReplyType.Array or ReplyType.Set or ReplyType.Push or ReplyType.Map;
        if (type == ReplyType.Null || (line == "-1" && (isText || hasItems)))
            return new RespValue(ReplyType.Null, null, []);
        if (isText)
            return new RespValue(type, await ReadTextAsync(type, LengthOf(line, _textLeft), cancellationToken).ConfigureAwait(false), []);
        return hasItems
            ? new RespValue(type, null, await ReadItemsAsync(LengthOf(line, MostItems) * (type == ReplyType.Map ? 2 : 1), depth,
                cancellationToken).ConfigureAwait(false))
            : new RespValue(type, line, []);
    }

    private async ValueTask<ImmutableArray<RespValue>> ReadItemsAsync(int count, int depth, CancellationToken cancellationToken)
    {
        var items = ImmutableArray.CreateBuilder<RespValue>();
        for (int i = 0; i < count; i++)
            items.Add(await ReadValueAsync(depth + 1, cancellationToken).ConfigureAwait(false));
        return items.ToImmutable();
    }

    private async ValueTask<string> ReadTextAsync(ReplyType type, int length, CancellationToken cancellationToken)
    {
        _textLeft -= length;
        byte[] text = new byte[length + 2];
        int copied = Math.Min(text.Length, _end - _start);
        _buffer.AsSpan(_start, copied).CopyTo(text);
        _start += copied;
        await stream.ReadExactlyAsync(text.AsMemory(copied), cancellationToken).ConfigureAwait(false);
        if (!text.AsSpan(length).SequenceEqual("\r\n"u8))
            throw Malformed();
        // A verbatim string begins with its format: txt:
        int begin = type == ReplyType.VerbatimString ? Math.Min(4, length) : 0;
        return Encoding.UTF8.GetString(text, begin, length - begin);
    }

    private async ValueTask<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        int length;
        while ((length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0)
            await FillAsync(cancellationToken).ConfigureAwait(false);
        string line = Encoding.UTF8.GetString(_buffer, _start, length);
        _start += length + 2;
        return line;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
            throw Malformed();
        int received = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += received > 0 ? received : throw new EndOfStreamException();
    }

    private int LengthOf(string line, int longest) =>
        int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out int length) && length <= longest
        ? length
        : throw Malformed();

    private MalformedReplyException Malformed() => new(_buffer[_start.._end]);
}

/// <summary>What a server sent is not a reply.</summary>
/// <param name="bytes">What it sent, from where it is not.</param>
internal sealed class MalformedReplyException(byte[] bytes) : Exception("What the server sent is not a reply.")
{
    /// <summary>What the server sent.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;
}
