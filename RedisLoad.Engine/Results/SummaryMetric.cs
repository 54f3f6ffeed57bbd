using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;

namespace RedisLoad.Results;

/// <summary>What a figure is counted in, which the end of its name says.</summary>
internal enum MetricUnit
{
    None,
    Percent,
    Milliseconds,
    Seconds,
}

/// <summary>A figure of a summary that can be held against a limit: each of its numbers, by the name it has there.</summary>
internal sealed class SummaryMetric
{
    private static readonly (string Name, MetricUnit Unit)[] s_suffixes = [("Percent", MetricUnit.Percent), ("Ms", MetricUnit.Milliseconds),
        ("Seconds", MetricUnit.Seconds)];

    private readonly PropertyInfo _property;

    private SummaryMetric(PropertyInfo property)
    {
        _property = property;
        (string unitName, Unit) = s_suffixes.FirstOrDefault(
            suffix => Name.EndsWith(suffix.Name, StringComparison.Ordinal), (Name: string.Empty, Unit: MetricUnit.None));
        ShortName = Name.Length > unitName.Length ? Name[..^unitName.Length] : Name;
    }

    /// <summary>Every figure, in the order of the summary.</summary>
    public static IReadOnlyList<SummaryMetric> All { get; } = [.. typeof(LoadSummary).GetProperties()
        .Where(property => (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) is { IsPrimitive: true } type
            && type != typeof(bool))
        .Select(property => new SummaryMetric(property))];

    public string Name => _property.Name;

    /// <summary>The name without its unit.</summary>
    public string ShortName { get; }

    public MetricUnit Unit { get; }

    /// <summary>The figure; null where the run has none.</summary>
    public double? Of(LoadSummary summary) =>
        _property.GetValue(summary) is { } value ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : null;

    public static bool TryFind(string name, [NotNullWhen(true)] out SummaryMetric? metric)
    {
        metric = All.FirstOrDefault(metric => metric.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return metric is not null;
    }

    /// <summary>The figures of a name that does not say its unit.</summary>
    public static IReadOnlyList<SummaryMetric> FindByShortName(string name) =>
        [.. All.Where(metric => metric.ShortName != metric.Name && metric.ShortName.Equals(name, StringComparison.OrdinalIgnoreCase))];
}
