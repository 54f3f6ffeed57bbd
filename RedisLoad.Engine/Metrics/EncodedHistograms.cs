namespace RedisLoad.Metrics;

/// <summary>The histograms of a recorder, packed: a row keeps a few kilobytes, where the histograms themselves take 600.</summary>
internal sealed class EncodedHistograms(IntervalRecorder recorder)
{
    private readonly byte[] _response = recorder.Response.Encode();
    private readonly byte[] _service = recorder.Service.Encode();
    private readonly byte[] _connect = recorder.Connect.Encode();
    private readonly byte[] _lag = recorder.Lag.Encode();

    public void AddTo(IntervalRecorder recorder)
    {
        recorder.Response.AddEncoded(_response);
        recorder.Service.AddEncoded(_service);
        recorder.Connect.AddEncoded(_connect);
        recorder.Lag.AddEncoded(_lag);
    }
}
