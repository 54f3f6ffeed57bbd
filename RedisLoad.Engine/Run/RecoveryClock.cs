namespace RedisLoad.Run;

/// <summary>How long it takes, from the first loss of a connection, until parts of a population are connected again.</summary>
/// <param name="population">How many clients there are.</param>
internal sealed class RecoveryClock(int population)
{
    private readonly Part _half = new((int)Math.Ceiling(0.5 * population));
    private readonly Part _most = new((int)Math.Ceiling(0.99 * population));
    private readonly Part _all = new(population);
    private long? _firstLoss;

    /// <summary>A client has lost its connection.</summary>
    /// <param name="connected">How many clients are connected still.</param>
    /// <param name="time">When.</param>
    public void OnLost(int connected, long time)
    {
        _firstLoss ??= time;
        _half.OnLost(connected);
        _most.OnLost(connected);
        _all.OnLost(connected);
    }

    /// <summary>A client is connected again.</summary>
    /// <param name="connected">How many clients are connected now.</param>
    /// <param name="time">When.</param>
    /// <returns>For 50, 99, and 100 % of the population, the time since the first loss, where so many are connected again from now on; null
    /// otherwise. When all are back it is 0 for a part that was there all the time.</returns>
    public (long? Half, long? Most, long? All) OnConnected(int connected, long time)
    {
        if (_firstLoss is not { } firstLoss)
            return default;
        bool isOver = connected >= population;
        if (isOver)
            _firstLoss = null;
        long since = time - firstLoss;
        return (
            _half.OnConnected(connected, since, isOver), _most.OnConnected(connected, since, isOver),
            _all.OnConnected(connected, since, isOver));
    }

    private sealed class Part(int needed)
    {
        private bool _isLost;
        private bool _wasLost;

        public void OnLost(int connected) => _isLost |= connected < needed;

        public long? OnConnected(int connected, long since, bool isOver)
        {
            bool isBack = _isLost && connected >= needed;
            bool wasThere = isOver && !_isLost && !_wasLost;
            (_isLost, _wasLost) = (_isLost && !isBack, !isOver && (_wasLost || isBack));
            return isBack ? since : wasThere ? 0 : null;
        }
    }
}
