using System.Net;
using RedisLoad.Failures;
using RedisLoad.Interop;
using RedisLoad.Resp;

namespace RedisLoad.Transport.Epoll;

/// <summary>The transport for Linux: one epoll, sockets that are used again, no allocation per session.</summary>
/// <remarks>
/// A session that ends with a reset does so by connect(AF_UNSPEC): to the server a reset like any other, to this host a socket
/// that can connect again from a new port, still registered with epoll. The reset makes epoll report the socket once more.
/// Events carry a socket's state as of <see cref="EpollSet.Wait"/>, and sessions start only between two batches; so what is
/// reported of an idle slot is such an echo, and what is reported of a busy one is of its present connection.
/// </remarks>
internal sealed partial class EpollTransport : ITransport
{
    /// <summary>Enough to share the cost of a wait, few enough that a batch delays no due connection by a millisecond.</summary>
    private const int BatchSize = 64;

    private const int ReceiveBufferSize = 16 * 1024;
    private const uint Broken = EpollSet.PeerClosed | EpollSet.HangUp | EpollSet.Error;

    private readonly TransportSettings _settings;
    private readonly SessionScript _script;
    private readonly ConnectionLife _life;
    private readonly ISessionSink _sink;
    private readonly SocketOpener _sockets;
    private readonly Dictionary<EndPoint, KernelAddress> _addresses;
    private readonly KernelAddress? _onlyAddress;
    private readonly bool _sendsAtOnce;
    private readonly bool _hasAfterlife;
    private readonly Slot[] _slots;
    private readonly SlotDetails[] _details;
    private readonly int[] _families;
    private readonly ReplyScanner[] _begunReplies;
    private readonly FreeSlots _free;
    private readonly DeadlineQueue _connectDeadlines;
    private readonly DeadlineQueue _replyDeadlines;
    private readonly DeadlineQueue _poolDeadlines;
    private readonly WakeQueue _wakes = new();
    private readonly byte[] _receiveBuffer = new byte[ReceiveBufferSize];
    private readonly byte[] _sendBuffer;
    private readonly EpollSet _epoll;
    private long _now;

    /// <exception cref="LinuxException">No descriptor or memory is left.</exception>
    public EpollTransport(TransportSettings settings, ISessionSink sink)
    {
        _settings = settings;
        _script = settings.Script;
        _life = settings.Life;
        _sink = sink;
        _sockets = new SocketOpener(settings.Sockets, settings.Life.Close);
        _addresses = settings.Targets.SelectMany(target => target.EndPoints).Distinct().ToDictionary(endPoint => endPoint, KernelAddress.Of);
        _onlyAddress = _addresses.Count == 1 ? _addresses.Values.Single() : null;
        _sendsAtOnce = settings.SendsAtOnce && _script.PingStep > 0;
        _hasAfterlife = _life.Hold != TimeRange.None || (_life.Close == CloseMode.Server && !_life.IsPooled);
        _sendBuffer = new byte[_script.MaxLength];
        _connectDeadlines = new DeadlineQueue(settings.Capacity, settings.ConnectTimeout.ToNanoseconds());
        _replyDeadlines = new DeadlineQueue(settings.Capacity, settings.ReplyTimeout.ToNanoseconds());
        _poolDeadlines = new DeadlineQueue(settings.Capacity, _life.PoolIdleTimeout.ToNanoseconds());
        _slots = new Slot[settings.Capacity];
        _details = new SlotDetails[settings.Capacity];
        _families = new int[settings.Capacity];
        _begunReplies = new ReplyScanner[settings.Capacity];
        _free = new FreeSlots(settings.Capacity, settings.Targets.Length);
        foreach (ref Slot slot in _slots.AsSpan())
            slot.Socket = Slot.NoSocket;
        _epoll = new EpollSet(BatchSize);
    }

    public int Open => Capacity - _free.Count;

    public int Capacity => _settings.Capacity;

    public int Pooled { get; private set; }

    public long CpuNanoseconds => Libc.ThreadCpuNanoseconds();

    public int Processors => 1;

    public void Start(SessionNumber session, long due, long now)
    {
        int number = _free.Take(_settings.TargetOf(session));
        ref Slot slot = ref _slots[number];
        int keptFor = slot.Phase == SlotPhase.Pooled ? _settings.TargetOf(slot.Session) : -1;
        slot.BeginSession(session, due, now);
        if (_settings.KeepsValues)
            _details[number] = default;
        _now = now;

        if (keptFor == _settings.TargetOf(session))
        {
            Borrow(number, ref slot);
            return;
        }
        if (keptFor >= 0)
            Discard(number, ref slot);
        Connect(number, ref slot);
    }

