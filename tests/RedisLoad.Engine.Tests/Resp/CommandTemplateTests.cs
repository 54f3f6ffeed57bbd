using System.Text;
using RedisLoad.Resp;

namespace RedisLoad.Tests.Resp;

public class CommandTemplateTests
{
    [Theory]
    [InlineData(0, 0, "*3\r\n$3\r\nSET\r\n$3\r\nfoo\r\n$3\r\n0:0\r\n")]
    [InlineData(19, 7999, "*3\r\n$3\r\nSET\r\n$3\r\nfoo\r\n$7\r\n19:7999\r\n")]
    [InlineData(-1, -1, "*3\r\n$3\r\nSET\r\n$3\r\nfoo\r\n$5\r\n-1:-1\r\n")]
    public void Placeholders_take_the_numbers_of_the_session(long burst, long client, string expected)
    {
        var command = CommandTemplate.Parse("SET foo {burst}:{client}");
        Assert.Equal(expected, Encode(command, new SessionNumber(0, (int)burst, client)));
    }

    [Fact]
    public void A_command_has_room_for_the_longest_numbers()
    {
        var command = CommandTemplate.Parse("SET {client}{client}{client} {burst}");
        string wire = Encode(command, new SessionNumber(0, int.MinValue, long.MinValue));
        Assert.EndsWith($"$20\r\n{long.MinValue}\r\n", wire, StringComparison.Ordinal);
    }

    [Fact]
    public void A_literal_is_sent_as_it_stands()
    {
        var command = CommandTemplate.Literal(ReplyExpectation.Ok, "AUTH", "us\r\ner", "{client}é");
        Assert.Equal("*3\r\n$4\r\nAUTH\r\n$6\r\nus\r\ner\r\n$10\r\n{client}é\r\n", Encode(command, new SessionNumber(0, 1, 2)));
    }

    [Theory]
    [InlineData("ping", "*1\r\n$4\r\nping\r\n", "Pong")]
    [InlineData("PING hello", "*2\r\n$4\r\nPING\r\n$5\r\nhello\r\n", "NoError")]
    [InlineData("Get \"a b\"", "*2\r\n$3\r\nGet\r\n$3\r\na b\r\n", "Value")]
    [InlineData("SET k v", "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n", "Ok")]
    [InlineData("SET k v NX", "*4\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n$2\r\nNX\r\n", "NoError")]
    [InlineData("INCR {tag}:{client}", "*2\r\n$4\r\nINCR\r\n$7\r\n{tag}:8\r\n", "NoError")]
    public void A_line_is_the_command_and_what_it_answers(string line, string wire, string expects)
    {
        var command = CommandTemplate.Parse(line);
        Assert.Equal((wire, expects), (Encode(command, new SessionNumber(0, 7, 8)), command.Expects.ToString()));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("  \t ", "empty")]
    [InlineData("GET \"a", "not closed")]
    [InlineData("auth secret", "-Credential")]
    [InlineData("HELLO 3", "-Credential")]
    [InlineData("SUBSCRIBE news", "more than one reply")]
    public void What_cannot_be_sent_is_refused_without_its_arguments(string line, string reason)
    {
        string message = Assert.Throws<FormatException>(() => CommandTemplate.Parse(line)).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_and_a_database_come_first()
    {
        SessionScript script = SessionScript.Create(new Handshake(2, "ada", "secret", null, 3), ["PING", "GET foo"], isPipelined: false, requests: 1);
        Assert.Equal(["AUTH", "SELECT", "PING", "GET"], script.Commands.Select(command => command.Name));
        Assert.Equal("*3\r\n$4\r\nAUTH\r\n$3\r\nada\r\n$6\r\nsecret\r\n", Encode(script.Commands.ElementAt(0)));
        Assert.Equal("*2\r\n$6\r\nSELECT\r\n$1\r\n3\r\n", Encode(script.Commands.ElementAt(1)));
    }

    [Fact]
    public void A_password_alone_is_sent_without_a_user() =>
        Assert.Equal("*2\r\n$4\r\nAUTH\r\n$6\r\nsecret\r\n", Encode(new Handshake(2, null, "secret", null, 0).Commands().Single()));

    private static string Encode(CommandTemplate command, SessionNumber session = default, ulong seed = 0)
    {
        byte[] bytes = new byte[command.MaxLength];
        int length = command.Encode(new TemplateValues(session, Worker: 3, seed, "{tag}"u8.ToArray()), bytes);
        return Encoding.UTF8.GetString(bytes, 0, length);
    }
}
