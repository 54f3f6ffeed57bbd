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
        var command = CommandTemplate.Parse(ReplyExpectation.Ok, "SET", "foo", "{burst}:{client}");
        Assert.Equal(expected, Encode(command, new SessionNumber(burst, client)));
    }

    [Fact]
    public void A_command_has_room_for_the_longest_numbers()
    {
        var command = CommandTemplate.Parse(ReplyExpectation.Ok, "SET", "{client}{client}{client}", "{burst}");
        string wire = Encode(command, new SessionNumber(long.MinValue, long.MinValue));
        Assert.EndsWith($"$20\r\n{long.MinValue}\r\n", wire, StringComparison.Ordinal);
    }

    [Fact]
    public void A_literal_is_sent_as_it_stands()
    {
        var command = CommandTemplate.Literal(ReplyExpectation.Ok, "AUTH", "us\r\ner", "{client}é");
        Assert.Equal("*3\r\n$4\r\nAUTH\r\n$6\r\nus\r\ner\r\n$10\r\n{client}é\r\n", Encode(command, new SessionNumber(1, 2)));
    }

    [Fact]
    public void The_session_is_the_original_clients() =>
        Assert.Equal(["PING", "GET", "SET"], SessionScript.Original(null, null, 0).Commands.Select(command => command.Name));

    [Fact]
    public void A_password_and_a_database_come_first()
    {
        SessionScript script = SessionScript.Original("ada", "secret", 3);
        Assert.Equal(["AUTH", "SELECT", "PING", "GET", "SET"], script.Commands.Select(command => command.Name));
        Assert.Equal("*3\r\n$4\r\nAUTH\r\n$3\r\nada\r\n$6\r\nsecret\r\n", Encode(script.Commands[0], default));
        Assert.Equal("*2\r\n$6\r\nSELECT\r\n$1\r\n3\r\n", Encode(script.Commands[1], default));
    }

    [Fact]
    public void A_password_alone_is_sent_without_a_user() =>
        Assert.Equal("*2\r\n$4\r\nAUTH\r\n$6\r\nsecret\r\n", Encode(SessionScript.Original(null, "secret", 0).Commands[0], default));

    private static string Encode(CommandTemplate command, SessionNumber session) =>
        Encoding.UTF8.GetString(command.BytesFor(session, new byte[command.MaxLength]));
}
