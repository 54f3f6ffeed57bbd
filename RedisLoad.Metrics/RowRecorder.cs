using System.Diagnostics.Metrics;
using RedisLoad.Redis;
using RedisLoad.Rows;

namespace RedisLoad.Metrics;

/// <summary>Records rows with the instruments of a meter, one for each metric that the columns declare.</summary>
internal sealed class RowRecorder
{
    private const string OfPools = "db.client.connection.";

    private static readonly KeyValuePair<string, object?> s_system = new("db.system.name", "redis");

    /// <summary>What a histogram tells apart, in seconds: from 10 us to 100 s, three steps a decade.</summary>
    private static readonly double[] s_boundaries =
        [.. from exponent in Enumerable.Range(-5, 7) from step in (double[])[1, 2, 5] select step * Math.Pow(10, exponent), 100];

    private readonly (LoadInstrument Column, RecordValue Record)[] _instruments;

    public RowRecorder(Meter meter)
    {
        Dictionary<string, RecordValue> recorders = LoadInstrument.All.DistinctBy(column => column.Name)
            .ToDictionary(column => column.Name, column => Create(meter, column));
        _instruments = [.. LoadInstrument.All.Select(column => (column, recorders[column.Name]))];
    }

    private delegate void RecordValue(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags);

    public void Record(LoadSample row)
    {
        KeyValuePair<string, object?>[] tagsOfRow = [.. TagsOf(row)];
        foreach ((LoadInstrument column, RecordValue record) in _instruments)
        {
            KeyValuePair<string, object?>[] tags = [.. tagsOfRow, .. TagsOf(column, row)];
            foreach ((double value, long times) in column.Read(row))
            {
                for (long i = 0; i < times; i++)
                    record(value, tags);
            }
        }
    }

    private static RecordValue Create(Meter meter, LoadInstrument column)
    {
        (string name, string unit, string description) = (column.Name, column.Unit, column.Description);
        switch (column.Kind)
        {
            case InstrumentKind.Counter:
                Counter<long> counter = meter.CreateCounter<long>(name, unit, description);
                return (value, tags) => counter.Add((long)value, tags);
            case InstrumentKind.Gauge:
                Gauge<double> gauge = meter.CreateGauge<double>(name, unit, description);
                return gauge.Record;
            default:
                var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = s_boundaries };
                Histogram<double> histogram = meter.CreateHistogram(name, unit, description, tags: null, advice);
                return histogram.Record;
        }
    }

    /// <summary>What the values of a row are about: its run, and its server. Several servers are named together.</summary>
    private static IEnumerable<KeyValuePair<string, object?>> TagsOf(LoadSample row)
    {
        yield return s_system;
        if (row.RunId is { } run)
            yield return new("redisload.run_id", run);
        if (row.Target is not { } target)
            yield break;
        (string address, int? port) = AddressOf(target);
        yield return new("server.address", address);
        if (port is { } number)
            yield return new("server.port", number);
    }

    private static IEnumerable<KeyValuePair<string, object?>> TagsOf(LoadInstrument column, LoadSample row)
    {
        if (column.ErrorType is { } type)
            yield return new("error.type", type);
        // The conventions require it, and want the server where a pool has no name.
        if (column.Name.StartsWith(OfPools, StringComparison.Ordinal))
            yield return new($"{OfPools}pool.name", row.Target);
    }

    private static (string Address, int? Port) AddressOf(string target)
    {
        try
        {
            var server = HostAndPort.Parse(target);
            return (server.Host, server.Port);
        }
        catch (FormatException)
        {
            // A socket, the built-in target, or several servers.
            return (target, null);
        }
    }
}
