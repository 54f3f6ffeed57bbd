using System.Net;
using System.Net.Sockets;
using RedisLoad.Failures;
using RedisLoad.Resp;

namespace RedisLoad.Transport.Portable;

/// <summary>One session, from its start to its end: a task on the thread pool.</summary>
internal sealed class PortableSession
{
    private readonly SessionSurroundings _surroundings;
    private readonly TransportSettings _settings;
    private readonly SessionScript _script;
    private readonly SessionNumber _number;
    private readonly ReplyNotes? _notes;
    private readonly EndPoint _server;
    private volatile PortableConnection? _connection;
    private volatile bool _isTimedOut;
    private SessionRecord _record;
    private bool _isTalking;

    /// <param name="surroundings">What it has in common with the others.</param>
    /// <param name="number">Which session it is.</param>
    /// <param name="due">When it was due.</param>
    /// <param name="started">When it started.</param>
    public PortableSession(SessionSurroundings surroundings, SessionNumber number, long due, long started)
    {
        _surroundings = surroundings;
        _settings = surroundings.Settings;
        _script = _settings.Script;
        _number = number;
        _notes = _settings.KeepsValues ? new ReplyNotes() : null;
        _server = _settings.EndPointOf(number);
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
            _isTalking = true;
            FailureKind failure = await TalkAsync(_script.PingStep).ConfigureAwait(false);
            if (failure == FailureKind.None || _isTimedOut)
            {
                _record = _record with { IsReused = true };
                return failure;
            }
            // The kept connection had died; as any pool does, this one makes a new one for the session.
            kept.Dispose();
            _isTalking = false;
        }
        FailureKind connecting = await ConnectAsync().ConfigureAwait(false);
        return connecting == FailureKind.None ? await TalkAsync(0, _script.Handshake, request: 0).ConfigureAwait(false) : connecting;
    }

    private async Task<FailureKind> ConnectAsync()
    {
        try
        {
            Socket socket = SocketFactory.Open(_settings.Sockets, _settings.Life.Close, _server.AddressFamily, _number.Number);
            var connection = new PortableConnection(socket, _script.MaxLength);
            Use(connection);
            connection.Allow(_settings.ConnectTimeout);
            await connection.ConnectAsync(_server).ConfigureAwait(false);
            _record = _record with { Connected = Clock.Now };
            if (_surroundings.TlsOptionsOf(_number) is { } options)
            {
                await connection.SecureAsync(options).ConfigureAwait(false);
                _record = _record with { Secured = Clock.Now };
            }
            _isTalking = true;
            return FailureKind.None;
        }
        catch (Exception exception) when (FailureOf(exception) != FailureKind.None)
        {
            return FailureOf(exception);
        }
    }

    private void Use(PortableConnection connection)
    {
        _connection = connection;
        // The time-out may have come while there was no connection to tell of it.
        if (_isTimedOut)
            connection.Abort();
    }

    private FailureKind FailureOf(Exception exception) => ConnectionFailure.Classify(exception, _isTalking, _server is UnixDomainSocketEndPoint);

    /// <summary>Goes through steps, from one to before another.</summary>
    private async ValueTask<FailureKind> TalkAsync(int from, int to, int request)
    {
        var failure = FailureKind.None;
        for (int step = from; step < to && failure == FailureKind.None; step++)
            failure = await TalkAsync(step, request).ConfigureAwait(false);
        return failure;
    }

    private async ValueTask<FailureKind> TalkAsync(int number, int request = 0)
    {
        PortableConnection connection = _connection!;
        ScriptStep step = _script.Steps[number];
        bool isOfScript = number < _script.PingStep;
        var replies = new StepReplies(step, isOfScript ? _notes : null);
        connection.Allow(_settings.ReplyTimeout);
        Task sending = connection.SendAsync(Encode(step, request, connection.SendBuffer));
        try
        {
            while (!replies.AreComplete)
            {
                int before = replies.Count;
                // What the server said before it went can still be read, though it can be sent no more.
                ReadOnlyMemory<byte> bytes = await connection.ReceiveAsync().ConfigureAwait(false);
                if (bytes.IsEmpty)
                    return sending.Exception?.InnerException is { } exception ? FailureOf(exception) : FailureKind.ClosedByServer;
                FailureKind failure = replies.Take(bytes.Span);
                if (failure != FailureKind.None)
                    return failure;
                // Each reply of a pipeline has its time.
                if (replies.Count > before)
                    connection.Allow(_settings.ReplyTimeout);
            }
            await sending.ConfigureAwait(false);
            return FailureKind.None;
        }
        catch (Exception exception) when (FailureOf(exception) != FailureKind.None)
        {
            return FailureOf(exception);
        }
    }

    private int Encode(ScriptStep step, int request, Span<byte> buffer)
    {
        ReadOnlySpan<byte> bytes = step.BytesFor(_settings.ValuesFor(_number, request), buffer);
        bytes.CopyTo(buffer);
        return bytes.Length;
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
        if (!receivable.IsCompleted)
            return FailureKind.None;
        try
        {
            ReadOnlyMemory<byte> bytes = await _connection.ReceiveAsync().ConfigureAwait(false);
            return bytes.IsEmpty ? FailureKind.ClosedByServer : FailureKind.WrongReply;
        }
        catch (Exception exception) when (FailureOf(exception) != FailureKind.None)
        {
            return FailureOf(exception);
        }
    }

    private async Task<FailureKind> CloseAsync()
    {
        try
        {
            if (_settings.Life.Close == CloseMode.Fin)
                await _connection!.ShutDownAsync().ConfigureAwait(false);
            if (_settings.Life.Close != CloseMode.Server)
                return FailureKind.None;

            FailureKind failure = await TalkAsync(_script.QuitStep).ConfigureAwait(false);
            if (failure != FailureKind.None)
                return failure;
            _connection!.Allow(_settings.ReplyTimeout);
            ReadOnlyMemory<byte> bytes = await _connection.ReceiveAsync().ConfigureAwait(false);
            return bytes.IsEmpty ? FailureKind.None : FailureKind.WrongReply;
        }
        catch (Exception exception) when (FailureOf(exception) != FailureKind.None)
        {
            return FailureOf(exception);
        }
    }

    private SessionRecord Complete() => _notes is null ? _record : _record with { FirstReply = _notes.FirstReply, Value = _notes.Value };
}
