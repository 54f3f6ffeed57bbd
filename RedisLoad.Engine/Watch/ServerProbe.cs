using System.Globalization;
using RedisLoad.Redis;

namespace RedisLoad.Watch;

/// <summary>Asks a Redis once a row, and does not let the row wait for one that does not answer.</summary>
internal sealed class ServerProbe : IDisposable
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(2);

    private readonly RedisControl _redis;
    private readonly TimeSpan _wait;
    private Task<ServerReading>? _asking;
    private ServerReading _last;
    private bool _isAway;
    private string? _warning;

    private ServerProbe(RedisControl redis, TimeSpan interval, ServerReading first)
    {
        _redis = redis;
        _wait = interval * 0.8 < s_longestWait ? interval * 0.8 : s_longestWait;
        _last = first;
    }

    /// <summary>Asks for the first time.</summary>
    /// <exception cref="RedisControlException">The server does not answer, or does not allow this user to ask.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<ServerProbe> StartAsync(RedisControl redis, TimeSpan interval, CancellationToken cancellationToken) =>
        new(redis, interval, await AskAsync(redis, cancellationToken).ConfigureAwait(false));

    /// <summary>Asks, unless the last question is still open.</summary>
    public void Begin() => _asking ??= Task.Run(() => AskAsync(_redis, CancellationToken.None));

    /// <summary>Adds the answer to a row; without one the row stays as it is.</summary>
    public ConnectionSnapshot AddTo(ConnectionSnapshot row, CancellationToken cancellationToken)
    {
        if (TryTake(cancellationToken) is not { } reading)
            return row;
        _isAway = false;
        row = reading.AddTo(row, _last);
        _last = reading;
        return row;
    }

    /// <summary>What is worth a warning: that the server went away, once each time.</summary>
    public string? TakeWarning()
    {
        string? warning = _warning;
        _warning = null;
        return warning;
    }

    public void Dispose() => _redis.Dispose();

    private static async Task<ServerReading> AskAsync(RedisControl redis, CancellationToken cancellationToken) =>
        new(await redis.InfoAsync(cancellationToken).ConfigureAwait(false), Clock.Now);

    private ServerReading? TryTake(CancellationToken cancellationToken)
    {
        try
        {
            if (_asking!.Wait((int)_wait.TotalMilliseconds, cancellationToken))
                return TakeAnswer();
            GoAway(string.Create(CultureInfo.InvariantCulture, $"The Redis server did not respond within {_wait.TotalSeconds} s."));
        }
        catch (AggregateException exception) when (exception.InnerException is RedisControlException failure)
        {
            _asking = null;
            GoAway(failure.Message);
        }
        return null;
    }

    private ServerReading TakeAnswer()
    {
        ServerReading reading = _asking!.Result;
        _asking = null;
        return reading;
    }

    private void GoAway(string reason)
    {
        if (!_isAway)
            _warning = $"{reason} Its columns are empty until it responds again.";
        _isAway = true;
    }
}
