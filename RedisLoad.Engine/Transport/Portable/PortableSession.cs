using RedisLoad.Failures;
using RedisLoad.Resp;
using RedisLoad.Session;

namespace RedisLoad.Transport.Portable;

/// <summary>One session, from its start to its end: a task on the thread pool.</summary>
internal sealed class PortableSession
{
    private readonly Surroundings<SessionNotice> _surroundings;
    private readonly TransportSettings _settings;
    private readonly SessionScript _script;
    private readonly SessionNumber _number;
    private readonly ReplyNotes? _notes;
    private volatile PortableConnection? _connection;
    private volatile bool _isTimedOut;
    private SessionRecord _record;

    /// <param name="surroundings">What it has in common with the others.</param>
    /// <param name="number">Which session it is.</param>
    /// <param name="due">When it was due.</param>
    /// <param name="started">When it started.</param>
    public PortableSession(Surroundings<SessionNotice> surroundings, SessionNumber number, long due, long started)
    {
        _surroundings = surroundings;
        _settings = surroundings.Settings;
        _script = _settings.Script;
        _number = number;
        _notes = _settings.KeepsValues ? new ReplyNotes() : null;
        _record = new SessionRecord { Session = number, Due = due, Started = started };
    }

    /// <summary>Goes through the session, and tells of it.</summary>
    /// <param name="kept">A kept connection to use; null for a new one.</param>
    /// <returns>A task that ends after the session's last word, and does not fail.</returns>
    public async Task RunAsync(PortableConnection? kept)
    {
        try
        {
            FailureKind failure = await LiveAsync(kept).ConfigureAwait(false);
            bool isKept = failure == FailureKind.None && _settings.Life.IsPooled && !_isTimedOut;
            if (!isKept)
                _connection?.Dispose();
            SessionRecord record = Complete() with { Ended = Clock.Now, Failure = failure };
            _surroundings.Tell(new SessionNotice(this, record) { IsEnd = true, Kept = isKept ? _connection : null });
        }
        catch (Exception mistake) when (mistake is not OutOfMemoryException)
        {
            _connection?.Dispose();
            _surroundings.Tell(new SessionNotice(this, _record) { Mistake = mistake });
        }
    }

    /// <summary>Ends the session soon: held, as one that has done its work, and else as timed out. May be called from any thread.</summary>
    public void TimeOut()
    {
        _isTimedOut = true;
        _connection?.Abort();
    }

    private async Task<FailureKind> LiveAsync(PortableConnection? kept)
    {
        FailureKind failure = await BeginAsync(kept).ConfigureAwait(false);
        int requests = _script.Body == 0 ? 0 : _script.Requests;
        for (int request = 0; request < requests && failure == FailureKind.None; request++)
            failure = await TalkAsync(_script.Handshake, _script.PingStep, request).ConfigureAwait(false);
        if (failure != FailureKind.None)
            return failure;

        bool hasSpoken = _script.PingStep > 0;
        _record = _record with { Answered = hasSpoken || _record.IsReused ? Clock.Now : Math.Max(_record.Connected, _record.Secured) };
        _surroundings.Tell(new SessionNotice(this, Complete()));
        failure = await HoldAsync().ConfigureAwait(false);
        return failure == FailureKind.None && !_settings.Life.IsPooled && !_isTimedOut ? await CloseAsync().ConfigureAwait(false) : failure;
    }

    /// <summary>Takes the kept connection, if it still lives, and else makes a new one.</summary>
    private async Task<FailureKind> BeginAsync(PortableConnection? kept)
    {
        if (kept is not null)
        {
            Use(kept);
            FailureKind failure = await TalkAsync(_script.PingStep).ConfigureAwait(false);
            if (failure == FailureKind.None || _isTimedOut)
            {
                _record = _record with { IsReused = true };
                return failure;
            }
            // The kept connection had died; as any pool does, this one makes a new one for the session.
            kept.Dispose();
        }
        FailureKind connecting = await ConnectAsync().ConfigureAwait(false);
        return connecting == FailureKind.None ? await TalkAsync(0, _script.Handshake, request: 0).ConfigureAwait(false) : connecting;
    }

    private async Task<FailureKind> ConnectAsync()
    {
        var connection = new PortableConnection(_settings, _number.Number);
        Use(connection);
        FailureKind failure = await connection.EstablishAsync(_settings.EndPointOf(_number), _surroundings.TlsOptionsOf(_number)).ConfigureAwait(false);
        _record = _record with { Connected = connection.Connected, Secured = connection.Secured };
        return failure;
    }

    private void Use(PortableConnection connection)
    {
        _connection = connection;
        // The time-out may have come while there was no connection to tell of it.
        if (_isTimedOut)
            connection.Abort();
    }

    /// <summary>Goes through steps, from one to before another.</summary>
    private async ValueTask<FailureKind> TalkAsync(int from, int to, int request)
    {
        var failure = FailureKind.None;
        for (int step = from; step < to && failure == FailureKind.None; step++)
            failure = await TalkAsync(step, request).ConfigureAwait(false);
        return failure;
    }

    private ValueTask<FailureKind> TalkAsync(int number, int request = 0)
    {
        bool isOfScript = number < _script.PingStep;
        return _connection!.TalkAsync(_script.Steps[number], _settings.ValuesFor(_number, request, _settings.TargetOf(_number)), isOfScript ? _notes : null);
    }

    /// <summary>Keeps the connection open for its time.</summary>
    private async Task<FailureKind> HoldAsync()
    {
        long until = _record.Answered + _settings.HoldOf(_number);
        for (long now = Clock.Now; now < until && !_isTimedOut; now = Clock.Now)
        {
            long word = now + (_settings.Life.KeepAliveInterval?.ToNanoseconds() ?? until);
            FailureKind failure = await WatchAsync(Math.Min(until, word) - now).ConfigureAwait(false);
            if (failure == FailureKind.None && !_isTimedOut && word < until)
                failure = await TalkAsync(_script.PingStep).ConfigureAwait(false);
            if (failure != FailureKind.None)
                return _isTimedOut ? FailureKind.None : failure;
        }
        return FailureKind.None;
    }

    /// <summary>Waits so long, unless the server ends the connection, or speaks without being asked.</summary>
    private async Task<FailureKind> WatchAsync(long nanoseconds)
    {
        Task receivable = _connection!.ReceivableAsync();
        // A time is rounded up, so that it is over then.
        TimeSpan time = TimeSpan.FromMilliseconds(1 + nanoseconds / Clock.NanosecondsPerMillisecond);
        await receivable.WaitAsync(time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return receivable.IsCompleted ? await _connection.TakeUnaskedAsync().ConfigureAwait(false) : FailureKind.None;
    }

    private async Task<FailureKind> CloseAsync()
    {
        if (_settings.Life.Close == CloseMode.Fin)
            return await _connection!.ShutDownAsync().ConfigureAwait(false);
        if (_settings.Life.Close != CloseMode.Server)
            return FailureKind.None;
        FailureKind failure = await TalkAsync(_script.QuitStep).ConfigureAwait(false);
        return failure == FailureKind.None ? await _connection!.TakeCloseAsync().ConfigureAwait(false) : failure;
    }

    private SessionRecord Complete() => _notes is null ? _record : _record with { FirstReply = _notes.FirstReply, Value = _notes.Value };
}
