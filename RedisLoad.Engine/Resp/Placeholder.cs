using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace RedisLoad.Resp;

/// <summary>Reads the placeholders in an argument. Other braces are text: a cluster's hash tags look the same.</summary>
internal static partial class Placeholder
{
    public const int LongestText = 1024 * 1024;

    /// <summary>Splits an argument into its pieces.</summary>
    /// <param name="argument">The argument's bytes.</param>
    /// <param name="position">A number that no other placeholder of the session has; it is raised by those read.</param>
    /// <exception cref="FormatException">A placeholder's number is missing or out of its range.</exception>
    public static List<TemplatePart> Split(ReadOnlySpan<byte> argument, ref int position)
    {
        // Latin-1 has a character for each byte, and so keeps bytes that are no text.
        string text = Encoding.Latin1.GetString(argument);
        var parts = new List<TemplatePart>();
        int literal = 0;
        foreach (Match match in Pattern().Matches(text))
        {
            if (match.Index > literal)
                parts.Add(new TemplatePart.Literal(argument[literal..match.Index].ToArray()));
            parts.Add(Read(match, position++));
            literal = match.Index + match.Length;
        }
        if (literal < text.Length || parts.Count == 0)
            parts.Add(new TemplatePart.Literal(argument[literal..].ToArray()));
        return parts;
    }

    private static TemplatePart Read(Match match, int position) => match.Groups["name"].Value switch
    {
        "burst" => new TemplatePart.Burst(),
        "client" => new TemplatePart.Client(),
        "worker" => new TemplatePart.Worker(),
        "hash-tag" => new TemplatePart.HashTag(),
        "random" => new TemplatePart.RandomNumber(NumberOf(match, long.MaxValue, "{random:1000} for 0 to 999"), position),
        _ => new TemplatePart.RandomText((int)NumberOf(match, LongestText, "{random-string:16} for 16 letters and digits"), position),
    };

    private static long NumberOf(Match match, long most, string example)
    {
        bool isNumber = long.TryParse(match.Groups["number"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out long number);
        return isNumber && number >= 1 && number <= most
            ? number
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"a placeholder {{{match.Groups["name"].Value}}} requires a number from 1 to {most}: {example}"));
    }

    [GeneratedRegex(@"\{(?:(?<name>burst|client|worker|hash-tag)|(?<name>random-string|random)(?::(?<number>[^{}]*))?)\}")]
    private static partial Regex Pattern();
}
