namespace RedisLoad.Metrics;

/// <summary>The histograms of a recorder, packed: a row keeps a few kilobytes, where the histograms themselves take 900.</summary>
/// <remarks>Those of TLS handshakes and of steady connections are null where there were none.</remarks>
internal sealed record EncodedHistograms(byte[] Response, byte[] Service, byte[] Connect, byte[] Lag, byte[]? TlsHandshake, byte[]? SteadyResponse)
{
    public EncodedHistograms(IntervalRecorder recorder)
        : this(
            recorder.Response.Encode(),
            recorder.Service.Encode(),
            recorder.Connect.Encode(),
            recorder.Lag.Encode(),
            EncodeUsed(recorder.TlsHandshake),
            EncodeUsed(recorder.SteadyResponse))
    {
    }

    public void AddTo(IntervalRecorder recorder)
    {
        recorder.Response.AddEncoded(Response);
        recorder.Service.AddEncoded(Service);
        recorder.Connect.AddEncoded(Connect);
        recorder.Lag.AddEncoded(Lag);
        if (TlsHandshake is not null)
            recorder.TlsHandshake.AddEncoded(TlsHandshake);
        if (SteadyResponse is not null)
            recorder.SteadyResponse.AddEncoded(SteadyResponse);
    }

    private static byte[]? EncodeUsed(LatencyHistogram times) => times.Count > 0 ? times.Encode() : null;
}
