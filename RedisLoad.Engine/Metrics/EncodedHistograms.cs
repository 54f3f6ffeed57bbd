namespace RedisLoad.Metrics;

/// <summary>The histograms of a recorder, packed: a row keeps a few kilobytes, where the histograms themselves take 600.</summary>
internal sealed record EncodedHistograms(byte[] Response, byte[] Service, byte[] Connect, byte[] Lag)
{
    public EncodedHistograms(IntervalRecorder recorder)
        : this(recorder.Response.Encode(), recorder.Service.Encode(), recorder.Connect.Encode(), recorder.Lag.Encode())
    {
        if (recorder.TlsHandshake.Count > 0)
            TlsHandshake = recorder.TlsHandshake.Encode();
    }

    /// <summary>Null without TLS.</summary>
    public byte[]? TlsHandshake { get; }

    public void AddTo(IntervalRecorder recorder)
    {
        recorder.Response.AddEncoded(Response);
        recorder.Service.AddEncoded(Service);
        recorder.Connect.AddEncoded(Connect);
        recorder.Lag.AddEncoded(Lag);
        if (TlsHandshake is not null)
            recorder.TlsHandshake.AddEncoded(TlsHandshake);
    }
}
