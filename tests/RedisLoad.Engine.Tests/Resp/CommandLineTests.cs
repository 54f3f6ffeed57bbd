using System.Text;
using RedisLoad.Resp;

namespace RedisLoad.Tests.Resp;

public class CommandLineTests
{
    [Theory]
    [InlineData("PING", "PING")]
    [InlineData("  SET\tk   v ", "SET|k|v")]
    [InlineData("SET k \"a b\"", "SET|k|a b")]
    [InlineData("SET k 'a b'", "SET|k|a b")]
    [InlineData("SET k \"\"", "SET|k|")]
    [InlineData("SET k ''", "SET|k|")]
    [InlineData(@"SET k ""a\nb\t\x41\""\\""", "SET|k|a\nb\tA\"\\")]
    [InlineData(@"SET k 'it\'s \n'", @"SET|k|it's \n")]
    [InlineData(@"SET k ""\xZZ""", "SET|k|xZZ")]
    [InlineData("SET k a\"b c\"", "SET|k|ab c")]
    [InlineData("SET k grün", "SET|k|grün")]
    [InlineData("", "")]
    public void Arguments_are_split_as_redis_cli_splits_them(string line, string expected) =>
        Assert.Equal(expected, string.Join('|', CommandLine.Split(line).Select(Encoding.UTF8.GetString)));

    [Fact]
    public void An_escaped_byte_is_that_byte() => Assert.Equal([0xFF, 0x00], CommandLine.Split(@"""\xff\x00""")[0]);

    [Theory]
    [InlineData("SET k \"v")]
    [InlineData("SET k 'v")]
    [InlineData(@"SET k ""v\")]
    [InlineData("SET k \"v\"w")]
    public void A_quote_is_closed_and_ends_its_argument(string line) => Assert.Throws<FormatException>(() => CommandLine.Split(line));
}
