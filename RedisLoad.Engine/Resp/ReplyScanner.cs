using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace RedisLoad.Resp;

/// <summary>The types of a reply, by their first byte: of RESP2 the first five, of RESP3 all.</summary>
internal enum ReplyType : byte
{
    SimpleString = (byte)'+',
    Error = (byte)'-',
    Integer = (byte)':',
    BulkString = (byte)'$',
    Array = (byte)'*',
    Null = (byte)'_',
    Boolean = (byte)'#',
    Double = (byte)',',
    BigNumber = (byte)'(',
    BulkError = (byte)'!',
    VerbatimString = (byte)'=',
    Map = (byte)'%',
    Set = (byte)'~',
    Push = (byte)'>',
}

/// <summary>How far a scan came.</summary>
internal enum ScanResult
{
    /// <summary>The reply goes on in bytes that have not come yet.</summary>
    Incomplete,

    /// <summary>The reply is whole; what follows it was not looked at.</summary>
    Complete,

    /// <summary>The bytes are no RESP reply.</summary>
    Malformed,
}

/// <summary>Reads one reply of RESP2 or RESP3, in whatever pieces it arrives, and keeps its type and the beginning of its text.</summary>
/// <remarks>
/// Nothing is stored but that beginning: a bulk string of megabytes is counted through, and the elements of an array are
/// not told apart. RESP3's attributes and streamed values, which no Redis sends unless it is debugged, are malformed here. A new scanner,
/// <c>default</c>, is ready for a reply.
/// Protocol: https://redis.io/docs/latest/develop/reference/protocol-spec/
/// </remarks>
internal struct ReplyScanner
{
    /// <summary>How many bytes of a text are kept: enough for an error's code and address, and for a short value.</summary>
    public const int TextCapacity = 128;

    // What a Redis sends at most: proto-max-bulk-len and the multibulk limit of its own parser, as they are by default.
    private const long LongestBulk = 512L * 1024 * 1024;
    private const long LongestArray = 1024 * 1024;
    private const int LongestLine = 64 * 1024;
    private const int LongestNumber = 20;

    private enum Place : byte
    {
        Type,
        Line,
        LineFeed,
        Bulk,
        BulkCarriageReturn,
        BulkLineFeed,
    }

    private TextBuffer _text;
    private int _textLength;
    private int _lineLength;
    private long _number;
    private bool _negative;
    private Place _place;
    private ReplyType _valueType;
    private long _elementsLeft;
    private bool _insideArray;

    /// <summary>The reply's type; of an array, the array's.</summary>
    public ReplyType Type { get; private set; }

    /// <summary>Whether the reply is null: RESP3's own, or RESP2's null bulk string or null array.</summary>
    public bool IsNull { get; private set; }

    /// <summary>The beginning of the reply's text: of its line, or of its bulk string. Of an array, nothing.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Text => ((ReadOnlySpan<byte>)_text)[.._textLength];

    /// <summary>Goes on with the reply.</summary>
    /// <param name="bytes">The bytes that came.</param>
    /// <param name="consumed">How many of them belong to the reply.</param>
    public ScanResult Scan(ReadOnlySpan<byte> bytes, out int consumed)
    {
        consumed = 0;
        var result = ScanResult.Incomplete;
        while (result == ScanResult.Incomplete && consumed < bytes.Length)
        {
            if (_place == Place.Bulk)
                consumed += TakeBulk(bytes[consumed..]);
            else
                result = TakeByte(bytes[consumed++]);
        }
        return result;
    }

    private ScanResult TakeByte(byte value) => _place switch
    {
        Place.Type => BeginValue((ReplyType)value),
        Place.Line when value == '\r' => Expect(Place.LineFeed),
        Place.Line => TakeLineByte(value),
        Place.LineFeed => value == '\n' ? EndLine() : ScanResult.Malformed,
        Place.BulkCarriageReturn => value == '\r' ? Expect(Place.BulkLineFeed) : ScanResult.Malformed,
        _ => value == '\n' ? EndValue() : ScanResult.Malformed,
    };

