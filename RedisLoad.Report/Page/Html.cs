using System.Xml.Linq;

namespace RedisLoad.Report.Page;

/// <summary>Elements of a page. Text is given as it is: what writes the elements escapes it.</summary>
internal static class Html
{
    public static XElement Element(string name, params object?[] content)
    {
        var element = new XElement(name, content);
        // A browser takes <td /> for a beginning without an end.
        if (element.IsEmpty && name is not ("meta" or "br"))
            element.Add(string.Empty);
        return element;
    }

    public static XAttribute Class(string name) => new("class", name);

    public static XElement Section(string id, string title, params object?[] content) =>
        Element(
            "section", new XAttribute("id", id), new XAttribute("aria-labelledby", $"{id}-title"),
            Element("h2", new XAttribute("id", $"{id}-title"), title), content);

    /// <summary>A table whose first column names the rows.</summary>
    /// <param name="caption">What it is about.</param>
    /// <param name="headers">The names of the columns.</param>
    /// <param name="rows">The cells, as many in each row.</param>
    public static XElement Table(string caption, IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows) =>
        Element("div", Class("wide"), new XAttribute("tabindex", "0"), new XAttribute("role", "region"),
            new XAttribute("aria-label", caption), Element(
            "table",
            Element("caption", caption),
            Element("thead", Element("tr", headers.Select(header => Element("th", new XAttribute("scope", "col"), header)))),
            Element("tbody", rows.Select(row => Element("tr", Element("th", new XAttribute("scope", "row"), row[0]), row.Skip(1)
            .Select(cell => Element("td", cell)))))));
}
