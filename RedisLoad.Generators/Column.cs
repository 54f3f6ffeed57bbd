using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace RedisLoad.Generators;

/// <summary>A column as it is declared.</summary>
internal sealed class Column
{
    public Column(IPropertySymbol property)
    {
        Name = property.Name;
        Type = property.Type;
        Comment = Comments.Of(property);
        IsHidden = property.Has("Hidden");
        AttributeData? kind = property.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass!.Name != "HiddenAttribute");
        Kind = kind?.AttributeClass!.Name.Replace("Attribute", string.Empty);
        if (Kind != "Times")
            return;
        Label = (string?)kind!.ConstructorArguments[0].Value;
        Shown = [.. ((string)kind.ConstructorArguments[1].Value!).Split(' ').Select(Percentile.Named)];
    }

    public string Name { get; }

    public ITypeSymbol Type { get; }

    public string Comment { get; }

    /// <summary>How it adds up: the name of its attribute. Null for what is known of a row alone.</summary>
    public string? Kind { get; }

    /// <summary>Whether it is counted and not shown.</summary>
    public bool IsHidden { get; }

    /// <summary>Of times, what a table calls them.</summary>
    public string? Label { get; }

    /// <summary>Of times, the percentiles that a row shows. A summary shows all.</summary>
    public IReadOnlyList<Percentile> Shown { get; } = [];
}

/// <summary>A percentile: the end of its column's name, its words, and how a histogram is asked for it.</summary>
internal sealed class Percentile(string suffix, string words, string call)
{
    public static Percentile Max { get; } = new("Max", "Maximum", "MaxMs");

    public static IReadOnlyList<Percentile> All { get; } =
    [
        new("P50", "Median", "PercentileMs(50)"),
        new("P90", "90th percentile", "PercentileMs(90)"),
        new("P99", "99th percentile", "PercentileMs(99)"),
        new("P999", "99.9th percentile", "PercentileMs(99.9)"),
        Max,
    ];

    public string Suffix { get; } = suffix;

    public string Words { get; } = words;

    public string Call { get; } = call;

    public static Percentile Named(string suffix) => All.Single(percentile => percentile.Suffix == suffix);
}

/// <summary>A kind of failure, which is a column, too.</summary>
internal sealed class FailureKind(IFieldSymbol field)
{
    public string Name { get; } = field.Name;

    public string Comment { get; } = $"Failures: {Comments.Of(field)}";

    public bool HasCause { get; } = field.Has("CausedBy");

    /// <summary>All kinds but the first, which stands for none.</summary>
    public static IReadOnlyList<FailureKind> Of(ITypeSymbol kinds) =>
        [.. kinds.GetMembers().OfType<IFieldSymbol>().Skip(1).Select(field => new FailureKind(field))];
}

internal static class Comments
{
    /// <summary>The summary of a member, in one line.</summary>
    public static string Of(ISymbol member) =>
        member.GetDocumentationCommentXml() is { Length: > 0 } xml && XElement.Parse(xml).Element("summary") is { } summary
            ? Regex.Replace(string.Concat(summary.Nodes()), @"\s+", " ").Trim()
            : string.Empty;

    public static bool Has(this ISymbol member, string attribute) =>
        member.GetAttributes().Any(each => each.AttributeClass!.Name == $"{attribute}Attribute");
}
