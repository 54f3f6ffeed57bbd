using System.Buffers.Text;

namespace RedisLoad.Resp;

/// <summary>Writes commands as Redis reads them: arrays of bulk strings.</summary>
internal ref struct RespWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    /// <summary>How many bytes are written.</summary>
    public int Length { get; private set; }

    public void BeginCommand(int arguments)
    {
        Text("*"u8);
        Number(arguments);
        Text("\r\n"u8);
    }

    public void BeginArgument(int length)
    {
        Text("$"u8);
        Number(length);
        Text("\r\n"u8);
    }

    public void EndArgument() => Text("\r\n"u8);

    public void Text(scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(_buffer[Length..]);
        Length += text.Length;
    }

    public void Number(long value)
    {
        if (!Utf8Formatter.TryFormat(value, _buffer[Length..], out int written))
            throw new InvalidOperationException("The buffer is too small for the command.");
        Length += written;
    }
}
