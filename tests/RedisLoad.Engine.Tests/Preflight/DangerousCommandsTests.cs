using RedisLoad.Preflight;
using RedisLoad.Redis;
using RedisLoad.Resp;

namespace RedisLoad.Tests.Preflight;

public class DangerousCommandsTests
{
    [Theory]
    // What the server says counts.
    [InlineData("FLUSHALL", "FLUSHALL=false", false)]
    [InlineData("NUKE", "NUKE=true", true)]
    [InlineData("CLIENT SETNAME", "CLIENT SETNAME=false CLIENT=true", false)]
    // It says nothing of subcommands, or nothing at all.
    [InlineData("CLIENT SETNAME", "CLIENT=true", false)]
    [InlineData("CLIENT KILL", "CLIENT=true", true)]
    [InlineData("CONFIG SET", "", true)]
    [InlineData("DEBUG SLEEP", "", true)]
    [InlineData("SHUTDOWN", "", true)]
    [InlineData("LPUSH", "", false)]
    public void The_server_decides_and_a_list_where_it_does_not(string command, string told, bool expected)
    {
        Dictionary<string, bool> facts = Facts(told);
        Assert.Equal(expected, DangerousCommands.IsDangerous(command, facts));
    }

    [Fact]
    public void COMMAND_INFO_has_categories_or_before_Redis_6_flags()
    {
        string[] names = ["TURN", "CONFIG SET", "LPUSH", "SHUTDOWN", "GET", "NONE"];
        RespValue reply = List(
            Command("swapdb", ["write"], "@keyspace", "@dangerous"),
            Command("config|set", ["admin"], "@admin"),
            Command("lpush", ["write"], "@write"),
            List(Text("shutdown"), Text("-1"), List(Text("admin"))),
            List(Text("get"), Text("2"), List(Text("readonly"))),
            new RespValue(ReplyType.Null, null, []));
        Assert.Equal(
            new Dictionary<string, bool> { ["TURN"] = true, ["CONFIG SET"] = true, ["LPUSH"] = false, ["SHUTDOWN"] = true,
            ["GET"] = false },
            CommandInfo.Dangerous(names, reply));
    }

    private static Dictionary<string, bool> Facts(string told) =>
        System.Text.RegularExpressions.Regex.Matches(told, "([A-Z ]+)=(true|false)")
        .ToDictionary(match => match.Groups[1].Value.Trim(), match => bool.Parse(match.Groups[2].Value));

    private static RespValue Command(string name, string[] flags, params string[] categories) =>
        List(Text(name), Text("1"), List([.. flags.Select(Text)]), Text("0"), Text("0"), Text("0"), List([.. categories.Select(Text)]));

    private static RespValue Text(string text) => new(ReplyType.SimpleString, text, []);

    private static RespValue List(params RespValue[] items) => new(ReplyType.Array, null, [.. items]);
}
