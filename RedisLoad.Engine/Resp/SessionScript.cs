using System.Collections.Immutable;

namespace RedisLoad.Resp;

/// <summary>The commands of one session, each sent after the reply to the one before.</summary>
internal sealed class SessionScript
{
    private SessionScript(ImmutableArray<CommandTemplate> commands)
    {
        Commands = commands;
        MaxCommandLength = commands.Max(command => command.MaxLength);
    }

    public ImmutableArray<CommandTemplate> Commands { get; }

    /// <summary>The most bytes any of the commands has.</summary>
    public int MaxCommandLength { get; }

    /// <summary>The original client's session: PING, GET foo, SET foo burst:client; before them AUTH and SELECT where the server asks for it.</summary>
    /// <param name="user">The ACL user, or null for none.</param>
    /// <param name="password">The user's password.</param>
    /// <param name="database">The database; 0 is selected by every new connection.</param>
    public static SessionScript Original(string? user, string? password, int database)
    {
        var commands = ImmutableArray.CreateBuilder<CommandTemplate>();
        if (password is not null)
            commands.Add(CommandTemplate.Literal(ReplyExpectation.Ok, "AUTH", user is null ? [password] : [user, password]));
        if (database != 0)
            commands.Add(CommandTemplate.Literal(ReplyExpectation.Ok, "SELECT", $"{database}"));
        commands.Add(CommandTemplate.Literal(ReplyExpectation.Pong, "PING"));
        commands.Add(CommandTemplate.Literal(ReplyExpectation.Value, "GET", "foo"));
        commands.Add(CommandTemplate.Parse(ReplyExpectation.Ok, "SET", "foo", "{burst}:{client}"));
        return new SessionScript(commands.ToImmutable());
    }
}
