using System.Runtime.ExceptionServices;
using RedisLoad.Resp;
using RedisLoad.Session;

namespace RedisLoad.Transport.Portable;

/// <summary>The transport for every system, and for TLS: .NET's sockets and SslStream, a task on the thread pool for each session.</summary>
/// <remarks>Sessions leave notices; what becomes of them is told on the thread that serves the transport, and nowhere else.</remarks>
internal sealed class PortableTransport : ITransport
{
    /// <summary>Few enough that telling of them delays no due connection by a millisecond.</summary>
    private const int BatchSize = 64;

    private readonly TransportSettings _settings;
    private readonly ISessionSink _sink;
    private readonly Surroundings<SessionNotice> _surroundings;
    private readonly Dictionary<PortableSession, Task> _underWay = [];
    private readonly KeptConnections _kept;
    private volatile bool _isKeptOneBroken;
    private bool _isDisposed;

    public PortableTransport(TransportSettings settings, ISessionSink sink)
    {
        _settings = settings;
        _sink = sink;
        _surroundings = new Surroundings<SessionNotice>(settings);
        _kept = new KeptConnections(settings.Life.PoolIdleTimeout.ToNanoseconds(), OnKeptOneBroken);
    }

    public int Open => _underWay.Count;

    public int Capacity => _settings.Capacity;

    public int Pooled => _kept.Count;

    /// <summary>The process's: which of its threads works for whom, nobody counts.</summary>
    public long CpuNanoseconds => Environment.CpuUsage.TotalTime.ToNanoseconds();

    public int Processors => Environment.ProcessorCount;

    public void Start(SessionNumber session, long due, long now)
    {
        if (Open == Capacity)
            throw new InvalidOperationException($"{Capacity} sessions are under way already.");

        PortableConnection? kept = _kept.Take(_settings.TargetOf(session));
        if (kept is null && Open + Pooled == Capacity)
            _kept.RemoveOldest();
        var started = new PortableSession(_surroundings, session, due, now);
        _underWay.Add(started, started.RunAsync(kept));
    }

    public void Say(int slot, int step, SessionNumber request, long now) => throw new NotSupportedException("Background connections have a transport of their own here.");

    public void Serve(long until)
    {
        if (!Deliver())
        {
            _surroundings.Doorbell.Wait(Math.Max(0, Math.Min(until, _kept.Earliest) - Clock.Now));
            Deliver();
        }
        long now = Clock.Now;
        if (_isKeptOneBroken || _kept.Earliest <= now)
        {
            _isKeptOneBroken = false;
            _kept.RemoveEnded(now);
        }
    }

    public void TimeOutAll()
    {
        foreach (PortableSession session in _underWay.Keys)
            session.TimeOut();
        while (Open > 0)
        {
            if (!Deliver())
                _surroundings.Doorbell.Wait(Clock.NanosecondsPerSecond);
        }
    }

    public void Wake() => _surroundings.Doorbell.Ring();

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        foreach (PortableSession session in _underWay.Keys)
            session.TimeOut();
        Task.WaitAll(_underWay.Values);
        while (_surroundings.TryTake(out SessionNotice notice))
            notice.Kept?.Dispose();
        _kept.RemoveAll();
        _surroundings.Dispose();
    }

    /// <summary>Tells of what sessions have left notices of.</summary>
    /// <returns>Whether there was any.</returns>
    private bool Deliver()
    {
        int told = 0;
        while (told < BatchSize && _surroundings.TryTake(out SessionNotice notice))
        {
            Tell(notice);
            told++;
        }
        return told > 0;
    }

    private void Tell(in SessionNotice notice)
    {
        if (notice.Mistake is { } mistake)
        {
            _underWay.Remove(notice.Session);
            ExceptionDispatchInfo.Throw(mistake);
        }
        if (!notice.IsEnd)
        {
            _sink.OnSessionAnswered(notice.Record);
            return;
        }
        _underWay.Remove(notice.Session);
        if (notice.Kept is { } kept)
            _kept.Add(kept, _settings.TargetOf(notice.Record.Session), Clock.Now);
        _sink.OnSessionEnded(notice.Record);
    }

    private void OnKeptOneBroken()
    {
        _isKeptOneBroken = true;
        _surroundings.Doorbell.Ring();
    }
}