    private ScanResult Expect(Place place)
    {
        _place = place;
        return ScanResult.Incomplete;
    }

    private ScanResult BeginValue(ReplyType type)
    {
        if (!"+-:$*_#,(!=%~>"u8.Contains((byte)type))
            return ScanResult.Malformed;

        if (!_insideArray)
            Type = type;
        _valueType = type;
        _lineLength = 0;
        _number = 0;
        _negative = false;
        return Expect(Place.Line);
    }

    private ScanResult TakeLineByte(byte value)
    {
        int position = _lineLength++;
        if (_lineLength > LongestLine)
            return ScanResult.Malformed;

        if (IsLine(_valueType))
        {
            Keep([value]);
            return ScanResult.Incomplete;
        }
        return TakeDigit(value, position) ? ScanResult.Incomplete : ScanResult.Malformed;
    }

    private bool TakeDigit(byte value, int position)
    {
        if (_valueType == ReplyType.Integer)
            Keep([value]);
        if (position == 0 && value == '-')
            return _negative = true;
        if (position == 0 && value == '+')
            return _valueType == ReplyType.Integer;
        if (!char.IsAsciiDigit((char)value) || _lineLength > LongestNumber)
            return false;
        // A length that is too large stays so, however many digits it has.
        _number = Math.Min(_number * 10 + (value - '0'), LongestBulk + 1);
        return true;
    }

    private ScanResult EndLine()
    {
        if (_lineLength == 0 && !IsLine(_valueType))
            return ScanResult.Malformed;

        return _valueType switch
        {
            ReplyType.Null => _lineLength == 0 ? EndNull() : ScanResult.Malformed,
            ReplyType.BulkString or ReplyType.Array when _negative => _number == 1 ? EndNull() : ScanResult.Malformed,
            ReplyType.BulkString or ReplyType.BulkError or ReplyType.VerbatimString => BeginBulk(),
            ReplyType.Array or ReplyType.Set or ReplyType.Push => BeginElements(valuesEach: 1),
            ReplyType.Map => BeginElements(valuesEach: 2),
            _ => EndValue(),
        };
    }

    /// <summary>Whether the value is the rest of its line, whatever that is; of the other types the line is a number.</summary>
    private static bool IsLine(ReplyType type) => type
        is ReplyType.SimpleString or ReplyType.Error or ReplyType.Null or ReplyType.Boolean or ReplyType.Double or ReplyType.BigNumber;

    private ScanResult EndNull()
    {
        if (!_insideArray)
            IsNull = true;
        return EndValue();
    }

    private ScanResult BeginBulk() =>
        _negative || _number > LongestBulk ? ScanResult.Malformed : Expect(_number == 0 ? Place.BulkCarriageReturn : Place.Bulk);

    private ScanResult BeginElements(int valuesEach)
    {
        if (_number == 0)
            return EndValue();
        if (_negative || _number > LongestArray)
            return ScanResult.Malformed;

        _insideArray = true;
        _elementsLeft += valuesEach * _number - 1;
        return Expect(Place.Type);
    }

    private int TakeBulk(ReadOnlySpan<byte> bytes)
    {
        int taken = (int)Math.Min(_number, bytes.Length);
        Keep(bytes[..taken]);
        _number -= taken;
        if (_number == 0)
            _place = Place.BulkCarriageReturn;
        return taken;
    }

    private ScanResult EndValue()
    {
        if (_elementsLeft == 0)
            return ScanResult.Complete;

        _elementsLeft--;
        return Expect(Place.Type);
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_insideArray)
            return;
        ReadOnlySpan<byte> kept = bytes[..Math.Min(bytes.Length, TextCapacity - _textLength)];
        kept.CopyTo(((Span<byte>)_text)[_textLength..]);
        _textLength += kept.Length;
    }

    [InlineArray(TextCapacity)]
    private struct TextBuffer
    {
        private byte _first;
    }
}
