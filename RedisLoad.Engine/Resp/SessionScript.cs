using System.Collections.Immutable;

namespace RedisLoad.Resp;

/// <summary>What a session says: the handshake once, then its commands, as often as they are repeated.</summary>
internal sealed class SessionScript
{
    private SessionScript(ImmutableArray<ScriptStep> handshake, ImmutableArray<ScriptStep> body, int requests)
    {
        Handshake = handshake.Length;
        Body = body.Length;
        Requests = requests;
        Steps = [.. handshake, .. body, new ScriptStep(Ping), new ScriptStep(CommandTemplate.Literal(ReplyExpectation.Ok, "QUIT"))];
        MaxLength = Steps.Max(step => step.MaxLength);
    }

    private static CommandTemplate Ping => CommandTemplate.Literal(ReplyExpectation.Pong, "PING");

    /// <summary>All steps: the handshake's, the body's, <see cref="PingStep"/> and <see cref="QuitStep"/>.</summary>
    public ImmutableArray<ScriptStep> Steps { get; }

    /// <summary>How many steps the handshake has: they come first, once a connection.</summary>
    public int Handshake { get; }

    /// <summary>How many steps the commands have: they follow the handshake.</summary>
    public int Body { get; }

    /// <summary>How often the commands are sent on a connection.</summary>
    public int Requests { get; }

    /// <summary>The step that looks whether a connection still lives: PING.</summary>
    public int PingStep => Handshake + Body;

    /// <summary>The step that asks the server to close the connection: QUIT.</summary>
    public int QuitStep => PingStep + 1;

    /// <summary>The most bytes any of the steps has.</summary>
    public int MaxLength { get; }

    /// <summary>The handshake's and the body's commands in their order, each once.</summary>
    public IEnumerable<CommandTemplate> Commands => Steps.Take(PingStep).SelectMany(step => step.Commands);

    /// <summary>A session of these commands.</summary>
    /// <param name="handshake">What each connection says first.</param>
    /// <param name="commands">The commands; none connects only.</param>
    /// <param name="isPipelined">Whether the commands go out together.</param>
    /// <param name="requests">How often they are sent.</param>
    public static SessionScript Create(Handshake handshake, IEnumerable<CommandTemplate> commands, bool isPipelined, int requests)
    {
        ImmutableArray<CommandTemplate> sent = [.. InTransactions(commands)];
        ImmutableArray<ScriptStep> body = isPipelined && !sent.IsEmpty
            ? [new ScriptStep(sent)]
            : [.. sent.Select(command => new ScriptStep(command))];
        return new SessionScript([.. handshake.Commands().Select(command => new ScriptStep(command))], body, requests);
    }

    /// <summary>Between MULTI and EXEC commands are put off, and answered with that.</summary>
    private static IEnumerable<CommandTemplate> InTransactions(IEnumerable<CommandTemplate> commands)
    {
        bool isQueued = false;
        foreach (CommandTemplate command in commands)
        {
            isQueued &= command.Name is not ("EXEC" or "DISCARD" or "RESET");
            yield return isQueued ? command.Expecting(ReplyExpectation.Queued) : command;
            isQueued |= command.Name == "MULTI";
        }
    }
}
