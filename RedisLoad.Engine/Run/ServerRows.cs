using RedisLoad.Rows;
using RedisLoad.Watch;

namespace RedisLoad.Run;

/// <summary>The rows of a load, and beside them what watches on the servers' hosts see: decides which row a snapshot belongs to.</summary>
/// <remarks>
/// A snapshot belongs to the row in which the middle of its time lies: so it does not matter which of the two a clock or a network has made
/// a little late. A row waits for the snapshots that it still can get. One that it got in vain, because it came after the row had to go on,
/// belongs to the next row: what a host counted in the load is in its rows, all of it and once. A row without a snapshot of one of the
/// hosts does not say what happened at the servers. All times are those since connections count; whoever moves the rows tells them, so that
/// there is no clock in here.
/// </remarks>
public sealed class ServerRows
{
    /// <summary>How long a row waits for a snapshot. One waits itself for a Redis that does not answer, for up to 2 s.</summary>
    private static readonly TimeSpan s_rowPatience = TimeSpan.FromSeconds(3);

    /// <summary>How long a host may say nothing past its next snapshot but one.</summary>
    private static readonly TimeSpan s_hostPatience = TimeSpan.FromSeconds(5);

    private readonly Queue<LoadSample> _waiting = [];
    private readonly Server[] _servers;
    private readonly TimeSpan _interval;

    /// <summary>A load that begins.</summary>
    /// <param name="servers">How many hosts of servers are watched, one at least.</param>
    /// <param name="interval">The time from snapshot to snapshot.</param>
    public ServerRows(int servers, TimeSpan interval)
    {
        _servers = [.. Enumerable.Range(0, servers).Select(_ => new Server())];
        _interval = interval;
    }

    /// <summary>Whether a row waits.</summary>
    public bool HasWaiting => _waiting.Count > 0;

    /// <summary>Takes a row in.</summary>
    public void Add(LoadSample row) => _waiting.Enqueue(row);

    /// <summary>Takes a snapshot in.</summary>
    /// <param name="server">Of which host, from 0. One of a host that was lost is left out.</param>
    /// <param name="snapshot">The snapshot. Its ElapsedSeconds count from when connections began to count.</param>
    /// <param name="now">When it came.</param>
    public void Add(int server, ConnectionSnapshot snapshot, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (!_servers[server].IsLost)
            _servers[server].Add(snapshot, now);
    }

    /// <summary>A host has no more snapshots.</summary>
    public void Lose(int server) => _servers[server].IsLost = true;

    /// <summary>The hosts that ought to have sent a snapshot by now.</summary>
    public IEnumerable<int> SilentAt(TimeSpan now) => Enumerable.Range(0, _servers.Length)
        .Where(i => !_servers[i].IsLost && now - _servers[i].LastNews > 2 * _interval + s_hostPatience);

    /// <summary>Takes the rows that are finished, in their order, with what the watches saw.</summary>
    /// <remarks>What might be the last row waits until that is known: all that is left belongs to it.</remarks>
    public IReadOnlyList<LoadSample> TakeFinished(TimeSpan now)
    {
        var finished = new List<LoadSample>();
        while (_waiting.TryPeek(out LoadSample? row) && IsFollowed(row) && (IsComplete(row) || now - row.Span.End > s_rowPatience))
            finished.Add(Finish(_waiting.Dequeue(), row.Span.End));
        return finished;
    }

    /// <summary>Takes the rows that are left, once there are no more rows and snapshots.</summary>
    public IReadOnlyList<LoadSample> TakeLast()
    {
        var finished = new List<LoadSample>();
        while (_waiting.TryDequeue(out LoadSample? row))
            finished.Add(Finish(row, _waiting.Count == 0 ? TimeSpan.MaxValue : row.Span.End));
        return finished;
    }

    private bool IsFollowed(LoadSample row) => _waiting.Count > 1 || row.Span.End < row.Span.HoldEnd;

    private bool IsComplete(LoadSample row) =>
        Array.TrueForAll(_servers, server => server.IsLost || server.SeenUntil > row.Span.End - _interval / 2);

    private LoadSample Finish(LoadSample row, TimeSpan end)
    {
        WatchedFigures[] seen = [.. _servers.Select(server => server.TakeUntil(end)).Where(snapshots => snapshots.Length > 0)
            .Select(snapshots => Sum(snapshots, row.Span))];
        WatchedFigures servers = seen.Length == _servers.Length ? WatchedFigures.OfServers(seen) : default;
        return row.With(servers with { TimeWait = row.TimeWait });
    }

    /// <remarks>There are no connections before a load, and none after it: those times are no part of its rate.</remarks>
    private static WatchedFigures Sum(ConnectionSnapshot[] snapshots, SampleSpan span)
    {
        ConnectionSnapshot[] inRow =
            Array.FindAll(snapshots, snapshot => MiddleOf(snapshot) >= span.Start && MiddleOf(snapshot) <= span.End);
        return InTurn(snapshots) with { ServerCps = InTurn(inRow.Length > 0 ? inRow : snapshots).ServerCps };
    }

    private static WatchedFigures InTurn(ConnectionSnapshot[] snapshots) =>
        WatchedFigures.InTurn([.. snapshots.Select(snapshot => (WatchedFigures.Of(snapshot), snapshot.IntervalSeconds))]);

    private static TimeSpan MiddleOf(ConnectionSnapshot snapshot) =>
        TimeSpan.FromSeconds(snapshot.ElapsedSeconds - snapshot.IntervalSeconds / 2);

    /// <summary>What is known of one host.</summary>
    private sealed class Server
    {
        private readonly List<ConnectionSnapshot> _snapshots = [];

        public TimeSpan SeenUntil { get; private set; } = TimeSpan.MinValue;

        /// <summary>When it last sent something. It has nothing to send before connections count.</summary>
        public TimeSpan LastNews { get; private set; }

        public bool IsLost { get; set; }

        public void Add(ConnectionSnapshot snapshot, TimeSpan now)
        {
            _snapshots.Add(snapshot);
            SeenUntil = TimeSpan.FromSeconds(snapshot.ElapsedSeconds);
            LastNews = now > LastNews ? now : LastNews;
        }

        public ConnectionSnapshot[] TakeUntil(TimeSpan end)
        {
            ConnectionSnapshot[] taken = [.. _snapshots.Where(snapshot => MiddleOf(snapshot) <= end)];
            _snapshots.RemoveRange(0, taken.Length);
            return taken;
        }
    }
}
