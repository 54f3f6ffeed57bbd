
namespace RedisLoad.Watch;

/// <summary>Reads snapshots that have been elsewhere: texts of a CSV file, numbers of JSON, what a job or another host sent.</summary>
/// <param name="column">Gives the value of a column by its name; null where there is none.</param>
public sealed class ConnectionSnapshotReader(Func<string, object?> column)
{
    private readonly ColumnReader _columns = new(column, largest: long.MaxValue, (_, _, reason) => new FormatException(reason));

    /// <summary>Whether it looks like a snapshot at all: it counts sockets by state.</summary>
    public bool IsSnapshot =>
        _columns.Has(nameof(ConnectionSnapshot.Established))
        && _columns.Has(nameof(ConnectionSnapshot.TimeWait))
        && _columns.Has(nameof(ConnectionSnapshot.Listen));

    /// <summary>Reads the snapshot. What it does not say stays unknown.</summary>
    /// <exception cref="FormatException">A value cannot be that of its column.</exception>
    public ConnectionSnapshot Read()
    {
        var snapshot = new ConnectionSnapshot();
        _columns.Fill(snapshot);
        return snapshot;
    }
}
