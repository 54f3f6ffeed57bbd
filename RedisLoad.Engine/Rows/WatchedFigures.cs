using System.Numerics;
using RedisLoad.Watch;

namespace RedisLoad.Rows;

/// <summary>What watches saw in the time of a row: the columns of it that a load does not count itself.</summary>
/// <param name="AcceptQueue">Connections that waited to be accepted; null where nothing listens.</param>
/// <param name="ListenOverflows">Connections that the kernel dropped because an accept queue was full.</param>
/// <param name="TimeWait">Sockets in TIME_WAIT.</param>
/// <param name="ServerCps">Connections per second by the server's own count.</param>
internal readonly record struct WatchedFigures(long? AcceptQueue, long? ListenOverflows, int? TimeWait, double? ServerCps)
{
    public static WatchedFigures Of(ConnectionSnapshot snapshot) =>
        new(snapshot.AcceptQueue, snapshot.ListenOverflows, snapshot.TimeWait, snapshot.ServerConnectionsPerSecond);

    /// <summary>What one watch saw, time after time.</summary>
    /// <remarks>A queue is as long as it was at its longest, and a rate is that of the whole time.</remarks>
    /// <param name="times">What it saw in each, in their order, one at least.</param>
    public static WatchedFigures InTurn(IReadOnlyList<(WatchedFigures Figures, double Seconds)> times)
    {
        double seconds = times.Sum(time => time.Seconds);
        double? connections = Sum([.. times.Select(time => time.Figures.ServerCps * time.Seconds)]);
        return new(
            times.Max(time => time.Figures.AcceptQueue),
            Sum([.. times.Select(time => time.Figures.ListenOverflows)]),
            times[^1].Figures.TimeWait,
            seconds > 0 && connections is { } count ? Math.Round(count / seconds, 1) : null);
    }

    /// <summary>What watches on several hosts saw at the same time, each of servers of its own.</summary>
    public static WatchedFigures OfServers(IReadOnlyCollection<WatchedFigures> hosts) =>
        SideBySide(hosts, Sum([.. hosts.Select(host => host.ServerCps)]));

    /// <summary>What watches on several hosts saw at the same time, all of them clients of the same server.</summary>
    public static WatchedFigures OfClients(IReadOnlyCollection<WatchedFigures> hosts) =>
        SideBySide(hosts, hosts.Select(host => host.ServerCps).FirstOrDefault(rate => rate is not null));

    private static WatchedFigures SideBySide(IReadOnlyCollection<WatchedFigures> hosts, double? serverCps) => new(
        hosts.Max(host => host.AcceptQueue),
        Sum([.. hosts.Select(host => host.ListenOverflows)]),
        (int?)Sum([.. hosts.Select(host => (long?)host.TimeWait)]),
        serverCps);

    /// <summary>A sum; null where one of the numbers is not known, or there is none.</summary>
    private static T? Sum<T>(IReadOnlyCollection<T?> numbers)
        where T : struct, INumber<T> =>
        numbers.Count == 0 || numbers.Contains(null) ? null : numbers.Aggregate(T.Zero, (sum, number) => sum + number!.Value);
}
