using RedisLoad.Failures;
using RedisLoad.Interop;
using RedisLoad.Resp;

namespace RedisLoad.Transport.Epoll;

/// <summary>The transport for Linux: one epoll, sockets that are used again, no allocation per session.</summary>
/// <remarks>
/// A session ends with connect(AF_UNSPEC): to the server a reset like any other, to this host a socket that can connect
/// again from a new port, still registered with epoll. The reset makes epoll report the socket once more. Events carry a
/// socket's state as of <see cref="EpollSet.Wait"/>, and sessions start only between two batches; so what is reported of
/// an idle slot is such an echo, and what is reported of a busy one is of its present connection.
/// </remarks>
internal sealed class EpollTransport : ITransport
{
    /// <summary>Enough to share the cost of a wait, few enough that a batch delays no due connection by a millisecond.</summary>
    private const int BatchSize = 64;

    private const int ReceiveBufferSize = 16 * 1024;
    private const int NoSocket = -1;
    private const uint Closing = EpollSet.PeerClosed | EpollSet.HangUp | EpollSet.Error;

    private readonly TransportSettings _settings;
    private readonly ISessionSink _sink;
    private readonly byte[] _serverAddress;
    private readonly int _addressFamily;
    private readonly Slot[] _slots;
    private readonly ReplyScanner[] _begunReplies;
    private readonly int[] _free;
    private readonly DeadlineQueue _connectDeadlines;
    private readonly DeadlineQueue _replyDeadlines;
    private readonly byte[] _receiveBuffer = new byte[ReceiveBufferSize];
    private readonly byte[] _sendBuffer;
    private readonly EpollSet _epoll;
    private int _freeCount;
    private long _now;

    /// <exception cref="LinuxException">No descriptor or memory is left.</exception>
    public EpollTransport(TransportSettings settings, ISessionSink sink)
    {
        _settings = settings;
        _sink = sink;
        _serverAddress = Libc.SocketAddressOf(settings.Server);
        _addressFamily = Libc.AddressFamilyOf(settings.Server);
        _sendBuffer = new byte[settings.Script.MaxCommandLength];
        _connectDeadlines = new DeadlineQueue(settings.Capacity, settings.ConnectTimeout.ToNanoseconds());
        _replyDeadlines = new DeadlineQueue(settings.Capacity, settings.ReplyTimeout.ToNanoseconds());
        _slots = new Slot[settings.Capacity];
        _begunReplies = new ReplyScanner[settings.Capacity];
        _free = new int[settings.Capacity];
        for (int slot = settings.Capacity - 1; slot >= 0; slot--)
        {
            _slots[slot].Socket = NoSocket;
            _free[_freeCount++] = slot;
        }
        _epoll = new EpollSet(BatchSize);
    }

    private enum Phase : byte
    {
        Idle,
        Connecting,
        Talking,
    }

    public int Open => _settings.Capacity - _freeCount;

    public int Capacity => _settings.Capacity;

    public void Start(SessionNumber session, long due, long now)
    {
        if (_freeCount == 0)
            throw new InvalidOperationException($"{Capacity} sessions are under way already.");

        int number = _free[--_freeCount];
        ref Slot slot = ref _slots[number];
        slot.Session = session;
        slot.Due = due;
        slot.Started = now;
        slot.Connected = 0;
        _now = now;

        bool isNew = slot.Socket == NoSocket;
        if (isNew && !TryOpenSocket(number, ref slot))
            return;

        int result = Libc.Connect(slot.Socket, _serverAddress);
        if (result is not (0 or -Errno.EINPROGRESS))
        {
            End(number, ref slot, ErrnoFailure.Classify("connect", -result, connected: false));
            return;
        }
        slot.Phase = Phase.Connecting;
        _connectDeadlines.Add(number, slot.Started);

        // Only now: epoll reports a hang-up of a socket that has not begun to connect.
        if (isNew && !_epoll.TryAdd(slot.Socket, EpollSet.In | EpollSet.Out | EpollSet.PeerClosed, number))
            End(number, ref slot, FailureKind.NoMemory);
        else if (_settings.SendsAtOnce)
            TrySendFirst(number, ref slot);
    }

    public void Serve(long until)
    {
        long wake = Math.Min(until, Math.Min(_connectDeadlines.Earliest, _replyDeadlines.Earliest));
        foreach (EpollEvent ready in _epoll.Wait(Math.Max(0, wake - Clock.Now)))
            OnEvent(ready.Number, ready.Flags);
        _now = Clock.Now;
        TimeOut(_now);
    }

