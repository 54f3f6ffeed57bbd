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

    /// <summary>A session of these commands; before them AUTH and SELECT where there is a password or a database to give.</summary>
    /// <param name="user">The ACL user, or null for none.</param>
    /// <param name="password">The user's password.</param>
    /// <param name="database">The database; 0 is selected by every new connection.</param>
    /// <param name="lines">The commands, as <see cref="CommandTemplate.Parse"/> reads them.</param>
    /// <exception cref="FormatException">A command cannot be read.</exception>
    public static SessionScript Create(string? user, string? password, int database, IEnumerable<string> lines)
    {
        var commands = ImmutableArray.CreateBuilder<CommandTemplate>();
        if (password is not null)
            commands.Add(CommandTemplate.Literal(ReplyExpectation.Ok, "AUTH", user is null ? [password] : [user, password]));
        if (database != 0)
            commands.Add(CommandTemplate.Literal(ReplyExpectation.Ok, "SELECT", $"{database}"));
        commands.AddRange(lines.Select(CommandTemplate.Parse));
        return new SessionScript(commands.ToImmutable());
    }
}
