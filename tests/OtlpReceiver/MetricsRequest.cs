namespace OtlpReceiver;

/// <summary>What an exporter sent at once, as JSON shows it.</summary>
internal sealed record MetricsRequest(
    string Protocol, string Path, string Authorization, Dictionary<string, object> Resource, IReadOnlyList<MetricPoint> Points)
{
    /// <summary>Reads an ExportMetricsServiceRequest: its numbers are those of opentelemetry-proto 1.</summary>
    public static MetricsRequest Read(string protocol, string path, string authorization, byte[] body)
    {
        ProtobufMessage[] resources = [.. ProtobufMessage.Parse(body).Messages(1)];
        IEnumerable<MetricPoint> points =
            from resource in resources
            from scope in resource.Messages(2)
            from metric in scope.Messages(2)
            from point in PointsOf(scope.Message(1)!.Text(1), metric)
            select point;
        return new MetricsRequest(
            protocol, path, authorization, resources is [var first, ..] ? AttributesOf(first.Message(1)!, 1) : [], [.. points]);
    }

    private static IEnumerable<MetricPoint> PointsOf(string scope, ProtobufMessage metric)
    {
        (string name, string description, string unit) = (metric.Text(1), metric.Text(2), metric.Text(3));
        foreach ((string kind, int field, int attributes) in ((string, int, int)[])
            [("Gauge", 5, 7), ("Sum", 7, 7), ("Histogram", 9, 9), ("ExponentialHistogram", 10, 1)])
        {
            foreach (ProtobufMessage point in metric.Message(field)?.Messages(1) ?? [])
            {
                bool isNumber = kind is "Gauge" or "Sum";
                yield return new MetricPoint(
                    scope, name, description, unit, kind, metric.Message(field)!.Integer(2) == 2, AttributesOf(point, attributes),
                    isNumber ? (point.Has(6) ? point.Integer(6) : point.Double(4)) : null,
                    isNumber ? null : point.Integer(4),
                    isNumber ? null : point.Double(5),
                    kind is "Histogram" ? [.. point.Integers(6)] : [],
                    kind is "Histogram" ? [.. point.Integers(7).Select(BitConverter.Int64BitsToDouble)] : []);
            }
        }
    }

    private static Dictionary<string, object> AttributesOf(ProtobufMessage message, int field) => message.Messages(field).ToDictionary(
        pair => pair.Text(1),
        pair => pair.Message(2) is { } value && value.Has(3) ? (object)value.Integer(3) : pair.Message(2)!.Text(1));
}

/// <summary>A point of a metric.</summary>
internal sealed record MetricPoint(
    string Scope, string Metric, string Description, string Unit, string Kind, bool IsCumulative, Dictionary<string, object> Attributes,
    double? Value, long? Count, double? Sum, IReadOnlyList<long> Buckets, IReadOnlyList<double> Bounds);
