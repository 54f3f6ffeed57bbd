using System.Collections.Immutable;
using System.Text;

namespace RedisLoad.Resp;

/// <summary>One command of a session, and what its reply has to be.</summary>
internal sealed class CommandTemplate
{
    // The signs, lengths and line ends around one argument, and around the command.
    private const int Framing = 1 + 20 + 2 + 2;

    /// <summary>The most that a Redis takes of one argument, by default (proto-max-bulk-len).</summary>
    private const int Longest = 512 * 1024 * 1024;

    private const int PositionsPerCommand = 1 << 16;

    /// <summary>Commands whose first argument is the name of a subcommand.</summary>
    private static readonly HashSet<string> s_containers =
    [
        "ACL", "CLIENT", "CLUSTER", "COMMAND", "CONFIG", "DEBUG", "FUNCTION", "LATENCY", "MEMORY", "MODULE", "OBJECT", "PUBSUB", "SCRIPT",
        "SLOWLOG", "XGROUP", "XINFO",
    ];

    private readonly ArgumentTemplate[] _arguments;

    private CommandTemplate(ReplyExpectation expects, string name, ArgumentTemplate[] arguments)
    {
        Expects = expects;
        Name = name;
        FullName = s_containers.Contains(name) && arguments.Length > 1 && arguments[1].FixedText is { } subcommand
            ? $"{name} {subcommand.ToUpperInvariant()}"
            : name;
        _arguments = arguments;
        long maxLength = Framing + _arguments.Sum(argument => Framing + argument.MaxLength);
        MaxLength = maxLength <= Longest ? (int)maxLength : throw new FormatException("it can be longer than 512 MB");
    }

    /// <summary>The command's name: all of it that may be shown, for the rest can be a secret.</summary>
    public string Name { get; }

    /// <summary>The name with the subcommand of a command that has some: <c>CLIENT SETNAME</c>.</summary>
    public string FullName { get; }

    /// <summary>Whether the arguments are a secret, and so is a reply that may quote them.</summary>
    public bool IsSecret => Name is "AUTH" or "HELLO";

    public ReplyExpectation Expects { get; }

    /// <summary>The most bytes the command has for any session.</summary>
    public int MaxLength { get; }

    /// <summary>A command whose arguments are sent as they stand.</summary>
    public static CommandTemplate Literal(ReplyExpectation expects, string name, params string[] arguments) =>
        new(expects, name, [ArgumentTemplate.Literal(name), .. arguments.Select(ArgumentTemplate.Literal)]);

    /// <summary>A command as a user writes it: quoted as in redis-cli, with placeholders in its arguments.</summary>
    /// <param name="line">The command.</param>
    /// <param name="index">Its place in the session: two commands draw different random numbers.</param>
    /// <exception cref="FormatException">It is empty or wrongly quoted, or cannot be sent in a session of one reply a command.</exception>
    public static CommandTemplate Parse(string line, int index = 0)
    {
        ImmutableArray<byte[]> arguments = CommandLine.Split(line);
        if (arguments.IsEmpty)
            throw new FormatException("it is empty");
        string name = Encoding.UTF8.GetString(arguments[0]).ToUpperInvariant();
        if (name is "AUTH" or "HELLO")
            throw new FormatException($"{name} is part of the handshake; use -Credential");
        if (name is "SUBSCRIBE" or "PSUBSCRIBE" or "SSUBSCRIBE" or "MONITOR" or "SYNC" or "PSYNC")
            throw new FormatException($"{name} does not have exactly one reply");
        if (name == "CLIENT" && arguments.Length > 1 && Ascii.EqualsIgnoreCase(arguments[1], "REPLY"u8))
            throw new FormatException("CLIENT REPLY suppresses replies, and each reply is awaited");
        int position = index * PositionsPerCommand;
        var templates = new List<ArgumentTemplate>();
        foreach (byte[] argument in arguments)
            templates.Add(ArgumentTemplate.Parse(argument, ref position));
        return new(ReplyExpectations.Of(name, arguments.Length - 1), name, [.. templates]);
    }

    /// <summary>The same command, where it gets another answer.</summary>
    public CommandTemplate Expecting(ReplyExpectation expects) => new(expects, Name, _arguments);

    /// <summary>Whether the command has a placeholder that only a cluster fills.</summary>
    public bool NeedsCluster => Array.Exists(_arguments, argument => argument.HasHashTag);

    /// <summary>Whether the command is the same for every session.</summary>
    public bool IsFixed => Array.TrueForAll(_arguments, argument => argument.IsFixed);

    /// <summary>The command's bytes for one session.</summary>
    public byte[] Encode(in TemplateValues values)
    {
        byte[] buffer = new byte[MaxLength];
        return buffer[..Encode(values, buffer)];
    }

    /// <summary>Writes the command for one session.</summary>
    /// <param name="values">The session's values.</param>
    /// <param name="buffer">Room for <see cref="MaxLength"/> bytes.</param>
    /// <returns>How many bytes the command has.</returns>
    public int Encode(in TemplateValues values, Span<byte> buffer)
    {
        var writer = new RespWriter(buffer);
        writer.BeginCommand(_arguments.Length);
        foreach (ArgumentTemplate argument in _arguments)
        {
            writer.BeginArgument(argument.LengthFor(values));
            argument.Write(values, ref writer);
            writer.EndArgument();
        }
        return writer.Length;
    }
}
