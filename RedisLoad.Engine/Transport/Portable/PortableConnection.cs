using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using RedisLoad.Failures;
using RedisLoad.Resp;

namespace RedisLoad.Transport.Portable;

/// <summary>One connection: its socket, the stream over it, and how long the server may take for what it is doing.</summary>
/// <remarks>For one task at a time, but for <see cref="Abort"/>. What a connection can meet with is a kind of failure; any other exception is a mistake of ours.</remarks>
/// <param name="settings">How its socket is set up, and how long the server may take.</param>
/// <param name="turn">Which connection it is: the source addresses are used in turn.</param>
internal sealed class PortableConnection(TransportSettings settings, long turn) : IDisposable
{
    private const int ReceiveBufferSize = 4096;

    private readonly CancellationTokenSource _deadline = new();
    private readonly byte[] _received = new byte[ReceiveBufferSize];
    private readonly byte[] _sent = new byte[settings.Script.MaxLength];
    private Socket? _socket;
    private Stream? _stream;
    private Task<int>? _reading;
    private bool _isTalking;

    /// <summary>When it was established; 0 before.</summary>
    public long Connected { get; private set; }

    /// <summary>When the TLS handshake was over; 0 before, and without TLS.</summary>
    public long Secured { get; private set; }

    private Stream Stream => _stream ?? throw new InvalidOperationException("The connection is not established.");

    /// <summary>Connects to the server, and goes through the TLS handshake.</summary>
    /// <param name="server">The server.</param>
    /// <param name="tls">How it is encrypted; null for not at all.</param>
    public async Task<FailureKind> EstablishAsync(EndPoint server, SslClientAuthenticationOptions? tls)
    {
        Allow(settings.ConnectTimeout);
        try
        {
            _socket = SocketFactory.Open(settings.Sockets, settings.Life.Close, server.AddressFamily, turn);
            // The thread that starts connections has others to start: whoever goes on from here is another.
            await _socket.ConnectAsync(server, _deadline.Token).AsTask().ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            Connected = Clock.Now;
            _stream = new NetworkStream(_socket, ownsSocket: false);
            if (tls is not null)
            {
                var secured = new SslStream(_stream);
                _stream = secured;
                await secured.AuthenticateAsClientAsync(tls, _deadline.Token).ConfigureAwait(false);
                Secured = Clock.Now;
            }
            _isTalking = true;
            return FailureKind.None;
        }
        catch (Exception exception) when (FailureOf(exception, server.AddressFamily) != FailureKind.None)
        {
            return FailureOf(exception, server.AddressFamily);
        }
    }

    /// <summary>Sends a step's commands, and takes the replies.</summary>
    /// <param name="step">The step.</param>
    /// <param name="values">What its commands are filled in with.</param>
    /// <param name="notes">Is told of each reply; null where nobody asked.</param>
    public async ValueTask<FailureKind> TalkAsync(ScriptStep step, TemplateValues values, ReplyNotes? notes = null)
    {
        var replies = new StepReplies(step, notes);
        Allow(settings.ReplyTimeout);
        Task sending = Stream.WriteAsync(Encode(step, values), _deadline.Token).AsTask();
        try
        {
            while (!replies.AreComplete)
            {
                int before = replies.Count;
                // What the server said before it went can still be read, though it can be sent no more.
                ReadOnlyMemory<byte> bytes = await ReceiveAsync().ConfigureAwait(false);
                if (bytes.IsEmpty)
                    return sending.Exception?.InnerException is { } exception ? FailureOf(exception) : FailureKind.ClosedByServer;
                FailureKind failure = replies.Take(bytes.Span);
                if (failure != FailureKind.None)
                    return failure;
                // Each reply of a pipeline has its time.
                if (replies.Count > before)
                    Allow(settings.ReplyTimeout);
            }
            await sending.ConfigureAwait(false);
            return FailureKind.None;
        }
        catch (Exception exception) when (FailureOf(exception) != FailureKind.None)
        {
            return FailureOf(exception);
        }
    }

    /// <summary>Waits, however long, until there is something to receive: bytes, the connection's end or its failure.</summary>
    public Task ReceivableAsync()
    {
        Allow(Timeout.InfiniteTimeSpan);
        return _reading ??= Stream.ReadAsync(_received, _deadline.Token).AsTask();
    }

    /// <summary>Takes what is there to receive from a server that was asked for nothing.</summary>
    /// <returns>How the connection has failed: it ended, or the server spoke.</returns>
    public Task<FailureKind> TakeUnaskedAsync() => ReceiveEndAsync(FailureKind.ClosedByServer);

    /// <summary>Waits for the server's orderly close.</summary>
    public Task<FailureKind> TakeCloseAsync()
    {
        Allow(settings.ReplyTimeout);
        return ReceiveEndAsync(FailureKind.None);
    }

    /// <summary>Says good-bye as TLS wants it, where the connection is a TLS one that ends in an orderly way.</summary>
    public async Task<FailureKind> ShutDownAsync()
    {
        try
        {
            if (_stream is SslStream secured)
                await secured.ShutdownAsync().ConfigureAwait(false);
            return FailureKind.None;
        }
        catch (Exception exception) when (FailureOf(exception) != FailureKind.None)
        {
            return FailureOf(exception);
        }
    }

    /// <summary>Cancels what is under way. May be called from any thread.</summary>
    public void Abort()
    {
        try
        {
            _deadline.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It was closed a moment before.
        }
    }

    /// <summary>Closes the connection: with a reset, where its socket is set up so.</summary>
    public void Dispose()
    {
        _socket?.Dispose();
        _stream?.Dispose();
        _deadline.Dispose();
    }

    /// <summary>Says how long the server may take from now on: what is under way then is cancelled.</summary>
    private void Allow(TimeSpan time) => _deadline.CancelAfter(time);

    private ReadOnlyMemory<byte> Encode(ScriptStep step, in TemplateValues values)
    {
        ReadOnlySpan<byte> bytes = step.BytesFor(values, _sent);
        bytes.CopyTo(_sent);
        return _sent.AsMemory(0, bytes.Length);
    }

    /// <summary>Reads what comes next; nothing at the server's orderly close.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync()
    {
        int received;
        if (_reading is { } reading)
        {
            received = await reading.ConfigureAwait(false);
            _reading = null;
        }
        else
        {
            received = await Stream.ReadAsync(_received, _deadline.Token).ConfigureAwait(false);
        }
        return _received.AsMemory(0, received);
    }

    private async Task<FailureKind> ReceiveEndAsync(FailureKind atOrderlyClose)
    {
        try
        {
            return (await ReceiveAsync().ConfigureAwait(false)).IsEmpty ? atOrderlyClose : FailureKind.WrongReply;
        }
        catch (Exception exception) when (FailureOf(exception) != FailureKind.None)
        {
            return FailureOf(exception);
        }
    }

    private FailureKind FailureOf(Exception exception) => FailureOf(exception, _socket!.AddressFamily);

    private FailureKind FailureOf(Exception exception, AddressFamily addressFamily) =>
        ConnectionFailure.Classify(exception, _isTalking, addressFamily == AddressFamily.Unix);
}
