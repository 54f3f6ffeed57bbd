using RedisLoad.Resp;

namespace RedisLoad.Tests.Resp;

/// <summary>Commands as a plan has them.</summary>
internal static class Commands
{
    public static IEnumerable<CommandTemplate> Parse(params IEnumerable<string> lines) => lines.Select(CommandTemplate.Parse);
}
