using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace RedisLoad.SourceGenerators;

/// <summary>A column as it is declared.</summary>
/// <param name="member">The member that declares it.</param>
/// <param name="type">Its type.</param>
/// <param name="kind">How it adds up: the name of its attribute, Failure of a kind of failure, or null for what is known of a row
/// alone.</param>
/// <param name="arguments">What its attribute was given.</param>
/// <param name="property">The property that declares it, or all of the failures.</param>
internal sealed class Column(ISymbol member, string type, string? kind, IReadOnlyList<string> arguments, IPropertySymbol property)
{
    public string Name => member.Name;

    public string Type => type;

    public string? Kind => kind;

    public IReadOnlyList<string> Arguments => arguments;

    public string Comment { get; } = SummaryOf(member.GetDocumentationCommentXml());

    /// <summary>Of times, the percentiles that a row shows. A summary shows all.</summary>
    public IReadOnlyList<Percentile> Shown { get; } = kind is "Times" ? [.. arguments[1].Split(' ').Select(Percentile.Named)] : [];

    /// <summary>The metric that it is; null for none.</summary>
    public Metric? Metric { get; } = property.GetAttributes().FirstOrDefault(each => NameOf(each) is "Metric") is { } attribute
        ? new Metric(attribute, SummaryOf(property.GetDocumentationCommentXml()))
        : null;

    public bool Has(string attribute) => Has(member, attribute);

    /// <summary>The column that a property declares; of that of the failures, one for each kind but the first, which stands for
    /// none.</summary>
    public static IEnumerable<Column> Of(IPropertySymbol property)
    {
        if (Has(property, "Failures"))
        {
            return property.Type.GetMembers().OfType<IFieldSymbol>().Skip(1)
                .Select(kind => new Column(kind, "long", "Failure", [], property));
        }
        AttributeData? attribute = property.GetAttributes().FirstOrDefault(each => NameOf(each) is not ("Hidden" or "Metric"));
        IEnumerable<string> arguments = attribute?.ConstructorArguments.Select(argument => (string)argument.Value!) ?? [];
        return [new Column(property, property.Type.ToString(), attribute is null ? null : NameOf(attribute), [.. arguments], property)];
    }

    private static string SummaryOf(string? comment) => string.IsNullOrEmpty(comment)
        ? string.Empty
        : Regex.Replace(string.Concat(XElement.Parse(comment).Element("summary")?.Nodes() ?? []), @"\s+", " ").Trim();

    private static bool Has(ISymbol member, string attribute) => member.GetAttributes().Any(each => NameOf(each) == attribute);

    private static string NameOf(AttributeData attribute) => attribute.AttributeClass!.Name.Replace("Attribute", string.Empty);
}

/// <summary>A column as a metric.</summary>
internal sealed class Metric(AttributeData attribute, string description)
{
    public string Name { get; } = (string)attribute.ConstructorArguments[0].Value!;

    public string Unit { get; } = (string)attribute.ConstructorArguments[1].Value!;

    public bool AddsUp { get; } = attribute.NamedArguments.Any(argument => argument.Key is "AddsUp");

    public string Description => description;
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
