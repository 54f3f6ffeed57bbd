namespace RedisLoad.Rows;

/// <summary>The columns of a load. RedisLoad.SourceGenerators writes what follows from them.</summary>
[AttributeUsage(AttributeTargets.Interface)]
internal sealed class ColumnsAttribute : Attribute;

/// <summary>Is counted: a sum over connections, and so over workers, intervals, and generators.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CounterAttribute : Attribute;

/// <summary>Is how many there are when an interval ends: a sum over workers and generators, and over intervals the last.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class GaugeAttribute : Attribute;

/// <summary>Is the longest over workers, intervals, and generators.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LongestAttribute : Attribute;

/// <summary>Follows from what was counted: a property of the same name in <see cref="IntervalCounters"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DerivedAttribute : Attribute;

/// <summary>Is the share that one counter has of another, in percent.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ShareAttribute(string part, string whole) : Attribute
{
    public string Part { get; } = part;

    public string Whole { get; } = whole;
}

/// <summary>Is timed: a histogram, and a column for each of its percentiles.</summary>
/// <param name="label">What tables call it.</param>
/// <param name="shown">The percentiles that a row shows, of P50, P90, P95, P99, P999, and Max. A summary shows all.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimesAttribute(string label, string shown) : Attribute
{
    public string Label { get; } = label;

    public string Shown { get; } = shown;
}

/// <summary>Stands for a column for each kind of failure.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FailuresAttribute : Attribute;

/// <summary>Is counted for other columns, and not shown.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class HiddenAttribute : Attribute;

/// <summary>Is a metric for those who have dashboards, too (-OtlpEndpoint). What is counted is a counter, what is timed a histogram, and
/// everything else a gauge.</summary>
/// <param name="name">Its name there, by the semantic conventions of OpenTelemetry where they have one.</param>
/// <param name="unit">Its unit, as UCUM writes it. A column in milliseconds or percent becomes seconds or a ratio.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MetricAttribute(string name, string unit) : Attribute
{
    public string Name { get; } = name;

    public string Unit { get; } = unit;

    /// <summary>Whether a figure that no attribute says to be counted adds up from row to row.</summary>
    public bool AddsUp { get; init; }
}
