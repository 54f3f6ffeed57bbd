using RedisLoad.Failures;
using RedisLoad.Interop;
using RedisLoad.Resp;

namespace RedisLoad.Transport.Epoll;

/// <summary>Connections that stay, over epoll.</summary>
internal sealed class EpollSteadyTransport : ISteadyTransport
{
    private const int BatchSize = 64;
    private const int ReceiveBufferSize = 16 * 1024;

    private readonly TransportSettings _settings;
    private readonly ISteadySink _sink;
    private readonly SessionScript _script;
    private readonly SocketOpener _opener;
    private readonly SteadySocket[] _sockets;
    private readonly DeadlineQueue _connectDeadlines;
    private readonly DeadlineQueue _replyDeadlines;
    private readonly byte[] _receiveBuffer = new byte[ReceiveBufferSize];
    private readonly byte[] _sendBuffer;
    private readonly EpollSet _epoll;

    /// <exception cref="LinuxException">No descriptor or memory is left.</exception>
    public EpollSteadyTransport(TransportSettings settings, ISteadySink sink)
    {
        _settings = settings;
        _sink = sink;
        _script = settings.Script;
        _opener = new SocketOpener(settings.Sockets, settings.Life.Close);
        _sendBuffer = new byte[_script.MaxLength];
        _connectDeadlines = new DeadlineQueue(settings.Capacity, settings.ConnectTimeout.ToNanoseconds());
        _replyDeadlines = new DeadlineQueue(settings.Capacity, settings.ReplyTimeout.ToNanoseconds());
        _sockets = new SteadySocket[settings.Capacity];
        foreach (ref SteadySocket socket in _sockets.AsSpan())
            socket.Descriptor = Slot.NoSocket;
        _epoll = new EpollSet(BatchSize);
    }

    public void Connect(int connection)
    {
        ref SteadySocket socket = ref _sockets[connection];
        KernelAddress address = KernelAddress.Of(_settings.EndPointOf(SessionOf(connection)));
        socket.Phase = SteadySocketPhase.Connecting;
        _connectDeadlines.Add(connection, Clock.Now);
        socket.Descriptor = Math.Max(Slot.NoSocket, _opener.Open(address.Family));
        if (socket.Descriptor == Slot.NoSocket || _opener.Bind(socket.Descriptor, connection) != 0
            || Libc.Connect(socket.Descriptor, address.Bytes) is not (0 or -Errno.EINPROGRESS)
            || !_epoll.TryAdd(socket.Descriptor, EpollSet.In | EpollSet.Out | EpollSet.PeerClosed, connection))
        {
            Break(connection, ref socket);
        }
    }

    public void Send(int connection, int step, in TemplateValues values)
    {
        ref SteadySocket socket = ref _sockets[connection];
        socket.Values = values;
        Say(connection, ref socket, SteadySocketPhase.Busy, step);
    }

    public void Serve(long until)
    {
        long wake = Math.Min(until, Math.Min(_connectDeadlines.Earliest, _replyDeadlines.Earliest));
        foreach (EpollEvent ready in _epoll.Wait(Math.Max(0, wake - Clock.Now)))
            OnEvent(ready.Number, ref _sockets[ready.Number]);
        long now = Clock.Now;
        while (_connectDeadlines.TryPeek(now, out int connection) || _replyDeadlines.TryPeek(now, out connection))
            Break(connection, ref _sockets[connection]);
    }

    public void Wake() => _epoll.Wake();

    public void Dispose()
    {
        foreach (ref SteadySocket socket in _sockets.AsSpan())
            Close(ref socket);
        _epoll.Dispose();
    }

    private static SessionNumber SessionOf(int connection) => new(connection, 0, connection);

    private void OnEvent(int connection, ref SteadySocket socket)
    {
        if (socket.Phase == SteadySocketPhase.Connecting)
        {
            if (Libc.TakeError(socket.Descriptor) != 0)
            {
                Break(connection, ref socket);
                return;
            }
            _connectDeadlines.Remove(connection);
            socket.Values = _settings.ValuesFor(SessionOf(connection), request: 0);
            ShakeHands(connection, ref socket, step: 0);
        }
        if (socket.Phase != SteadySocketPhase.Closed)
            Receive(connection, ref socket);
        if (socket.IsSending && socket.IsTalking)
            GoOnSending(connection, ref socket);
    }

    /// <summary>Goes on in the handshake, up to its end.</summary>
    private void ShakeHands(int connection, ref SteadySocket socket, int step)
    {
        if (step < _script.Handshake)
        {
            Say(connection, ref socket, SteadySocketPhase.Handshake, step);
            return;
        }
        socket.Phase = SteadySocketPhase.Idle;
        _sink.OnConnected(connection);
    }

    private void Say(int connection, ref SteadySocket socket, SteadySocketPhase phase, int step)
    {
        socket.Phase = phase;
        socket.Step = step;
        socket.Sent = 0;
        socket.Replies = new StepReplies(_script.Steps[step], notes: null);
        _replyDeadlines.Add(connection, Clock.Now);
        GoOnSending(connection, ref socket);
    }

    private void GoOnSending(int connection, ref SteadySocket socket)
    {
        ReadOnlySpan<byte> rest = _script.Steps[socket.Step].BytesFor(socket.Values, _sendBuffer)[socket.Sent..];
        int sent = Libc.Send(socket.Descriptor, rest);
        if (sent < 0 && sent != -Errno.EAGAIN)
        {
            Break(connection, ref socket);
            return;
        }
        socket.Sent += Math.Max(0, sent);
        socket.IsSending = sent < rest.Length;
    }

    private void Receive(int connection, ref SteadySocket socket)
    {
        while (socket.Phase != SteadySocketPhase.Closed)
        {
            int received = Libc.Receive(socket.Descriptor, _receiveBuffer);
            if (received == -Errno.EAGAIN)
                return;
            if (received <= 0 || !socket.IsTalking || socket.Replies!.Take(_receiveBuffer.AsSpan(0, received)) != FailureKind.None)
                Break(connection, ref socket);
            else if (socket.Replies.AreComplete)
                OnReply(connection, ref socket);
        }
    }

    private void OnReply(int connection, ref SteadySocket socket)
    {
        _replyDeadlines.Remove(connection);
        if (socket.Phase == SteadySocketPhase.Handshake)
        {
            ShakeHands(connection, ref socket, socket.Step + 1);
            return;
        }
        socket.Phase = SteadySocketPhase.Idle;
        _sink.OnReplied(connection, Clock.Now);
    }

    private void Break(int connection, ref SteadySocket socket)
    {
        if (socket.Phase == SteadySocketPhase.Connecting)
            _connectDeadlines.Remove(connection);
        else if (socket.IsTalking)
            _replyDeadlines.Remove(connection);
        Close(ref socket);
        _sink.OnBroken(connection);
    }

    private void Close(ref SteadySocket socket)
    {
        socket.Phase = SteadySocketPhase.Closed;
        if (socket.Descriptor == Slot.NoSocket)
            return;
        _epoll.Remove(socket.Descriptor);
        Libc.Close(socket.Descriptor);
        socket.Descriptor = Slot.NoSocket;
    }
}
