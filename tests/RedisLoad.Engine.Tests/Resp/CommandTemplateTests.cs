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
        Assert.EndsWith($"$11\r\n{int.MinValue}\r\n", wire, StringComparison.Ordinal);
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
    [InlineData("SUBSCRIBE news", "does not have exactly one reply")]
    [InlineData("client reply off", "suppresses replies")]
    public void What_cannot_be_sent_is_refused_without_its_arguments(string line, string reason)
    {
        string message = Assert.Throws<FormatException>(() => CommandTemplate.Parse(line)).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_and_a_database_come_first()
    {
        SessionScript script = SessionScript.Create(
            new Handshake(2, "ada", "secret", null, 3), Commands.Parse("PING", "GET foo"), isPipelined: false, requests: 1);
        Assert.Equal(["AUTH", "SELECT", "PING", "GET"], script.Commands.Select(command => command.Name));
        Assert.Equal("*3\r\n$4\r\nAUTH\r\n$3\r\nada\r\n$6\r\nsecret\r\n", Encode(script.Commands.ElementAt(0)));
        Assert.Equal("*2\r\n$6\r\nSELECT\r\n$1\r\n3\r\n", Encode(script.Commands.ElementAt(1)));
    }

    [Fact]
    public void A_password_alone_is_sent_without_a_user() =>
        Assert.Equal("*2\r\n$4\r\nAUTH\r\n$6\r\nsecret\r\n", Encode(new Handshake(2, null, "secret", null, 0).Commands().Single()));

    [Theory]
    [InlineData("GET k{worker}{hash-tag}", "*2\r\n$3\r\nGET\r\n$7\r\nk3{tag}\r\n")]
    [InlineData("GET {user}:{1}", "*2\r\n$3\r\nGET\r\n$10\r\n{user}:{1}\r\n")]
    [InlineData("GET {random:1}", "*2\r\n$3\r\nGET\r\n$1\r\n0\r\n")]
    public void Placeholders_are_filled_in_and_other_braces_are_text(string line, string wire) =>
        Assert.Equal(wire, Encode(CommandTemplate.Parse(line)));

    [Fact]
    public void Random_values_are_the_same_for_the_same_seed_and_differ_by_place()
    {
        var command = CommandTemplate.Parse("MSET {random:1000000000} {random:1000000000} {random-string:40} {random-string:40}");
        string[] values = Encode(command, seed: 5).Split("\r\n").Where((_, i) => i >= 4 && i % 2 == 0).ToArray();
        Assert.Equal(Encode(command, seed: 5), Encode(command, seed: 5));
        Assert.NotEqual(Encode(command, seed: 5), Encode(command, seed: 6));
        Assert.NotEqual(
            Encode(command),
            Encode(CommandTemplate.Parse("MSET {random:1000000000} {random:1000000000} {random-string:40} {random-string:40}", index: 1)));
        Assert.Equal(values.Length, values.Distinct().Count());
        Assert.Matches("^[A-Za-z0-9]{40}$", values[2]);
    }

    [Fact]
    public void Random_numbers_are_spread_evenly()
    {
        var command = CommandTemplate.Parse("{random:10}");
        int[] counts = new int[10];
        for (ulong seed = 0; seed < 10_000; seed++)
            counts[Encode(command, seed: seed)[^3] - '0']++;
        Assert.All(counts, count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void A_command_that_no_redis_takes_is_refused()
    {
        string line = "SET a " + string.Concat(Enumerable.Repeat("{random-string:1048576}", 3000));
        Assert.Contains("512 MB", Assert.Throws<FormatException>(() => CommandTemplate.Parse(line)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET {random}")]
    [InlineData("GET {random:0}")]
    [InlineData("GET {random:ten}")]
    [InlineData("SET a {random-string:99999999}")]
    public void A_placeholder_without_its_number_is_refused(string line) =>
        Assert.Contains(
            "requires a number", Assert.Throws<FormatException>(() => CommandTemplate.Parse(line)).Message, StringComparison.Ordinal);

    [Fact]
    public void Pipelined_commands_are_one_step()
    {
        SessionScript script = SessionScript.Create(
            new Handshake(3, "ada", "secret", "me", 1), Commands.Parse("PING", "GET foo"), isPipelined: true, requests: 2);
        Assert.Equal(
            ["HELLO", "CLIENT", "SELECT", "PING GET"],
            script.Steps.Take(script.PingStep).Select(step => string.Join(' ', step.Commands.Select(command => command.Name))));
        byte[] scratch = new byte[script.MaxLength];
        Assert.Equal(
            "*1\r\n$4\r\nPING\r\n*2\r\n$3\r\nGET\r\n$3\r\nfoo\r\n", Encoding.ASCII.GetString(script.Steps[3].BytesFor(default, scratch)));
    }

    [Fact]
    public void HELLO_carries_the_password() => Assert.Equal(
        "*5\r\n$5\r\nHELLO\r\n$1\r\n3\r\n$4\r\nAUTH\r\n$7\r\ndefault\r\n$6\r\nsecret\r\n", Encode(new Handshake(3, null, "secret", null, 0).Commands().Single()));

    [Fact]
    public void A_handshake_in_words_shows_no_password() => Assert.Equal("AUTH, SELECT", $"{new Handshake(2, "ada", "secret", null, 1)}");

    private static string Encode(CommandTemplate command, SessionNumber session = default, ulong seed = 0)
    {
        byte[] bytes = new byte[command.MaxLength];
        int length = command.Encode(new TemplateValues(session, Worker: 3, seed, "{tag}"u8.ToArray()), bytes);
        return Encoding.UTF8.GetString(bytes, 0, length);
    }
}
