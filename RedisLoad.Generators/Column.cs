using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace RedisLoad.Generators;

/// <summary>A column as it is declared.</summary>
/// <param name="member">The member that declares it.</param>
/// <param name="type">Its type.</param>
/// <param name="kind">How it adds up: the name of its attribute, Failure of a kind of failure, or null for what is known of a row
/// alone.</param>
/// <param name="arguments">What its attribute was given.</param>
internal sealed class Column(ISymbol member, string type, string? kind, IReadOnlyList<string> arguments)
{
    public string Name => member.Name;

    public string Type => type;

    public string? Kind => kind;

    public IReadOnlyList<string> Arguments => arguments;

    public string Comment { get; } = SummaryOf(member.GetDocumentationCommentXml());

    /// <summary>Of times, the percentiles that a row shows. A summary shows all.</summary>
    public IReadOnlyList<Percentile> Shown { get; } = kind is "Times" ? [.. arguments[1].Split(' ').Select(Percentile.Named)] : [];

    public bool Has(string attribute) => Has(member, attribute);

    /// <summary>The column that a property declares; of that of the failures, one for each kind but the first, which stands for
    /// none.</summary>
    public static IEnumerable<Column> Of(IPropertySymbol property)
    {
        if (Has(property, "Failures"))
            return property.Type.GetMembers().OfType<IFieldSymbol>().Skip(1).Select(kind => new Column(kind, "long", "Failure", []));
        AttributeData? attribute = property.GetAttributes().FirstOrDefault(each => NameOf(each) != "Hidden");
        IEnumerable<string> arguments = attribute?.ConstructorArguments.Select(argument => (string)argument.Value!) ?? [];
        return [new Column(property, property.Type.ToString(), attribute is null ? null : NameOf(attribute), [.. arguments])];
    }

    private static string SummaryOf(string? comment) => string.IsNullOrEmpty(comment)
        ? string.Empty
        : Regex.Replace(string.Concat(XElement.Parse(comment).Element("summary")?.Nodes() ?? []), @"\s+", " ").Trim();

    private static bool Has(ISymbol member, string attribute) => member.GetAttributes().Any(each => NameOf(each) == attribute);

    private static string NameOf(AttributeData attribute) => attribute.AttributeClass!.Name.Replace("Attribute", string.Empty);
}

/// <summary>A percentile: the end of its column's name, its words, and how a histogram is asked for it.</summary>
internal sealed class Percentile(string suffix, string words, string call)
{
    public static Percentile Max { get; } = new("Max", "Maximum", "MaxMs");

    public static IReadOnlyList<Percentile> All { get; } =
    [
        new("P50", "Median", "PercentileMs(50)"),
        new("P90", "90th percentile", "PercentileMs(90)"),
        new("P95", "95th percentile", "PercentileMs(95)"),
        new("P99", "99th percentile", "PercentileMs(99)"),
        new("P999", "99.9th percentile", "PercentileMs(99.9)"),
        Max,
    ];

    public string Suffix => suffix;

    public string Words => words;

    public string Call => call;

    public static Percentile Named(string suffix) => All.Single(percentile => percentile.Suffix == suffix);
}
