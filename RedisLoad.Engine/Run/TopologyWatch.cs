using System.Collections.Immutable;
using RedisLoad.Redis;
using RedisLoad.Session;
using RedisLoad.Transport;

namespace RedisLoad.Run;

/// <summary>Looks for the servers again when sessions fail: after a failover they are elsewhere.</summary>
/// <remarks>
/// A failure is all that a client sees of a failover: a lost connection, a refused one, or an error such as MOVED, CLUSTERDOWN, or
/// READONLY. While there are any, it asks ten times a second at most, and between two failures not at all.
/// </remarks>
internal sealed class TopologyWatch : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly TargetBook _book;
    private readonly Func<ImmutableArray<LoadTarget>, CancellationToken, Task<ImmutableArray<LoadTarget>>> _find;
    private readonly Action _ask;
    private readonly Action<string> _tell;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _failed = new(0, 1);
    private readonly Task _looking;
    private int _isNoticed;

    /// <param name="book">Where the servers are.</param>
    /// <param name="find">Finds them again, given where they were.</param>
    /// <param name="ask">Is told before each time that they are looked for.</param>
    /// <param name="tell">Is told of each that has moved.</param>
    public TopologyWatch(
        TargetBook book, Func<ImmutableArray<LoadTarget>, CancellationToken, Task<ImmutableArray<LoadTarget>>> find, Action ask,
        Action<string> tell)
    {
        _book = book;
        _find = find;
        _ask = ask;
        _tell = tell;
        _looking = Task.Run(LookAsync);
    }

    /// <summary>Sees the failures of a transport's sessions on their way to its sink.</summary>
    public ISessionSink Beside(ISessionSink sink) => new Sink(this, sink);

    public void Dispose()
    {
        _stopping.Cancel();
        _looking.Wait();
        _stopping.Dispose();
        _failed.Dispose();
    }

    private void OnFailed()
    {
        if (Interlocked.Exchange(ref _isNoticed, 1) == 0)
            _failed.Release();
    }

    private async Task LookAsync()
    {
        try
        {
            while (true)
            {
                await _failed.WaitAsync(_stopping.Token).ConfigureAwait(false);
                Volatile.Write(ref _isNoticed, 0);
                await LookOnceAsync().ConfigureAwait(false);
                await Task.Delay(s_pause, _stopping.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The load is over.
        }
    }

    private async Task LookOnceAsync()
    {
        ImmutableArray<LoadTarget> before = _book.Current.Targets;
        ImmutableArray<LoadTarget> now;
        _ask();
        try
        {
            now = await _find(before, _stopping.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RedisControlException or ServerException or FormatException)
        {
            // Nobody can say for now; the next failure asks again.
            return;
        }
        LoadTarget[] moved = [.. before.Zip(now).Where(pair => pair.First.Name != pair.Second.Name).Select(pair => pair.Second)];
        if (moved.Length == 0)
            return;
        _book.Move(now);
        foreach (LoadTarget target in moved)
            _tell($"Failover to {target.Name}");
    }

    private sealed class Sink(TopologyWatch watch, ISessionSink sink) : ISessionSink
    {
        public void OnSessionAnswered(in SessionRecord session) => sink.OnSessionAnswered(session);

        public void OnSessionEnded(in SessionRecord session)
        {
            if (session.Failure != Failures.FailureKind.None)
                watch.OnFailed();
            sink.OnSessionEnded(session);
        }
    }
}
