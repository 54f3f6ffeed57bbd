namespace RedisLoad.Rows;

/// <summary>What watches saw in the rows of a whole load.</summary>
public sealed class WatchedTotal
{
    private WatchedFigures? _total;

    /// <summary>Adds a row. One without figures adds nothing: what is known is the least there was.</summary>
    public void Add(LoadSample row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (row.Watched is { AcceptQueue: not null, ListenOverflows: not null } watched)
            _total = _total is { } before ? WatchedFigures.InTurn([(before, 0), (watched, 0)]) : watched;
    }

    /// <summary>The sum of all rows, with what was seen in them.</summary>
    public LoadSample AddTo(LoadSample total)
    {
        ArgumentNullException.ThrowIfNull(total);
        return total.With(_total.GetValueOrDefault() with { ServerCps = null });
    }
}
