using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace RedisLoad.Transport.Portable;

/// <summary>One connection: its socket, the stream over it, and how long the server may take for what it is doing.</summary>
/// <remarks>For one task at a time, but for <see cref="Abort"/>.</remarks>
internal sealed class PortableConnection : IDisposable
{
    private const int ReceiveBufferSize = 4096;

    private readonly Socket _socket;
    private readonly CancellationTokenSource _deadline = new();
    private readonly byte[] _received = new byte[ReceiveBufferSize];
    private readonly byte[] _sent;
    private Stream? _stream;
    private Task<int>? _reading;

    /// <param name="socket">The socket, not connected; it is closed with this.</param>
    /// <param name="longestStep">The most bytes that are sent at once.</param>
    public PortableConnection(Socket socket, int longestStep)
    {
        _socket = socket;
        _sent = new byte[longestStep];
    }

    /// <summary>Room for the bytes that <see cref="SendAsync"/> sends.</summary>
    public Span<byte> SendBuffer => _sent;

    private Stream Stream => _stream ?? throw new InvalidOperationException("The connection is not established.");

    /// <summary>Says how long the server may take from now on: what is under way then is cancelled.</summary>
    public void Allow(TimeSpan time) => _deadline.CancelAfter(time);

    public async Task ConnectAsync(EndPoint server)
    {
        // The thread that starts sessions has others to start: whoever goes on from here is another.
        await _socket.ConnectAsync(server, _deadline.Token).AsTask().ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        _stream = new NetworkStream(_socket, ownsSocket: false);
    }

    /// <summary>Goes through the TLS handshake.</summary>
    public async Task SecureAsync(SslClientAuthenticationOptions options)
    {
        var secured = new SslStream(Stream);
        _stream = secured;
        await secured.AuthenticateAsClientAsync(options, _deadline.Token).ConfigureAwait(false);
    }

    /// <summary>Sends so many bytes of <see cref="SendBuffer"/>.</summary>
    public Task SendAsync(int length) => Stream.WriteAsync(_sent.AsMemory(0, length), _deadline.Token).AsTask();

    /// <summary>Reads what comes next; nothing at the server's orderly close.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync()
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

    /// <summary>Waits, however long, until there is something to receive: bytes, the connection's end or its failure.</summary>
    public Task ReceivableAsync()
    {
        Allow(Timeout.InfiniteTimeSpan);
        return _reading ??= Stream.ReadAsync(_received, _deadline.Token).AsTask();
    }

    /// <summary>Says good-bye as TLS wants it, where the connection is a TLS one that ends in an orderly way.</summary>
    public async Task ShutDownAsync()
    {
        if (_stream is SslStream secured)
            await secured.ShutdownAsync().ConfigureAwait(false);
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
        _socket.Dispose();
        _stream?.Dispose();
        _deadline.Dispose();
    }
}
