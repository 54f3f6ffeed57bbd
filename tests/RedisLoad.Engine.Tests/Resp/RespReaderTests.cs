using System.Text;
using RedisLoad.Resp;

namespace RedisLoad.Tests.Resp;

public class RespReaderTests
{
    public static TheoryData<string, string> Replies => new()
    {
        { "+OK\r\n", "+OK" },
        { "-ERR no\r\n", "-ERR no" },
        { ":-7\r\n", ":-7" },
        { "$3\r\na\r\n\r\n", "$a\r\n" },
        { "$0\r\n\r\n", "$" },
        { "$-1\r\n", "null" },
        { "*-1\r\n", "null" },
        { "_\r\n", "null" },
        { "*0\r\n", "[]" },
        { "*2\r\n$1\r\na\r\n*1\r\n:1\r\n", "[$a [:1]]" },
        { "%1\r\n+k\r\n#t\r\n", "[+k #t]" },
        { "=7\r\ntxt:abc\r\n", "=abc" },
        { ">1\r\n+moved\r\n+OK\r\n", "+OK" },
        { "$5000\r\n" + new string('x', 5000) + "\r\n", "$" + new string('x', 5000) },
    };

    [Theory]
    [MemberData(nameof(Replies))]
    public async Task A_reply_is_read_in_whatever_pieces_it_comes(string bytes, string expected)
    {
        int[] pieces = bytes.Length > 1000 ? [4096, bytes.Length] : [1, 2, 3, bytes.Length];
        foreach (int piece in pieces)
        {
            var reader = new RespReader(new PieceStream(Encoding.UTF8.GetBytes(bytes + bytes), piece));
            Assert.Equal(expected, Show(await reader.ReadAsync(TestContext.Current.CancellationToken)));
            Assert.Equal(expected, Show(await reader.ReadAsync(TestContext.Current.CancellationToken)));
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", "HTTP/1.1 400")]
    [InlineData("\u0015\u0003\u0001", "\u0015")]
    [InlineData("$x\r\n", "")]
    [InlineData("$99999999999\r\n", "")]
    [InlineData("*-2\r\n", "")]
    [InlineData("$1\r\nabc\r\n", "")]
    public async Task Anything_else_is_not_a_reply(string bytes, string begin)
    {
        var reader = new RespReader(new MemoryStream(Encoding.UTF8.GetBytes(bytes)));
        MalformedReplyException exception = await Assert.ThrowsAsync<MalformedReplyException>(
            async () => await reader.ReadAsync(TestContext.Current.CancellationToken));
        Assert.StartsWith(begin, Encoding.UTF8.GetString(exception.Bytes.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_kept_without_end()
    {
        await Assert.ThrowsAsync<MalformedReplyException>(async () => await Read($"+{new string('x', 100_000)}"));
        await Assert.ThrowsAsync<MalformedReplyException>(async () => await Read(string.Concat(Enumerable.Repeat("*1\r\n", 100))));
        string texts = "*20000\r\n" + string.Concat(Enumerable.Repeat($"$1000\r\n{new string('x', 1000)}\r\n", 20_000));
        await Assert.ThrowsAsync<MalformedReplyException>(async () => await Read(texts));
        string lines = "*20000\r\n" + string.Concat(Enumerable.Repeat($"+{new string('x', 1000)}\r\n", 20_000));
        await Assert.ThrowsAsync<MalformedReplyException>(async () => await Read(lines));

        static ValueTask<RespValue> Read(string bytes) =>
            new RespReader(new MemoryStream(Encoding.UTF8.GetBytes(bytes))).ReadAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("")]
    [InlineData("+O")]
    [InlineData("$5\r\nab")]
    [InlineData("*2\r\n+a\r\n")]
    public async Task A_stream_can_end_too_early(string bytes)
    {
        var reader = new RespReader(new MemoryStream(Encoding.UTF8.GetBytes(bytes)));
        await Assert.ThrowsAsync<EndOfStreamException>(async () => await reader.ReadAsync(TestContext.Current.CancellationToken));
    }

    private static string Show(RespValue value) => value.Type switch
    {
        ReplyType.Null => "null",
        _ when value.Text is { } text => $"{(char)value.Type}{text}",
        _ => $"[{string.Join(' ', value.Items.Select(Show))}]",
    };

    /// <summary>Gives at most so many bytes at a time.</summary>
    private sealed class PieceStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
