using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Management.Automation.Runspaces;
using System.Text.Json;
using RedisLoad.Rows;
using RedisLoad.Run;
using RedisLoad.Watch;

namespace RedisLoad.Cmdlets.Generators;

/// <summary>Watches on the hosts of the servers, beside a load: what they see goes into its rows.</summary>
/// <remarks>Which row a snapshot belongs to is decided by <see cref="ServerRows"/>. This moves them.</remarks>
internal sealed class ServerWatch : IDisposable
{
    /// <summary>How long to wait for a row while rows wait for snapshots, which are to be seen soon.</summary>
    private static readonly TimeSpan s_shortWait = TimeSpan.FromMilliseconds(20);

    /// <summary>How long the last snapshots may take: one waits itself for a Redis that does not answer, for up to 2 s.</summary>
    private static readonly TimeSpan s_endLimit = TimeSpan.FromSeconds(3);

    private readonly BlockingCollection<(int Host, HostOutput Output)> _news = [];
    private readonly Queue<string> _warnings = [];
    private readonly GeneratorFleet _fleet;
    private readonly LoadGenerator[] _hosts;
    private readonly HashSet<int> _running;
    private readonly ServerRows _rows;

    private ServerWatch(GeneratorFleet fleet, LoadGenerator[] hosts, TimeSpan interval)
    {
        _fleet = fleet;
        _hosts = hosts;
        _running = [.. Enumerable.Range(0, hosts.Length)];
        _rows = new ServerRows(hosts.Length, interval);
    }

    /// <summary>Begins to watch hosts, each of them once, and waits until all of them are ready for the load.</summary>
    /// <param name="sessions">Sessions on the hosts.</param>
    /// <param name="module">The module that they have to have.</param>
    /// <param name="parameters">The load, as parameters of Start-RedisLoad.</param>
    /// <param name="interval">The time from row to row.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="GeneratorException">One cannot be watched, or several.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ServerWatch Start(
        IEnumerable<PSSession> sessions, GeneratorModule module, Hashtable parameters, TimeSpan interval,
        CancellationToken cancellationToken)
    {
        var fleet = GeneratorFleet.OfSessions(sessions.Distinct());
        try
        {
            if (fleet.Meet(module, cancellationToken) is { Count: > 0 } refusals)
                throw GeneratorException.Unwatched(refusals);
            var watch = new ServerWatch(fleet, [.. fleet.Generators.DistinctBy(host => host.Network)], interval);
            watch.Begin(parameters, cancellationToken);
            return watch;
        }
        catch
        {
            fleet.Dispose();
            throw;
        }
    }

    /// <summary>How long before connections count the hosts have to be told when: they ask several times in this time.</summary>
    public TimeSpan Lead { get; } = TimeSpan.FromMilliseconds(600);

    /// <summary>Says from when on connections count, by the clock of this host.</summary>
    public void CountFrom(DateTimeOffset start)
    {
        foreach (LoadGenerator host in _hosts)
            host.CountFrom(start);
    }

    /// <summary>How long to wait for a row at most.</summary>
    public TimeSpan Limit(TimeSpan wait) => _rows.HasWaiting ? s_shortWait : wait;

    /// <summary>Takes rows, and gives those that are finished, with what the watches saw.</summary>
    /// <param name="rows">New rows, in their order.</param>
    /// <param name="counting">For how long connections have counted.</param>
    public IReadOnlyList<LoadSample> Pass(IEnumerable<LoadSample> rows, TimeSpan counting)
    {
        foreach (LoadSample row in rows)
            _rows.Add(row);
        while (_news.TryTake(out (int Host, HostOutput Output) news))
            Take(news.Host, news.Output, counting);
        foreach (int silent in _rows.SilentAt(counting).ToArray())
        {
            _hosts[silent].Stop();
            Lose(silent, "it says nothing any more", counting);
        }
        return _rows.TakeFinished(counting);
    }

    /// <summary>Ends the watches with the load, and gives the rows that are left.</summary>
    public IReadOnlyList<LoadSample> Complete(TimeSpan counting, CancellationToken cancellationToken)
    {
        long until = Environment.TickCount64 + (long)s_endLimit.TotalMilliseconds;
        _fleet.EndSchedule();
        while (_running.Count > 0
            && _news.TryTake(out (int Host, HostOutput Output) news, FleetRun.LeftUntil(until), cancellationToken))
        {
            if (news.Output is { IsEnd: true, Failure: null })
                _running.Remove(news.Host);
            else
                Take(news.Host, news.Output, counting);
        }
        return _rows.TakeLast();
    }

    /// <summary>What has come up since this was last asked, and is worth a warning.</summary>
    public IEnumerable<string> TakeWarnings()
    {
        while (_warnings.TryDequeue(out string? warning))
            yield return warning;
    }

    public void Dispose() => _fleet.Dispose();

    private void Begin(Hashtable parameters, CancellationToken cancellationToken)
    {
        for (int i = 0; i < _hosts.Length; i++)
        {
            int index = i;
            _hosts[i].BeginWatch(
                parameters.With((nameof(ServerWatchCommand.IsOnly), _hosts.Length == 1)), output => _news.Add((index, output)));
        }
        var refusals = new List<(string Name, string Reason)>();
        for (int open = _hosts.Length; open > 0;)
        {
            (int host, HostOutput output) = _news.Take(cancellationToken);
            if (output.IsEnd)
                refusals.Add((_hosts[host].Name, output.Failure?.Message ?? "its watch has ended."));
            else if (output.Output is null)
                Take(host, output, TimeSpan.Zero);
            if (output.IsEnd || output.Output is not null)
                open--;
        }
        if (refusals.Count > 0)
            throw GeneratorException.Unwatched(refusals);
    }

    private void Take(int host, HostOutput what, TimeSpan counting)
    {
        if (what.Output is { } output)
            _rows.Add(host, JsonSerializer.Deserialize<ConnectionSnapshot>($"{output}")!, counting);
        else if (what.Warning is { } warning)
            Warn(host, warning);
        else if (what.Error is { } error)
            Warn(host, error.Exception.Message);
        else
            Lose(host, what.Failure?.Message.TrimEnd('.') ?? "its watch has ended", counting);
    }

    private void Lose(int host, string reason, TimeSpan counting)
    {
        if (!_running.Remove(host))
            return;
        _rows.Lose(host);
        _warnings.Enqueue(string.Create(
            CultureInfo.InvariantCulture,
            $"-ServerSession: {_hosts[host].Name} was lost {counting.TotalSeconds:0.0} s after the start ({DateTimeOffset.Now:HH:mm:ss}): {reason}. The columns AcceptQueue, ListenOverflows, and ServerCps are empty from then on."));
    }

    private void Warn(int host, string warning) => _warnings.Enqueue($"-ServerSession: {_hosts[host].Name}: {warning}");
}
