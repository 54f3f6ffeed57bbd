using System.Diagnostics.CodeAnalysis;
using RedisLoad.Kernel;
using RedisLoad.Parameters;
using RedisLoad.Redis;

namespace RedisLoad.Watch;

/// <summary>A watch that is going on. It takes its rows on the thread that asks for them, when they are due.</summary>
public sealed class ConnectionWatch : IDisposable
{
    /// <summary>A handle cannot be waited for as long as an interval can be.</summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromHours(1);

    private readonly WatchPlan _plan;
    private readonly SnapshotSource _source;
    private readonly SocketReader _sockets;
    private readonly ServerProcess _process = new();
    private readonly ServerProbe? _server;
    private readonly string _mark = RunMark.Create();
    private long _start = Clock.Now;
    private RowSchedule _beat;
    private long _last;
    private int _taken;
    private bool _isDenialTold;

    private ConnectionWatch(WatchPlan plan, (SnapshotSource Rows, SocketReader Sockets) opened, ServerProbe? server)
    {
        _plan = plan;
        _server = server;
        (_source, _sockets) = opened;
        _beat = new RowSchedule(_start, plan.Interval.ToNanoseconds());
        _last = _start;
    }

    /// <summary>Begins a watch: the first row comes after one interval.</summary>
    /// <param name="plan">What to watch.</param>
    /// <param name="redis">The Redis to ask each row, which is closed with the watch; null for none.</param>
    /// <param name="cancellationToken">Ends the looking up of names, and the first question to the Redis.</param>
    /// <exception cref="PlanException">The plan has a value out of its range.</exception>
    /// <exception cref="WatchException">It cannot begin.</exception>
    /// <exception cref="RedisControlException">The Redis does not let this user ask.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ConnectionWatch Start(WatchPlan plan, RedisControl? redis, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        try
        {
            plan.Validate();
            if (!OperatingSystem.IsLinux())
                throw new PlatformNotSupportedException("Watching connections requires Linux.");
            SocketFilter filter = WatchOpening.ResolveAsync(plan, cancellationToken).GetAwaiter().GetResult();
            ServerProbe? server = redis is null
                ? null
                : ServerProbe.StartAsync(redis, plan.Interval, cancellationToken).GetAwaiter().GetResult();
            return new ConnectionWatch(plan, WatchOpening.Open(plan, filter), server);
        }
        catch
        {
            redis?.Dispose();
            throw;
        }
    }

    /// <summary>How long it is until the next row is due.</summary>
    public TimeSpan UntilDue => Clock.ToTimeSpan(Math.Max(0, _beat.After(_last) - Clock.Now));

    /// <summary>Has rows be due at whole intervals from another moment, and their ElapsedSeconds count from it. A row that is taken then
    /// has what was counted before.</summary>
    /// <param name="wait">How long it is until then; negative where it has passed.</param>
    public void StartIn(TimeSpan wait)
    {
        _start = Clock.Now + wait.ToNanoseconds();
        _beat = new RowSchedule(_start, _plan.Interval.ToNanoseconds());
    }

    /// <summary>Waits for the next row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether there was one; else the watch is over.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="WatchException">The kernel tells no more of sockets.</exception>
    public bool TryTake([NotNullWhen(true)] out ConnectionSnapshot? row, CancellationToken cancellationToken)
    {
        row = null;
        long due = _beat.After(_last);
        if (_taken == _plan.Count || due - _start > _plan.Duration?.ToNanoseconds())
            return false;

        WaitUntil(due, cancellationToken);
        row = TakeNow(cancellationToken);
        _taken++;
        return true;
    }

    /// <summary>Takes a row at once, whenever the next one is due.</summary>
    /// <param name="cancellationToken">Ends the wait for what the Redis says.</param>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="WatchException">The kernel tells no more of sockets.</exception>
    public ConnectionSnapshot TakeNow(CancellationToken cancellationToken)
    {
        long now = Clock.Now;
        _server?.Begin();
        ConnectionSnapshot row = _source.Take() with
        {
            Timestamp = DateTimeOffset.Now,
            RunId = _mark,
            ElapsedSeconds = Seconds(now - _start),
            IntervalSeconds = Seconds(now - _last),
        };
        row = _process.AddTo(row, _source.Listener, now);
        row = _server?.AddTo(row, cancellationToken) ?? row;
        _last = now;
        return row;
    }

    /// <summary>What has come up since this was last asked, and is worth a warning.</summary>
    public IEnumerable<string> TakeWarnings()
    {
        if (_sockets.Denial is { } denial && !_isDenialTold)
        {
            _isDenialTold = true;
            yield return $"Netlink is denied ({denial}): sockets are read from /proc/net/tcp, which is slower and lacks AcceptQueueLimit and ListenerDrops.";
        }
        if (_server?.TakeWarning() is { } warning)
            yield return warning;
    }

    /// <summary>Closes what it reads.</summary>
    public void Dispose()
    {
        _source.Dispose();
        _server?.Dispose();
    }

    private static void WaitUntil(long due, CancellationToken cancellationToken)
    {
        while (Clock.Now is var now && now < due)
        {
            double milliseconds = Math.Min(Math.Ceiling((due - now) / 1e6), s_longestWait.TotalMilliseconds);
            cancellationToken.WaitHandle.WaitOne((int)milliseconds);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static double Seconds(long nanoseconds) => Math.Round(nanoseconds / 1e9, 3);
}

/// <summary>When rows are due: at the start plus whole intervals, whatever came before. All in nanoseconds.</summary>
/// <param name="start">The start.</param>
/// <param name="interval">The time from row to row.</param>
internal readonly struct RowSchedule(long start, long interval)
{
    /// <summary>The first due time after a moment. Those that passed meanwhile are left out, so that a late row is not followed by quick
    /// ones.</summary>
    public long After(long now) => start + (Math.Max(0, now - start) / interval + 1) * interval;
}
