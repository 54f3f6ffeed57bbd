using RedisLoad.Interop;

namespace RedisLoad.Transport.Portable;

/// <summary>What one thread waits at until another rings, or a time is there.</summary>
/// <remarks>.NET waits in whole milliseconds, which is late for a schedule; on Linux an epoll waits to the nanosecond.</remarks>
internal sealed class Doorbell : IDisposable
{
    private readonly EpollSet? _epoll = OperatingSystem.IsLinux() ? new EpollSet(batchSize: 1) : null;
    private readonly AutoResetEvent _event = new(initialState: false);
    private int _isRung;

    /// <summary>Ends the present or the next wait. May be called from any thread.</summary>
    public void Ring()
    {
        // Whoever waits is told once, however many ring.
        if (Interlocked.Exchange(ref _isRung, 1) != 0)
            return;
        if (_epoll is null)
            _event.Set();
        else
            _epoll.Wake();
    }

    /// <summary>Waits, at most so long. It may come back without a ring.</summary>
    public void Wait(long nanoseconds)
    {
        if (Volatile.Read(ref _isRung) == 0)
        {
            if (_epoll is null)
                _event.WaitOne((int)Math.Min(int.MaxValue, (nanoseconds + Clock.NanosecondsPerMillisecond - 1) / Clock.NanosecondsPerMillisecond));
            else
                _epoll.Wait(nanoseconds);
        }
        Interlocked.Exchange(ref _isRung, 0);
    }

    public void Dispose()
    {
        _epoll?.Dispose();
        _event.Dispose();
    }
}
