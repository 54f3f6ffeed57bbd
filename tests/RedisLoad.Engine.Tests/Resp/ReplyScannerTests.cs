using System.Text;
using RedisLoad.Resp;

namespace RedisLoad.Tests.Resp;

public class ReplyScannerTests
{
    public static TheoryData<string, char, string, bool> Replies => new()
    {
        { "+PONG\r\n", '+', "PONG", false },
        { "+OK\r\n", '+', "OK", false },
        { "+\r\n", '+', "", false },
        { "-ERR max number of clients reached\r\n", '-', "ERR max number of clients reached", false },
        { ":0\r\n", ':', "0", false },
        { ":-42\r\n", ':', "-42", false },
        { ":+7\r\n", ':', "+7", false },
        { "$3\r\n1:1\r\n", '$', "1:1", false },
        { "$0\r\n\r\n", '$', "", false },
        { "$6\r\na\r\nb\r\n\r\n", '$', "a\r\nb\r\n", false },
        { "$-1\r\n", '$', "", true },
        { "*-1\r\n", '*', "", true },
        { "*0\r\n", '*', "", false },
        { "*2\r\n$3\r\nfoo\r\n:1\r\n", '*', "", false },
        { "*3\r\n*1\r\n+a\r\n*0\r\n$-1\r\n", '*', "", false },
        { "*2\r\n*2\r\n:1\r\n:2\r\n*1\r\n-ERR no\r\n", '*', "", false },
        { "_\r\n", '_', "", true },
        { "#t\r\n", '#', "t", false },
        { ",-1.5e3\r\n", ',', "-1.5e3", false },
        { "(3492890328409238509324850943850943825024385\r\n", '(', "3492890328409238509324850943850943825024385", false },
        { "!9\r\nERR wrong\r\n", '!', "ERR wrong", false },
        { "=7\r\ntxt:abc\r\n", '=', "txt:abc", false },
        { "~2\r\n:1\r\n_\r\n", '~', "", false },
        { ">2\r\n$7\r\nmessage\r\n+x\r\n", '>', "", false },
        { "%2\r\n+a\r\n:1\r\n+b\r\n%1\r\n+c\r\n*2\r\n#t\r\n#f\r\n", '%', "", false },
        { "%0\r\n", '%', "", false },
    };

    public static TheoryData<string> Garbage => new()
    {
        "HTTP/1.1 400 Bad Request\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n",
        "<!DOCTYPE HTML>",
        "\u0015\u0003\u0003",
        "\r\n",
        "$\r\n",
        "$x\r\n",
        "$-2\r\n",
        "$1x\r\n",
        "$3\r\nabcd\r\n",
        "$3\r\nabc\rX",
        "$99999999999999999999999\r\n",
        "$536870913\r\n",
        "$18446744073709551620\r\nPONG\r\n",
        "*18446744073709551617\r\n+PONG\r\n",
        "%09223372036854775809\r\n",
        "*1048577\r\n",
        "*-2\r\n",
        "*1\r\nX",
        ":1a\r\n",
        ":\r\n",
        "_x\r\n",
        "%-1\r\n",
        "!-1\r\n",
        "|1\r\n+key\r\n+value\r\n",
        "+OK\rX",
    };

    [Theory]
    [MemberData(nameof(Replies))]
    public void A_reply_is_read_in_one_piece(string wire, char type, string text, bool isNull)
    {
        var scanner = default(ReplyScanner);
        Assert.Equal(ScanResult.Complete, scanner.Scan(Bytes(wire), out int consumed));
        Assert.Equal(wire.Length, consumed);
        AssertReply(scanner, type, text, isNull);
    }

    [Theory]
    [MemberData(nameof(Replies))]
    public void A_reply_is_read_the_same_split_at_every_byte(string wire, char type, string text, bool isNull)
    {
        byte[] bytes = Bytes(wire);
        for (int split = 1; split < bytes.Length; split++)
        {
            var scanner = default(ReplyScanner);
            Assert.Equal(ScanResult.Incomplete, scanner.Scan(bytes.AsSpan(0, split), out int first));
            Assert.Equal(split, first);
            Assert.Equal(ScanResult.Complete, scanner.Scan(bytes.AsSpan(split), out int second));
            Assert.Equal(bytes.Length - split, second);
            AssertReply(scanner, type, text, isNull);
        }
    }

    [Theory]
    [MemberData(nameof(Replies))]
    public void A_reply_is_read_the_same_byte_by_byte(string wire, char type, string text, bool isNull)
    {
        byte[] bytes = Bytes(wire);
        var scanner = default(ReplyScanner);
        for (int i = 0; i < bytes.Length; i++)
        {
            ScanResult expected = i == bytes.Length - 1 ? ScanResult.Complete : ScanResult.Incomplete;
            Assert.Equal(expected, scanner.Scan(bytes.AsSpan(i, 1), out int consumed));
            Assert.Equal(1, consumed);
        }
        AssertReply(scanner, type, text, isNull);
    }

    [Theory]
    [MemberData(nameof(Replies))]
    public void Of_two_replies_in_one_piece_only_the_first_is_taken(string wire, char type, string text, bool isNull)
    {
        var scanner = default(ReplyScanner);
        Assert.Equal(ScanResult.Complete, scanner.Scan(Bytes(wire + "+PONG\r\n"), out int consumed));
        Assert.Equal(wire.Length, consumed);
        AssertReply(scanner, type, text, isNull);
    }

    [Theory]
    [MemberData(nameof(Garbage))]
    public void What_is_no_reply_is_malformed(string wire)
    {
        var scanner = default(ReplyScanner);
        Assert.Equal(ScanResult.Malformed, scanner.Scan(Bytes(wire), out _));
    }

    [Fact]
    public void A_long_value_is_counted_through_and_its_beginning_kept()
    {
        string value = string.Concat(Enumerable.Range(0, 100_000).Select(i => (char)('a' + i % 26)));
        byte[] bytes = Bytes($"${value.Length}\r\n{value}\r\n");
        var scanner = default(ReplyScanner);
        foreach (byte[] piece in bytes.Chunk(4096).SkipLast(1))
            Assert.Equal(ScanResult.Incomplete, scanner.Scan(piece, out _));
        Assert.Equal(ScanResult.Complete, scanner.Scan(bytes.Chunk(4096).Last(), out _));
        AssertReply(scanner, '$', value[..ReplyScanner.TextCapacity], isNull: false);
    }

    [Fact]
    public void A_line_without_end_is_malformed()
    {
        var scanner = default(ReplyScanner);
        byte[] endless = Bytes("+" + new string('x', 100_000));
        Assert.Equal(ScanResult.Malformed, scanner.Scan(endless, out _));
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        var random = new Random(20);
        byte[] alphabet = Bytes("+-:$*_#,(!=~>%\r\n0123456789aPONG");
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = random.GetItems(alphabet, random.Next(1, 40));
            var scanner = default(ReplyScanner);
            scanner.Scan(bytes, out int consumed);
            Assert.InRange(consumed, 1, bytes.Length);
        }
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static void AssertReply(in ReplyScanner scanner, char type, string text, bool isNull)
    {
        Assert.Equal((ReplyType)type, scanner.Type);
        Assert.Equal(text, Encoding.Latin1.GetString(scanner.Text));
        Assert.Equal(isNull, scanner.IsNull);
    }
}
