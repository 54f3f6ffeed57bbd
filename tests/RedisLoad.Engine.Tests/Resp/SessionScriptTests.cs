using RedisLoad.Resp;

namespace RedisLoad.Tests.Resp;

public class SessionScriptTests
{
    [Theory]
    [InlineData("PING; SET a 1; GET a", "Pong Ok Value")]
    [InlineData("MULTI; SET a 1; GET a; EXEC; GET a", "NoError Queued Queued NoError Value")]
    [InlineData("multi; PING; discard; PING", "NoError Queued NoError Pong")]
    [InlineData("EXEC; PING", "NoError Pong")]
    public void What_a_command_is_answered_with_depends_on_those_before_it(string lines, string expected)
    {
        foreach (bool isPipelined in new[] { false, true })
        {
            var script = SessionScript.Create(Handshake.None, Commands.Parse(lines.Split("; ")), isPipelined, requests: 1);
            Assert.Equal(expected, string.Join(' ', script.Commands.Select(command => command.Expects)));
        }
    }
}
