using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace RedisLoad.Target;

/// <summary>Replies that wait to be sent.</summary>
internal sealed class ReplyBuffer
{
    private readonly ArrayBufferWriter<byte> _writer = new(512);

    public ReadOnlySpan<byte> Written => _writer.WrittenSpan;

    public void Clear() => _writer.ResetWrittenCount();

    public void SimpleString(ReadOnlySpan<byte> text) => Line((byte)'+', text);

    public void Error(string text) => Line((byte)'-', Encoding.UTF8.GetBytes(text));

    public void Integer(long value) => Number((byte)':', value);

    public void Array(int count) => Number((byte)'*', count);

    public void Map(int count) => Number((byte)'%', count);

    public void Null() => _writer.Write("$-1\r\n"u8);

    public void BulkString(ReadOnlySpan<byte> value)
    {
        Number((byte)'$', value.Length);
        _writer.Write(value);
        _writer.Write("\r\n"u8);
    }

    private void Line(byte type, ReadOnlySpan<byte> text)
    {
        _writer.Write([type]);
        _writer.Write(text);
        _writer.Write("\r\n"u8);
    }

    private void Number(byte type, long value)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(value, digits, out int length);
        Line(type, digits[..length]);
    }
}
