using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CmdletHelp;

/// <summary>The elements of documentation comments as plain text.</summary>
internal static partial class CommentText
{
    /// <summary>The paragraphs of an element, none when it is missing or empty. An item of a list is a paragraph of its own.</summary>
    public static IReadOnlyList<string> Paragraphs(XElement? element) =>
        element is null ? [] : [.. Blocks(element).Where(block => block.Length > 0)];

    /// <summary>The lines of a code element, without the indentation that they share. A line behind the element's tag has none.</summary>
    public static string Code(XElement code)
    {
        string text = code.Value.ReplaceLineEndings("\n");
        string[] lines = text.Trim('\n').TrimEnd().Split('\n');
        int shared = lines.Skip(text.StartsWith('\n') ? 0 : 1).Where(line => line.Trim().Length > 0).Select(IndentationOf)
            .DefaultIfEmpty().Min();
        lines[0] = text.StartsWith('\n') ? lines[0] : new string(' ', shared) + lines[0];
        return string.Join('\n', lines.Select(line => line[Math.Min(shared, line.Length)..].TrimEnd()));
    }

    private static IEnumerable<string> Blocks(XElement element)
    {
        var loose = new StringBuilder();
        foreach (XNode node in element.Nodes())
        {
            if (node is not XElement { Name.LocalName: "para" or "list" or "code" } block)
            {
                loose.Append(Inline(node));
                continue;
            }
            yield return Fold(loose.ToString());
            loose.Clear();
            IEnumerable<string> inner = block.Name.LocalName switch
            {
                "para" => Blocks(block),
                "list" => Items(block),
                _ => [Code(block)],
            };
            foreach (string text in inner)
                yield return text;
        }
        yield return Fold(loose.ToString());
    }

    private static IEnumerable<string> Items(XElement list)
    {
        bool isNumbered = (string?)list.Attribute("type") == "number";
        return list.Elements("item").Select((item, index) => (isNumbered ? $"{index + 1}. " : "- ") + ItemText(item));
    }

    private static string ItemText(XElement item)
    {
        XElement? term = item.Element("term");
        XElement? description = item.Element("description");
        return term is not null && description is not null
            ? $"{Fold(Inline(term))}: {Fold(Inline(description))}"
            : Fold(Inline(item));
    }

    private static string Inline(XNode node) => node switch
    {
        XText text => text.Value,
        XElement element when element.Nodes().Any() => string.Concat(element.Nodes().Select(Inline)),
        XElement element => NameIn(element),
        _ => "",
    };

    private static string NameIn(XElement reference) =>
        (string?)reference.Attribute("cref") is { } id ? ShortName(id)
        : (string?)reference.Attribute("name") ?? (string?)reference.Attribute("langword") ?? (string?)reference.Attribute("href") ?? " ";

    // "M:Namespace.Type.Method``1(System.Int32)" is what the compiler makes of a cref: Method is what its author wrote.
    private static string ShortName(string id) => Arity().Replace(id.Split('(')[0], "").Split('.', ':')[^1];

    private static string Fold(string text) => Whitespace().Replace(text, " ").Trim();

    private static int IndentationOf(string line) => line.Length - line.TrimStart().Length;

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();

    [GeneratedRegex("`+[0-9]+")]
    private static partial Regex Arity();
}