    public void TimeOutAll() => TimeOut(long.MaxValue - 1);

    public void Wake() => _epoll.Wake();

    public void Dispose()
    {
        foreach (ref Slot slot in _slots.AsSpan())
            CloseSocket(ref slot);
        _epoll.Dispose();
    }

    private bool TryOpenSocket(int number, ref Slot slot)
    {
        int socket = Libc.OpenTcpSocket(_addressFamily);
        if (socket >= 0)
        {
            slot.Socket = socket;
            return true;
        }
        End(number, ref slot, ErrnoFailure.Classify("socket", -socket, connected: false));
        return false;
    }

    /// <summary>Sends the first command if the connection is there already; whatever else there is to know, epoll will report.</summary>
    private void TrySendFirst(int number, ref Slot slot)
    {
        ReadOnlySpan<byte> command = _settings.Script.Commands[0].BytesFor(slot.Session, _sendBuffer);
        int sent = Libc.Send(slot.Socket, command);
        if (sent == -Errno.EAGAIN)
            return;

        _now = Clock.Now;
        FailureKind failure = sent >= 0 ? FailureKind.None : ErrnoFailure.Classify("connect", -sent, connected: false);
        if (failure is not (FailureKind.None or FailureKind.Reset))
        {
            End(number, ref slot, failure);
            return;
        }
        BeginTalking(number, ref slot);
        if (failure == FailureKind.Reset)
        {
            // What the server said before it went can still be read.
            Receive(number, ref slot, isClosing: true, failure);
            return;
        }
        slot.Sent = sent;
        slot.IsSending = sent < command.Length;
    }

    private void BeginTalking(int number, ref Slot slot)
    {
        _connectDeadlines.Remove(number);
        slot.Connected = _now;
        slot.Phase = Phase.Talking;
        slot.BeginCommand(step: 0);
        _replyDeadlines.Add(number, _now);
    }

    private void OnEvent(int number, uint flags)
    {
        ref Slot slot = ref _slots[number];
        _now = Clock.Now;
        switch (slot.Phase)
        {
            case Phase.Connecting:
                OnConnectEvent(number, ref slot, flags);
                break;
            case Phase.Talking when (flags & (EpollSet.In | Closing)) != 0:
                Receive(number, ref slot, (flags & Closing) != 0, FailureKind.ClosedByServer);
                break;
        }
        if (slot.Phase == Phase.Talking && slot.IsSending)
            Send(number, ref slot);
    }

    private void OnConnectEvent(int number, ref Slot slot, uint flags)
    {
        var atEnd = FailureKind.ClosedByServer;
        if ((flags & (EpollSet.Error | EpollSet.HangUp)) != 0)
        {
            int error = Libc.TakeError(slot.Socket);
            if (error != 0)
                atEnd = ErrnoFailure.Classify("connect", error, connected: false);
            if (atEnd is not (FailureKind.ClosedByServer or FailureKind.Reset))
            {
                End(number, ref slot, atEnd);
                return;
            }
        }
        if ((flags & EpollSet.Out) == 0)
            return;

        BeginTalking(number, ref slot);

        // A server that speaks first says why it will not serve: at maxclients, say.
        bool isClosing = (flags & Closing) != 0;
        if (isClosing || (flags & EpollSet.In) != 0)
            Receive(number, ref slot, isClosing, atEnd);
        slot.IsSending = slot.Phase == Phase.Talking && slot.Sent == 0 && !isClosing;
    }

    private void Send(int number, ref Slot slot)
    {
        ReadOnlySpan<byte> command = _settings.Script.Commands[slot.Step].BytesFor(slot.Session, _sendBuffer)[slot.Sent..];
        int sent = Libc.Send(slot.Socket, command);
        if (sent >= 0)
        {
            slot.Sent += sent;
            slot.IsSending = sent < command.Length;
        }
        else if (sent == -Errno.EAGAIN)
        {
            slot.IsSending = true;
        }
        else
        {
            // What the server said before it went can still be read.
            Receive(number, ref slot, isClosing: true, ErrnoFailure.Classify("send", -sent, connected: true));
        }
    }

