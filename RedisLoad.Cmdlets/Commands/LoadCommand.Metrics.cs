using System.Management.Automation;
using RedisLoad.Reporting;
using RedisLoad.Rows;

namespace RedisLoad.Cmdlets.Commands;

public abstract partial class LoadCommand
{
    private OtlpEndpoint? _otlpEndpoint;

    /// <summary>Endpoint of the OpenTelemetry protocol that gets the rows as metrics while the load runs, such as a collector:
    /// http://localhost:4318. The path v1/metrics is added. The environment variables of OpenTelemetry are honored, among them
    /// OTEL_EXPORTER_OTLP_HEADERS for credentials, and OTEL_EXPORTER_OTLP_PROTOCOL (http/protobuf or grpc; default: http/protobuf).
    /// Default: no metrics.</summary>
    [Parameter]
    public string? OtlpEndpoint { get; set; }

    private void CheckOtlpEndpoint() => _otlpEndpoint = OtlpEndpoint is null
        ? null
        : Reporting.OtlpEndpoint.Parse(OtlpEndpoint, Environment.GetEnvironmentVariable);

    /// <summary>Begins to send metrics; null where they are not asked for.</summary>
    private protected MetricsFeed? StartMetrics() => _otlpEndpoint is null ? null : new MetricsFeed(_otlpEndpoint, WriteWarning);
}

/// <summary>Passes rows on to be sent as metrics, and warns once if they do not arrive. The load continues in any case.</summary>
internal sealed class MetricsFeed : IDisposable
{
    /// <summary>How long the end of a load waits for its last metrics.</summary>
    private static readonly TimeSpan s_completeLimit = TimeSpan.FromSeconds(5);

    private readonly ILoadMetrics _metrics = DependencyContext.CreateMetrics();
    private readonly OtlpEndpoint _endpoint;
    private readonly Action<string> _warn;
    private bool _hasWarned;

    public MetricsFeed(OtlpEndpoint endpoint, Action<string> warn)
    {
        (_endpoint, _warn) = (endpoint, warn);
        _metrics.Start(endpoint);
    }

    public void Add(LoadSample row)
    {
        _metrics.Add(row);
        Warn(_metrics.TakeProblem());
    }

    /// <summary>Waits, up to a limit, until everything has been sent.</summary>
    public void Complete()
    {
        bool isComplete = _metrics.Complete(s_completeLimit);
        Warn(_metrics.TakeProblem());
        if (!isComplete)
            Warn($"the last metrics were not taken by {_endpoint} within {s_completeLimit.TotalSeconds} s.");
    }

    public void Dispose() => _metrics.Dispose();

    private void Warn(string? problem)
    {
        if (problem is null || _hasWarned)
            return;
        _hasWarned = true;
        _warn($"-{nameof(LoadCommand.OtlpEndpoint)}: {problem}");
    }
}