    public void Serve(long until)
    {
        long wake = Math.Min(Math.Min(until, _wakes.Earliest), Math.Min(_connectDeadlines.Earliest, Math.Min(_replyDeadlines.Earliest, _poolDeadlines.Earliest)));
        foreach (EpollEvent ready in _epoll.Wait(Math.Max(0, wake - Clock.Now)))
            OnEvent(ready.Number, ready.Flags);
        _now = Clock.Now;
        WakeHeld(_now);
        TimeOut(_now);
        while (_poolDeadlines.TryPeek(_now, out int number))
            Discard(number, ref _slots[number]);
    }

    public void TimeOutAll()
    {
        _now = Clock.Now;
        for (int number = 0; number < _slots.Length; number++)
        {
            if (_slots[number].Phase == SlotPhase.Holding)
                End(number, ref _slots[number], FailureKind.None);
        }
        TimeOut(long.MaxValue - 1);
    }

    public void Wake() => _epoll.Wake();

    public void Dispose()
    {
        foreach (ref Slot slot in _slots.AsSpan())
            CloseSocket(ref slot);
        _epoll.Dispose();
    }

    private void Connect(int number, ref Slot slot)
    {
        KernelAddress address = _onlyAddress ?? _addresses[_settings.EndPointOf(slot.Session)];
        if (slot.Socket != Slot.NoSocket && _families[number] != address.Family)
            RemoveSocket(ref slot);
        bool isNew = slot.Socket == Slot.NoSocket;
        if (isNew && !TryOpenSocket(number, ref slot, address.Family))
            return;

        int result = _sockets.Bind(slot.Socket, slot.Number);
        if (result == 0)
            result = Libc.Connect(slot.Socket, address.Bytes);
        if (result is not (0 or -Errno.EINPROGRESS))
        {
            End(number, ref slot, ErrnoFailure.Classify("connect", -result, connected: false));
            return;
        }
        slot.Phase = SlotPhase.Connecting;
        _connectDeadlines.Add(number, _now);

        // Only now: epoll reports a hang-up of a socket that has not begun to connect.
        if (isNew && !_epoll.TryAdd(slot.Socket, EpollSet.In | EpollSet.Out | EpollSet.PeerClosed, number))
            End(number, ref slot, FailureKind.NoMemory);
        else if (_sendsAtOnce)
            TrySendFirst(number, ref slot);
    }

    private bool TryOpenSocket(int number, ref Slot slot, int addressFamily)
    {
        int socket = _sockets.Open(addressFamily);
        if (socket >= 0)
        {
            slot.Socket = socket;
            _families[number] = addressFamily;
            return true;
        }
        End(number, ref slot, ErrnoFailure.Classify("socket", -socket, connected: false));
        return false;
    }

    /// <summary>Takes a kept connection, and looks first whether it still lives.</summary>
    private void Borrow(int number, ref Slot slot)
    {
        _poolDeadlines.Remove(number);
        Pooled--;
        slot.Flags = SlotFlags.Reused | SlotFlags.Borrowing;
        Talk(number, ref slot, _script.PingStep);
        Send(number, ref slot);
    }

    /// <summary>Sends the first step if the connection is there already; whatever else there is to know, epoll will report.</summary>
    private void TrySendFirst(int number, ref Slot slot)
    {
        ReadOnlySpan<byte> step = BytesOf(slot, step: 0);
        int sent = Libc.Send(slot.Socket, step);
        if (sent == -Errno.EAGAIN)
            return;

        _now = Clock.Now;
        FailureKind failure = sent >= 0 ? FailureKind.None : ErrnoFailure.Classify("connect", -sent, connected: false);
        if (failure is not (FailureKind.None or FailureKind.Reset))
        {
            End(number, ref slot, failure);
            return;
        }
        OnConnected(number, ref slot);
        if (failure == FailureKind.Reset)
        {
            // What the server said before it went can still be read.
            Receive(number, ref slot, isBroken: true, failure);
            return;
        }
        slot.Sent = sent;
        slot.Set(SlotFlags.Sending, sent < step.Length);
    }

    private void OnConnected(int number, ref Slot slot)
    {
        _connectDeadlines.Remove(number);
        slot.Connected = _now;
        Talk(number, ref slot, step: 0);
    }