    /// <summary>Reads what has come, and goes on to the next command where that makes the reply whole.</summary>
    /// <param name="number">The slot's number.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="isClosing">Whether the end of the connection is known to have come: it is not reported again, so all is read.</param>
    /// <param name="atEnd">What the end of the bytes means, should it come before the last reply.</param>
    private void Receive(int number, ref Slot slot, bool isClosing, FailureKind atEnd)
    {
        while (true)
        {
            int received = Libc.Receive(slot.Socket, _receiveBuffer);
            if (received == -Errno.EAGAIN)
                return;
            if (received <= 0)
            {
                End(number, ref slot, received == 0 ? atEnd : ErrnoFailure.Classify("recv", -received, connected: true));
                return;
            }
            if (!Read(number, ref slot, _receiveBuffer.AsSpan(0, received), out bool isReplyWhole))
                return;
            if (isReplyWhole && !isClosing)
            {
                Send(number, ref slot);
                return;
            }
            if (!isClosing && received < ReceiveBufferSize)
                return;
        }
    }

    /// <summary>Goes on with the reply.</summary>
    /// <returns>Whether the session goes on.</returns>
    private bool Read(int number, ref Slot slot, ReadOnlySpan<byte> bytes, out bool isReplyWhole)
    {
        // Nearly every reply comes whole: its scanner lives here, and the slot stays small.
        ReplyScanner reply = slot.IsReplyBegun ? _begunReplies[number] : default;
        ScanResult result = reply.Scan(bytes, out int consumed);
        isReplyWhole = result == ScanResult.Complete;
        if (result == ScanResult.Incomplete)
        {
            _begunReplies[number] = reply;
            slot.IsReplyBegun = true;
            return true;
        }

        FailureKind failure = result == ScanResult.Malformed ? FailureKind.WrongReply : Judge(slot, reply);
        bool isLast = slot.Step + 1 == _settings.Script.Commands.Length;
        // One command, one reply: bytes beyond it answer nothing.
        if (failure == FailureKind.None && consumed < bytes.Length)
            failure = FailureKind.WrongReply;
        if (failure != FailureKind.None || isLast)
        {
            End(number, ref slot, failure);
            return false;
        }

        slot.BeginCommand(slot.Step + 1);
        _replyDeadlines.Remove(number);
        _replyDeadlines.Add(number, _now);
        return true;
    }

    private FailureKind Judge(in Slot slot, in ReplyScanner reply)
    {
        if (reply.Type == ReplyType.Error)
            return ErrorReplyFailure.Classify(reply.Text);
        bool wasAsked = slot.Sent > 0;
        return wasAsked && _settings.Script.Commands[slot.Step].Expects.IsMetBy(reply) ? FailureKind.None : FailureKind.WrongReply;
    }

    private void TimeOut(long time)
    {
        while (_connectDeadlines.TryPeek(time, out int number))
            End(number, ref _slots[number], FailureKind.ConnectTimeout);
        while (_replyDeadlines.TryPeek(time, out int number))
            End(number, ref _slots[number], FailureKind.ReplyTimeout);
    }

    private void End(int number, ref Slot slot, FailureKind failure)
    {
        var record = new SessionRecord(slot.Due, slot.Started, slot.Connected, _now, failure);
        if (slot.Phase == Phase.Connecting)
            _connectDeadlines.Remove(number);
        else if (slot.Phase == Phase.Talking)
            _replyDeadlines.Remove(number);
        slot.Phase = Phase.Idle;

        // After a failure the socket's state is anyone's guess; a new one costs little.
        if (failure != FailureKind.None || Libc.Disconnect(slot.Socket) != 0)
        {
            _epoll.Remove(slot.Socket);
            CloseSocket(ref slot);
        }

        _free[_freeCount++] = number;
        _sink.OnSessionEnded(record);
    }

    private static void CloseSocket(ref Slot slot)
    {
        if (slot.Socket == NoSocket)
            return;
        Libc.Close(slot.Socket);
        slot.Socket = NoSocket;
    }

    /// <summary>One socket and the session it is in: a line of the processor's cache.</summary>
    private struct Slot
    {
        public int Socket;
        public Phase Phase;
        public bool IsSending;
        public bool IsReplyBegun;
        public int Step;
        public int Sent;
        public SessionNumber Session;
        public long Due;
        public long Started;
        public long Connected;

        public void BeginCommand(int step)
        {
            Step = step;
            Sent = 0;
            IsSending = false;
            IsReplyBegun = false;
        }
    }
}
