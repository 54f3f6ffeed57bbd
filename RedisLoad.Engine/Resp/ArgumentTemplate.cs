using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace RedisLoad.Resp;

/// <summary>Which connection of the run a session is: the two numbers that the original client wrote with its SET.</summary>
/// <param name="Burst">The second of the schedule that the connection is due in, from 0; -1 before the run.</param>
/// <param name="Client">The connection's place in that second, from 0; -1 before the run.</param>
internal readonly record struct SessionNumber(long Burst, long Client)
{
    /// <summary>The session that looks at the server before the run.</summary>
    public static SessionNumber BeforeRun { get; } = new(-1, -1);
}

/// <summary>One argument of a command: text, with <c>{burst}</c> and <c>{client}</c> standing for the session's numbers.</summary>
internal sealed partial class ArgumentTemplate
{
    private const string Burst = "{burst}";
    private const string Client = "{client}";

    private readonly Part[] _parts;

    private ArgumentTemplate(IEnumerable<Part> parts) => _parts = [.. parts];

    /// <summary>An argument that is sent as it stands, whatever it holds: a password, say.</summary>
    public static ArgumentTemplate Literal(string text) => new([new Part(Number.None, Encoding.UTF8.GetBytes(text))]);

    /// <summary>An argument with placeholders.</summary>
    public static ArgumentTemplate Parse(string text) =>
        new(Pieces().Split(text).Where(piece => piece.Length > 0).Select(piece => piece switch
        {
            Burst => new Part(Number.Burst, []),
            Client => new Part(Number.Client, []),
            _ => new Part(Number.None, Encoding.UTF8.GetBytes(piece)),
        }));

    /// <summary>Whether the argument is the same for every session.</summary>
    public bool IsFixed => Array.TrueForAll(_parts, part => part.Number == Number.None);

    /// <summary>How many bytes the argument has for one session.</summary>
    public int LengthFor(SessionNumber session)
    {
        int length = 0;
        foreach (Part part in _parts)
            length += part.Number == Number.None ? part.Text.Length : CountDigits(part.ValueFor(session));
        return length;
    }

    public void Write(SessionNumber session, ref RespWriter writer)
    {
        foreach (Part part in _parts)
        {
            if (part.Number == Number.None)
                writer.Text(part.Text);
            else
                writer.Number(part.ValueFor(session));
        }
    }

    private static int CountDigits(long value)
    {
        Span<byte> digits = stackalloc byte[20];
        value.TryFormat(digits, out int count, provider: CultureInfo.InvariantCulture);
        return count;
    }

    [GeneratedRegex(@"(\{burst\}|\{client\})")]
    private static partial Regex Pieces();

    private enum Number : byte
    {
        None,
        Burst,
        Client,
    }

    private readonly record struct Part(Number Number, byte[] Text)
    {
        public long ValueFor(SessionNumber session) => Number == Number.Burst ? session.Burst : session.Client;
    }
}
