using System.Globalization;
using System.Text;

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
internal sealed class ArgumentTemplate
{
    private readonly Part[] _parts;

    private ArgumentTemplate(IEnumerable<Part> parts) => _parts = [.. parts];

    /// <summary>An argument that is sent as it stands, whatever it holds: a password, say.</summary>
    public static ArgumentTemplate Literal(string text) => new([new Part(Number.None, Encoding.UTF8.GetBytes(text))]);

    /// <summary>An argument with placeholders.</summary>
    public static ArgumentTemplate Parse(ReadOnlySpan<byte> text)
    {
        var parts = new List<Part>();
        int literal = 0;
        for (int i = 0; i < text.Length; i++)
        {
            (Number number, int length) = PlaceholderAt(text[i..]);
            if (number == Number.None)
                continue;
            parts.Add(new Part(Number.None, text[literal..i].ToArray()));
            parts.Add(new Part(number, []));
            literal = i + length;
            i = literal - 1;
        }
        parts.Add(new Part(Number.None, text[literal..].ToArray()));
        return new ArgumentTemplate(parts);
    }

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

    private static (Number Number, int Length) PlaceholderAt(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> burst = "{burst}"u8;
        ReadOnlySpan<byte> client = "{client}"u8;
        if (text.StartsWith(burst))
            return (Number.Burst, burst.Length);
        return text.StartsWith(client) ? (Number.Client, client.Length) : (Number.None, 0);
    }

    private static int CountDigits(long value)
    {
        Span<byte> digits = stackalloc byte[20];
        value.TryFormat(digits, out int count, provider: CultureInfo.InvariantCulture);
        return count;
    }

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