    private void Talk(int number, ref Slot slot, int step)
    {
        slot.Phase = SlotPhase.Talking;
        slot.BeginStep(step);
        _replyDeadlines.Add(number, _now);
    }

    private void OnEvent(int number, uint flags)
    {
        ref Slot slot = ref _slots[number];
        _now = Clock.Now;
        bool isBroken = (flags & Broken) != 0;
        bool canRead = isBroken || (flags & EpollSet.In) != 0;
        switch (slot.Phase)
        {
            case SlotPhase.Connecting:
                OnConnectEvent(number, ref slot, flags);
                break;
            case SlotPhase.Talking or SlotPhase.Holding or SlotPhase.Closing when canRead:
                Receive(number, ref slot, isBroken, FailureKind.ClosedByServer);
                break;
            case SlotPhase.Pooled when canRead:
                Discard(number, ref slot);
                break;
        }
        if (slot.Phase == SlotPhase.Talking && slot.Is(SlotFlags.Sending))
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

        OnConnected(number, ref slot);

        // A server that speaks first says why it will not serve: at maxclients, say.
        bool isBroken = (flags & Broken) != 0;
        if (isBroken || (flags & EpollSet.In) != 0)
            Receive(number, ref slot, isBroken, atEnd);
        else if (_script.PingStep == 0)
            OnAnswered(number, ref slot);
        if (slot.Phase == SlotPhase.Talking)
            slot.Set(SlotFlags.Sending, slot.Sent == 0 && !isBroken);
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
        if (slot.Phase == SlotPhase.Connecting)
            _connectDeadlines.Remove(number);
        else if (slot.Phase is SlotPhase.Talking or SlotPhase.Closing)
            _replyDeadlines.Remove(number);
        slot.Phase = SlotPhase.Idle;

        if (failure != FailureKind.None && slot.Is(SlotFlags.Borrowing))
        {
            // The kept connection had died; as any pool does, this one makes a new one for the session.
            slot.Flags = SlotFlags.None;
            RemoveSocket(ref slot);
            Connect(number, ref slot);
            return;
        }
        SessionRecord record = RecordOf(number, slot, failure);
        if (failure == FailureKind.None && !slot.Is(SlotFlags.Answered))
            _sink.OnSessionAnswered(record);
        Free(number, ref slot, hasFailed: failure != FailureKind.None);
        _sink.OnSessionEnded(record);
    }

    private void Free(int number, ref Slot slot, bool hasFailed)
    {
        if (_life.IsPooled && !hasFailed)
        {
            slot.Phase = SlotPhase.Pooled;
            _poolDeadlines.Add(number, _now);
            _free.AddKept(number, _settings.TargetOf(slot.Session));
            Pooled++;
            return;
        }
        // After a failure the socket's state is anyone's guess; a new one costs little.
        bool isReusable = !hasFailed && _life.Close == CloseMode.Reset && Libc.Disconnect(slot.Socket) == 0;
        if (!isReusable)
            RemoveSocket(ref slot);
        _free.Add(number);
    }

    private SessionRecord RecordOf(int number, in Slot slot, FailureKind failure)
    {
        var record = new SessionRecord
        {
            Session = slot.Session,
            Due = slot.Due,
            Started = slot.Started,
            Connected = slot.Connected,
            Answered = slot.Is(SlotFlags.Answered) ? _details[number].Answered : failure == FailureKind.None ? _now : 0,
            Ended = _now,
            IsReused = slot.Is(SlotFlags.Reused),
            Failure = failure,
        };
        return _settings.KeepsValues ? record with { FirstReply = _details[number].FirstReply, Value = _details[number].Value } : record;
    }

    /// <summary>Closes a kept connection. Its slot stays where it is, and is an empty one from now on.</summary>
    private void Discard(int number, ref Slot slot)
    {
        _poolDeadlines.Remove(number);
        Pooled--;
        slot.Phase = SlotPhase.Idle;
        RemoveSocket(ref slot);
    }

    private void RemoveSocket(ref Slot slot)
    {
        if (slot.Socket != Slot.NoSocket)
            _epoll.Remove(slot.Socket);
        CloseSocket(ref slot);
    }

    private static void CloseSocket(ref Slot slot)
    {
        if (slot.Socket == Slot.NoSocket)
            return;
        Libc.Close(slot.Socket);
        slot.Socket = Slot.NoSocket;
    }
}
