namespace RedisLoad.Rows;

/// <summary>How a metric adds up.</summary>
internal enum InstrumentKind
{
    /// <summary>A sum over all rows.</summary>
    Counter,

    /// <summary>What the latest row says.</summary>
    Gauge,

    /// <summary>How often each value came.</summary>
    Histogram,
}

/// <summary>A column of a load as a metric. All of them follow from <see cref="ILoadColumns"/>.</summary>
/// <param name="Name">What the metric is called.</param>
/// <param name="Kind">How it adds up.</param>
/// <param name="Unit">Its unit, as UCUM writes it.</param>
/// <param name="Description">What it means.</param>
/// <param name="ErrorType">The kind of failure that it is about; null for none. Those of one name are one metric.</param>
/// <param name="Read">The values that a row has of it, and how often each; none where the column is null.</param>
internal sealed partial record LoadInstrument(
    string Name,
    InstrumentKind Kind,
    string Unit,
    string Description,
    string? ErrorType,
    Func<LoadSample, IEnumerable<(double Value, long Times)>> Read)
{
    private static IEnumerable<(double Value, long Times)> Once(double? value) => value is { } number ? [(number, 1)] : [];
}
