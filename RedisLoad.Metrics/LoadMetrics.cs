using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using RedisLoad.Parameters;
using RedisLoad.Reporting;
using RedisLoad.Rows;

namespace RedisLoad.Metrics;

/// <summary>Sends rows as metrics of OpenTelemetry, beside the load: an endpoint that is slow, or not there, delays nobody.</summary>
public sealed class LoadMetrics : ILoadMetrics
{
    private const string Name = "RedisLoad";

    /// <summary>Rows that come sooner after each other are sent together.</summary>
    private static readonly TimeSpan s_shortestInterval = TimeSpan.FromMilliseconds(500);

    private static readonly string s_version = typeof(LoadSample).Assembly.GetName().Version!.ToString(3);

    private readonly Channel<LoadSample> _rows = Channel.CreateUnbounded<LoadSample>();
    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _problem;

    /// <inheritdoc/>
    public void Start(OtlpEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var meter = new Meter(Name, s_version);
        try
        {
            MeterProvider provider = CreateProvider(endpoint, meter);
            var recorder = new RowRecorder(meter);
            // Sending blocks its thread, which should be none of the pool's: the exporter itself needs those.
            new Thread(() => Send(endpoint, meter, provider, recorder)) { IsBackground = true, Name = "RedisLoad metrics" }.Start();
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidOperationException or IOException)
        {
            meter.Dispose();
            // The message can repeat a variable, which can contain a secret.
            throw new PlanException(
                PlanProblem.ValueOutOfRange, nameof(OtlpEndpoint), null,
                "an environment variable of the exporter cannot be used. Check OTEL_EXPORTER_OTLP_HEADERS (key=value, separated by "
                + "commas) and the files named by OTEL_EXPORTER_OTLP_CERTIFICATE, _CLIENT_CERTIFICATE, and _CLIENT_KEY.");
        }
    }

    /// <inheritdoc/>
    public void Add(LoadSample row) => _rows.Writer.TryWrite(row);

    /// <inheritdoc/>
    public string? TakeProblem() => Interlocked.Exchange(ref _problem, null);

    /// <inheritdoc/>
    public bool Complete(TimeSpan limit)
    {
        _rows.Writer.TryComplete();
        return _sent.Task.Wait(limit);
    }

    /// <inheritdoc/>
    /// <remarks>What is still being sent goes on until the exporter gives up.</remarks>
    public void Dispose() => _rows.Writer.TryComplete();

    private static MeterProvider CreateProvider(OtlpEndpoint endpoint, Meter meter) => Sdk.CreateMeterProviderBuilder()
        .SetResourceBuilder(ResourceBuilder.CreateEmpty()
            .AddService(Name.ToLowerInvariant(), serviceVersion: s_version)
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector())
        .AddMeter(Name)
        // Another load of this process has a meter of the same name, and an endpoint of its own.
        .AddView(instrument => ReferenceEquals(instrument.Meter, meter) ? null : MetricStreamConfiguration.Drop)
        .AddOtlpExporter((exporter, reader) =>
        {
            exporter.Endpoint = endpoint.Address;
            exporter.Protocol = endpoint.IsGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
            // Rows say when there is something to send.
            reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = int.MaxValue;
        })
        .Build();

    private void Send(OtlpEndpoint endpoint, Meter meter, MeterProvider provider, RowRecorder recorder)
    {
        using (meter)
        using (provider)
        using (var errors = new ExporterErrors())
        {
            long sentAt = 0;
            bool isSent = true;
            bool hasFailed = false;
            // Nothing yet: that shows whether the endpoint accepts it, and has the exporter compiled before the first connection is due.
            Flush();
            while (_rows.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                while (_rows.Reader.TryRead(out LoadSample? row))
                    recorder.Record(row);
                isSent = false;
                if (Stopwatch.GetElapsedTime(sentAt) >= s_shortestInterval)
                    Flush();
            }
            if (!isSent)
                Flush();
            _sent.SetResult();

            void Flush()
            {
                sentAt = Stopwatch.GetTimestamp();
                isSent = true;
                string? error = errors.During(() => provider.ForceFlush());
                if (error is null || hasFailed)
                    return;
                hasFailed = true;
                _problem = $"the metrics could not be sent to {endpoint}: {error}. The load is not affected, and the next attempt includes "
                    + "what is missing.";
            }
        }
    }
}
