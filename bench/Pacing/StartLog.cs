using RedisLoad.Resp;
using RedisLoad.Transport;

namespace RedisLoad.Bench;

/// <summary>A transport that notes when each session starts, and leaves the rest to another.</summary>
internal sealed class StartLog(ITransport transport, int capacity) : ITransport
{
    private readonly long[] _starts = new long[capacity];
    private int _count;

    /// <summary>When each session started so far, in order.</summary>
    public ReadOnlySpan<long> Starts => _starts.AsSpan(0, _count);

    public int Open => transport.Open;

    public int Capacity => transport.Capacity;

    public int Pooled => transport.Pooled;

    public long CpuNanoseconds => transport.CpuNanoseconds;

    public void Start(SessionNumber session, long due, long now)
    {
        _starts[_count++] = now;
        transport.Start(session, due, now);
    }

    public void Say(int slot, int step, SessionNumber request, long now) => transport.Say(slot, step, request, now);

    public void Serve(long until) => transport.Serve(until);

    public void TimeOutAll() => transport.TimeOutAll();

    public void Wake() => transport.Wake();

    public void Dispose() => transport.Dispose();
}
