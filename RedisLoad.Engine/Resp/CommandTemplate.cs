using System.Collections.Immutable;
using System.Text;

namespace RedisLoad.Resp;

/// <summary>One command of a session, and what its reply has to be.</summary>
internal sealed class CommandTemplate
{
    // The signs, lengths and line ends around one argument, and around the command.
    private const int Framing = 1 + 20 + 2 + 2;

    private readonly ArgumentTemplate[] _arguments;
    private readonly byte[]? _always;

    private CommandTemplate(ReplyExpectation expects, string name, IEnumerable<ArgumentTemplate> arguments)
    {
        Expects = expects;
        Name = name;
        _arguments = [.. arguments];

        var widest = new SessionNumber(long.MinValue, long.MinValue);
        MaxLength = Framing + _arguments.Sum(argument => Framing + argument.LengthFor(widest));

        if (Array.TrueForAll(_arguments, argument => argument.IsFixed))
        {
            byte[] bytes = new byte[MaxLength];
            _always = bytes[..Encode(default, bytes)];
        }
    }

    /// <summary>The command's name: all of it that may be shown, for the rest can be a secret.</summary>
    public string Name { get; }

    /// <summary>Whether the arguments are a secret, and so is a reply that may quote them.</summary>
    public bool IsSecret => Name == "AUTH";

    public ReplyExpectation Expects { get; }

    /// <summary>The most bytes the command has for any session.</summary>
    public int MaxLength { get; }

    /// <summary>A command whose arguments are sent as they stand.</summary>
    public static CommandTemplate Literal(ReplyExpectation expects, string name, params string[] arguments) =>
        new(expects, name, [ArgumentTemplate.Literal(name), .. arguments.Select(ArgumentTemplate.Literal)]);

    /// <summary>A command as a user writes it: quoted as in redis-cli, with placeholders in its arguments.</summary>
    /// <exception cref="FormatException">It is empty or wrongly quoted, or cannot be sent in a session of one reply a command.</exception>
    public static CommandTemplate Parse(string line)
    {
        ImmutableArray<byte[]> arguments = CommandLine.Split(line);
        if (arguments.IsEmpty)
            throw new FormatException("it is empty");
        string name = Encoding.UTF8.GetString(arguments[0]).ToUpperInvariant();
        if (name is "AUTH" or "HELLO")
            throw new FormatException($"{name} belongs to the handshake; give -Credential");
        if (name is "SUBSCRIBE" or "PSUBSCRIBE" or "SSUBSCRIBE" or "MONITOR" or "SYNC" or "PSYNC")
            throw new FormatException($"{name} has more than one reply, or none");
        return new(ReplyExpectations.Of(name, arguments.Length - 1), name, arguments.Select(argument => ArgumentTemplate.Parse(argument)));
    }

    /// <summary>The command's bytes for one session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="scratch">Room for <see cref="MaxLength"/> bytes, used where the bytes differ by session.</param>
    public ReadOnlySpan<byte> BytesFor(SessionNumber session, Span<byte> scratch) =>
        _always is null ? scratch[..Encode(session, scratch)] : _always;

    private int Encode(SessionNumber session, Span<byte> buffer)
    {
        var writer = new RespWriter(buffer);
        writer.BeginCommand(_arguments.Length);
        foreach (ArgumentTemplate argument in _arguments)
        {
            writer.BeginArgument(argument.LengthFor(session));
            argument.Write(session, ref writer);
            writer.EndArgument();
        }
        return writer.Length;
    }
}
