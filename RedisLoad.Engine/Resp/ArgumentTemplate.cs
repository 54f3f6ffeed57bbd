using System.Text;

namespace RedisLoad.Resp;

/// <summary>One argument of a command: text, with placeholders that stand for what differs by session.</summary>
internal sealed class ArgumentTemplate
{
    private readonly TemplatePart[] _parts;

    private ArgumentTemplate(IEnumerable<TemplatePart> parts) => _parts = [.. parts];

    /// <summary>An argument that is sent as it stands, whatever it holds: a password, say.</summary>
    public static ArgumentTemplate Literal(string text) => new([new TemplatePart.Literal(Encoding.UTF8.GetBytes(text))]);

    /// <summary>An argument with placeholders.</summary>
    /// <exception cref="FormatException">A placeholder's number is missing or out of its range.</exception>
    public static ArgumentTemplate Parse(ReadOnlySpan<byte> text, ref int position) => new(Placeholder.Split(text, ref position));

    /// <summary>The argument, where it is a word without placeholders; null else.</summary>
    public string? FixedText =>
        _parts is [TemplatePart.Literal { Text: var text }] && Ascii.IsValid(text) ? Encoding.ASCII.GetString(text) : null;

    /// <summary>Whether the argument is the same for every session.</summary>
    public bool IsFixed => Array.TrueForAll(_parts, part => part.IsFixed);

    /// <summary>Whether the argument has a placeholder for a hash tag.</summary>
    public bool HasHashTag => Array.Exists(_parts, part => part is TemplatePart.HashTag);

    /// <summary>The most bytes the argument has for any session.</summary>
    public long MaxLength => _parts.Sum(part => (long)part.MaxLength);

    /// <summary>How many bytes the argument has for one session.</summary>
    public int LengthFor(in TemplateValues values)
    {
        int length = 0;
        foreach (TemplatePart part in _parts)
            length += part.LengthFor(values);
        return length;
    }

    public void Write(in TemplateValues values, ref RespWriter writer)
    {
        foreach (TemplatePart part in _parts)
            part.Write(values, ref writer);
    }
}
