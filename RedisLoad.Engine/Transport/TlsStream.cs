using System.Net.Sockets;
using RedisLoad.Interop;

namespace RedisLoad.Transport;

/// <summary>A stream over one TLS connection, for who waits for each answer: it shakes hands as the connections of a load do, and tells why
/// where that fails.</summary>
internal sealed class TlsStream : Stream
{
    private readonly byte[] _peeked = new byte[1];
    private readonly TlsContext _context;
    private readonly Socket _socket;
    private nint _ssl;

    public TlsStream(TlsSettings settings, Socket socket, TlsPeer peer)
    {
        _context = new TlsContext(settings);
        _socket = socket;
        _ssl = _context.Open((int)socket.Handle, peer);
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether the server asked for a certificate, and there is none.</summary>
    public bool WasAskedForCertificate { get; private set; }

    /// <summary>Goes through the handshake.</summary>
    /// <exception cref="TlsException">It fails.</exception>
    public async Task ShakeHandsAsync(CancellationToken cancellationToken)
    {
        while (!TryShakeHands())
            await ReadableAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // What never stops sending never makes it wait.
        cancellationToken.ThrowIfCancellationRequested();
        int received;
        while (!TryRead(buffer.Span, out received))
            await ReadableAsync(cancellationToken).ConfigureAwait(false);
        return received;
    }

    /// <inheritdoc/>
    /// <remarks>A command is small, and the socket's buffer empty.</remarks>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        for (ReadOnlySpan<byte> rest = buffer.Span; rest.Length > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            OpenSsl.ERR_clear_error();
            int sent = OpenSsl.Write(_ssl, rest, out int errno);
            if (sent > 0)
                rest = rest[sent..];
            else if (Fail(sent, errno) is { } failure)
                throw failure;
            else
                _socket.Poll(TimeSpan.FromMilliseconds(100), SelectMode.SelectWrite);
        }
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (_ssl != 0)
            OpenSsl.SSL_free(_ssl);
        _ssl = 0;
        _context.Dispose();
        base.Dispose(disposing);
    }

    private async Task ReadableAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _socket.ReceiveAsync(_peeked, SocketFlags.Peek, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            // OpenSSL meets with it, and says where.
        }
    }

    private bool TryShakeHands()
    {
        OpenSsl.ERR_clear_error();
        TlsContext.WasAskedForCertificate = false;
        int result = OpenSsl.ShakeHands(_ssl, out int errno);
        WasAskedForCertificate |= TlsContext.WasAskedForCertificate;
        if (result == 1)
            return true;
        return Fail(result, errno) is { } failure ? throw failure : false;
    }

    private bool TryRead(Span<byte> buffer, out int received)
    {
        OpenSsl.ERR_clear_error();
        received = OpenSsl.Read(_ssl, buffer, out int errno);
        if (received > 0)
            return true;
        int error = OpenSsl.SSL_get_error(_ssl, received);
        received = Math.Max(received, 0);
        if (error == OpenSsl.ErrorZeroReturn)
            return true;
        return Fail(received, errno) is { } failure ? throw failure : false;
    }

    /// <summary>What a call that has not worked means; null where it is to be tried again.</summary>
    private TlsException? Fail(int result, int errno)
    {
        int error = OpenSsl.SSL_get_error(_ssl, result);
        if (error is OpenSsl.ErrorWantRead or OpenSsl.ErrorWantWrite)
            return null;
        ulong reason = OpenSsl.TakeError();
        bool isOfTls = error == OpenSsl.ErrorSsl;
        string words = isOfTls ? OpenSsl.ReasonOf(reason) : errno == 0 ? "the connection ended"
            : System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(errno);
        return new TlsException(words)
        {
            Reason = isOfTls ? OpenSsl.ReasonNumber(reason) : 0,
            Verification = OpenSsl.SSL_get_verify_result(_ssl),
            Certificate = OpenSsl.PeerCertificate(_ssl),
            HasHeard = OpenSsl.SSL_get_state(_ssl) != OpenSsl.StateClientHelloSent,
        };
    }
}

/// <summary>A TLS connection has failed.</summary>
/// <param name="message">Why, in OpenSSL's words.</param>
internal sealed class TlsException(string message) : IOException(message)
{
    /// <summary>The number of OpenSSL's reason, SSL_R_...; 0 where the connection ended without one.</summary>
    public int Reason { get; init; }

    /// <summary>What the check of the server's certificate found, X509_V_...</summary>
    public long Verification { get; init; }

    /// <summary>The server's certificate, in DER; null where it has shown none.</summary>
    public byte[]? Certificate { get; init; }

    /// <summary>Whether the server had said anything of TLS by then.</summary>
    public bool HasHeard { get; init; }

    /// <summary>Whether the server has said in TLS why it ends the connection.</summary>
    public bool IsAlert => Reason is >= OpenSsl.FirstAlert and < OpenSsl.FirstAlert + 256;

    /// <summary>Whether what the server has said is no TLS.</summary>
    public bool IsNotTls => Reason != 0 && !IsAlert && !HasHeard;
}
