using RedisLoad.Watch;

namespace RedisLoad.Report.Figures;

/// <summary>The charts of what a watch saw in the kernel.</summary>
internal static class KernelFigures
{
    private static readonly (string Name, Func<ConnectionSnapshot, long?> Read)[] s_states =
    [
        ("ESTABLISHED", snapshot => snapshot.Established),
        ("TIME_WAIT", snapshot => snapshot.TimeWait),
        ("SYN_SENT", snapshot => snapshot.SynSent),
        ("SYN_RECV", snapshot => snapshot.SynRecv),
        ("FIN_WAIT", snapshot => snapshot.FinWait1 + snapshot.FinWait2),
        ("CLOSE_WAIT", snapshot => snapshot.CloseWait),
        ("LAST_ACK, CLOSING", snapshot => snapshot.LastAck + snapshot.Closing),
    ];

    private static readonly (string Name, Func<ConnectionSnapshot, long?> Read)[] s_troubles =
    [
        ("ListenOverflows", snapshot => snapshot.ListenOverflows),
        ("ListenDrops", snapshot => snapshot.ListenDrops),
        ("TCPReqQFullDrop", snapshot => snapshot.TCPReqQFullDrop),
        ("TCPSynRetrans", snapshot => snapshot.TCPSynRetrans),
        ("RetransSegs", snapshot => snapshot.RetransSegs),
        ("AttemptFails", snapshot => snapshot.AttemptFails),
        ("SoftnetDropped", snapshot => snapshot.SoftnetDropped),
    ];

    private static readonly (string Name, Func<ConnectionSnapshot, long?> Read)[] s_queue =
    [
        ("Waiting", snapshot => snapshot.AcceptQueue),
        ("Limit", snapshot => snapshot.AcceptQueueLimit),
    ];

    /// <param name="snapshots">What the watch saw.</param>
    /// <param name="start">When the load began.</param>
    /// <returns>The charts of each host by itself.</returns>
    public static IReadOnlyList<Figure> Of(IReadOnlyList<ConnectionSnapshot> snapshots, DateTimeOffset start) =>
        [.. snapshots.GroupBy(snapshot => snapshot.Host).SelectMany(host => OfHost([.. host], start)
            .Select(figure => host.Key is null ? figure : figure with { Title = $"{figure.Title}: {host.Key}" }))];

    private static Figure[] OfHost(IReadOnlyList<ConnectionSnapshot> snapshots, DateTimeOffset start)
    {
        ConnectionSnapshot[] inOrder = [.. snapshots.OrderBy(snapshot => snapshot.Timestamp)];
        IEnumerable<Curve> Moved((string Name, Func<ConnectionSnapshot, long?> Read)[] columns) =>
            columns.Where(column => inOrder.Any(snapshot => column.Read(snapshot) > 0)).Select(CurveOf);
        Curve CurveOf((string Name, Func<ConnectionSnapshot, long?> Read) column) =>
            new(column.Name, [.. inOrder.Select(snapshot => ReadingOf(snapshot, column.Read(snapshot), start))]);
        Figure[] figures =
        [
            new Figure
            {
                Title = "Sockets by state",
                About = "Sockets of this host at the watched ports, by state. Log axis from 0. States without sockets are not shown.",
                YTitle = "sockets",
                IsLogY = true,
                Curves = [.. Moved(s_states)],
            },
            new Figure
            {
                Title = "Accept queue",
                About = "Connections waiting for the server to accept them, and the limit.",
                YTitle = "connections",
                Curves = [.. inOrder.Any(snapshot => snapshot.AcceptQueue is not null) ? s_queue.Select(CurveOf) : []],
            },
            new Figure
            {
                Title = "Kernel counters",
                About = "Kernel counters that indicate problems, per second, for the whole network namespace. Counters that did not change are not shown.",
                YTitle = "events/s",
                Curves = [.. Moved(s_troubles).Select(PerSecond)],
            },
        ];
        return [.. figures.Where(figure => figure.Curves.Count > 0)];
    }

    private static Reading ReadingOf(ConnectionSnapshot snapshot, long? value, DateTimeOffset start)
    {
        double end = (snapshot.Timestamp - start).TotalSeconds;
        return new Reading(end - snapshot.IntervalSeconds, end, value ?? double.NaN);
    }

    private static Curve PerSecond(Curve counted) =>
        counted with { Readings = [.. counted.Readings.Select(reading => reading.To > reading.From ? reading
            with { Value = reading.Value / (reading.To - reading.From) } : reading)] };
}
