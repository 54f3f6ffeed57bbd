using System.Globalization;
using RedisLoad.Kernel;

namespace RedisLoad.Watch;

/// <summary>What INFO said at a moment.</summary>
/// <param name="Info">Its fields.</param>
/// <param name="Time">When it came, in nanoseconds of this process's clock.</param>
internal sealed record ServerReading(IReadOnlyDictionary<string, string> Info, long Time)
{
    /// <summary>Adds it to a row. What the server does not say is null.</summary>
    /// <param name="row">The row.</param>
    /// <param name="before">The reading before, for what was counted since.</param>
    public ConnectionSnapshot AddTo(ConnectionSnapshot row, ServerReading? before)
    {
        // It is asked by a client: one that counts none does not count, and its figures of connections would all be 0.
        if (Number("connected_clients") == 0)
            return row;
        long? received = RiseOf(before, "total_connections_received");
        ConnectionSnapshot answered = row with
        {
            ServerConnectionsPerSecond = received is { } count && before is not null && SecondsSince(before) is > 0 and var seconds
                ? Math.Round(count / seconds, 1)
                : null,
        };
        foreach (SnapshotColumn<InfoFieldAttribute, long?> column in SnapshotColumn<InfoFieldAttribute, long?>.All)
        {
            InfoFieldAttribute field = column.Source;
            column.Set(answered, field.IsCounter ? RiseOf(before, field.Name) : Number(field.Name));
        }
        return answered;
    }

    /// <summary>By the server's own clock where it tells it: how long an answer was under way then does not matter.</summary>
    private double SecondsSince(ServerReading before) =>
        (Number("server_time_usec") - before.Number("server_time_usec")) / 1e6 ?? (Time - before.Time) / 1e9;

    private long? Number(string name) =>
        long.TryParse(Info.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    private long? RiseOf(ServerReading? before, string name) => NetCounters.Rise(Counter(before, name), Counter(this, name));

    private static ulong? Counter(ServerReading? reading, string name) => (ulong?)reading?.Number(name);
}
