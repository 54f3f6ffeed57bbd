using System.Diagnostics.Tracing;

namespace RedisLoad.Metrics;

/// <summary>Hears why the exporter could not send something: it tells nobody else.</summary>
internal sealed class ExporterErrors : EventListener
{
    private const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol";

    private int _thread;
    private string? _reason;

    /// <summary>Sends something.</summary>
    /// <param name="send">Sends, in this thread, and returns whether it did.</param>
    /// <returns>Why not, without a full stop; null if it was sent.</returns>
    public string? During(Func<bool> send)
    {
        (_thread, _reason) = (Environment.CurrentManagedThreadId, null);
        bool isSent = send();
        _thread = 0;
        return isSent ? null : (_reason ?? "no reply in time").TrimEnd('.');
    }

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Exporter)
            EnableEvents(eventSource, EventLevel.Warning);
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (Environment.CurrentManagedThreadId == _thread && eventData.Payload is [.., string text])
            _reason ??= FirstSentence(text);
    }

    /// <summary>An exception as a text begins with its type, and goes on with where it was thrown.</summary>
    private static string FirstSentence(string text)
    {
        string line = text.Split('\n')[0].Trim();
        int type = line.IndexOf("Exception: ", StringComparison.Ordinal);
        return type < 0 ? line : line[(type + "Exception: ".Length)..];
    }
}
