using RedisLoad.Interop;

namespace RedisLoad.Transport;

/// <summary>The TLS ends of a transport's connections, by slot. Reads and writes answer as those of sockets do.</summary>
/// <remarks>Each connection has an SSL object of its own, as OpenSSL wants it: one that is cleared keeps settings of the server that it
/// last met.</remarks>
/// <param name="context">What they have in common.</param>
/// <param name="capacity">How many slots there are.</param>
/// <param name="peers">Who the servers have to be, by target.</param>
internal sealed class TlsChannels(TlsContext context, int capacity, TlsPeer[] peers) : IDisposable
{
    /// <summary>What a call answers when TLS itself has failed; no error number is as low.</summary>
    public const int Failed = int.MinValue;

    private readonly nint[] _ssl = new nint[capacity];
    private readonly nint[] _sessions = new nint[peers.Length];

    /// <summary>Has a target be someone else from now on.</summary>
    public void Move(int target, TlsPeer peer) => peers[target] = peer;

    /// <summary>Begins a connection.</summary>
    /// <param name="slot">Its slot.</param>
    /// <param name="socket">Its socket.</param>
    /// <param name="target">The target that it goes to.</param>
    public void Open(int slot, int socket, int target)
    {
        Close(slot);
        nint ssl = context.Open(socket, peers[target]);
        if (_sessions[target] != 0)
            _ = OpenSsl.SSL_set_session(ssl, _sessions[target]);
        _ssl[slot] = ssl;
    }

    /// <summary>Goes on with the handshake.</summary>
    /// <returns>1 when it is over, 0 at the server's orderly close, <see cref="Failed"/>, or the negated error number.</returns>
    public int ShakeHands(int slot)
    {
        int result = OpenSsl.ShakeHands(_ssl[slot], out int errno);
        return result == 1 ? 1 : Explain(slot, result, errno);
    }

    /// <summary>Whether the handshake waits for room to send in, as it does until the socket is connected.</summary>
    public bool WaitsToSend(int slot) => OpenSsl.SSL_want(_ssl[slot]) == OpenSsl.WantsToWrite;

    /// <inheritdoc cref="Libc.Send"/>
    public int Send(int slot, ReadOnlySpan<byte> bytes)
    {
        int sent = OpenSsl.Write(_ssl[slot], bytes, out int errno);
        return sent > 0 ? sent : Explain(slot, sent, errno);
    }

    /// <inheritdoc cref="Libc.Receive"/>
    public int Receive(int slot, Span<byte> buffer)
    {
        int received = OpenSsl.Read(_ssl[slot], buffer, out int errno);
        return received > 0 ? received : Explain(slot, received, errno);
    }

    /// <summary>Whether there are bytes that have been read off the socket and not been received.</summary>
    public bool HasPending(int slot) => OpenSsl.SSL_has_pending(_ssl[slot]) == 1;

    /// <summary>Whether the server has said anything: in a handshake, a server that will not serve may just go.</summary>
    public bool HasHeard(int slot) => OpenSsl.SSL_get_state(_ssl[slot]) != OpenSsl.StateClientHelloSent;

    public bool IsResumed(int slot) => OpenSsl.SSL_session_reused(_ssl[slot]) == 1;

    /// <summary>Says good-bye, where the connection ends in an orderly way.</summary>
    public void SayGoodbye(int slot)
    {
        if (_ssl[slot] == 0)
            return;
        _ = OpenSsl.SSL_shutdown(_ssl[slot]);
        OpenSsl.ERR_clear_error();
    }

    /// <summary>Keeps the session of a connection to a target for those to come.</summary>
    public void KeepSession(int slot, int target)
    {
        nint session = OpenSsl.SSL_get1_session(_ssl[slot]);
        if (session == 0 || OpenSsl.SSL_SESSION_is_resumable(session) == 0)
        {
            OpenSsl.SSL_SESSION_free(session);
            return;
        }
        OpenSsl.SSL_SESSION_free(_sessions[target]);
        _sessions[target] = session;
    }

    /// <summary>Ends a connection, without a word.</summary>
    public void Close(int slot)
    {
        if (_ssl[slot] == 0)
            return;
        // Of a connection that is not shut down OpenSSL thinks that its session must not be resumed.
        OpenSsl.SSL_set_shutdown(_ssl[slot], OpenSsl.SentShutdown | OpenSsl.ReceivedShutdown);
        OpenSsl.SSL_free(_ssl[slot]);
        _ssl[slot] = 0;
    }

    public void Dispose()
    {
        for (int slot = 0; slot < _ssl.Length; slot++)
            Close(slot);
        for (int target = 0; target < _sessions.Length; target++)
        {
            OpenSsl.SSL_SESSION_free(_sessions[target]);
            _sessions[target] = 0;
        }
    }

    private int Explain(int slot, int result, int errno)
    {
        switch (OpenSsl.SSL_get_error(_ssl[slot], result))
        {
            case OpenSsl.ErrorWantRead or OpenSsl.ErrorWantWrite:
                return -Errno.EAGAIN;
            case OpenSsl.ErrorZeroReturn:
                return 0;
            case OpenSsl.ErrorSyscall:
                OpenSsl.ERR_clear_error();
                return -errno;
            default:
                OpenSsl.ERR_clear_error();
                return Failed;
        }
    }
}
