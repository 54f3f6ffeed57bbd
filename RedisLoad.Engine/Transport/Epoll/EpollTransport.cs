using System.Net;
using System.Text;
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
internal sealed class EpollTransport : ITransport
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

    private ReadOnlySpan<byte> BytesOf(in Slot slot, int step) =>
        _script.Steps[step].BytesFor(_settings.ValuesFor(slot.Session, slot.Request), _sendBuffer);

    private void Send(int number, ref Slot slot)
    {
        ReadOnlySpan<byte> rest = BytesOf(slot, slot.Step)[slot.Sent..];
        int sent = Libc.Send(slot.Socket, rest);
        if (sent >= 0)
        {
            slot.Sent += sent;
            slot.Set(SlotFlags.Sending, sent < rest.Length);
        }
        else if (sent == -Errno.EAGAIN)
        {
            slot.Set(SlotFlags.Sending, true);
        }
        else
        {
            // What the server said before it went can still be read.
            Receive(number, ref slot, isBroken: true, ErrnoFailure.Classify("send", -sent, connected: true));
        }
    }

    /// <summary>Reads what has come, and goes on to the next step where that makes the replies whole.</summary>
    /// <param name="number">The slot's number.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="isBroken">Whether the end of the connection is known to have come: it is not reported again, so all is read.</param>
    /// <param name="atEnd">What the end of the bytes means, should it come before the last reply.</param>
    private void Receive(int number, ref Slot slot, bool isBroken, FailureKind atEnd)
    {
        while (true)
        {
            int received = Libc.Receive(slot.Socket, _receiveBuffer);
            if (received == -Errno.EAGAIN)
                return;
            if (received <= 0)
            {
                bool wasAskedFor = received == 0 && slot.Phase == SlotPhase.Closing;
                End(number, ref slot, wasAskedFor ? FailureKind.None : received == 0 ? atEnd : ErrnoFailure.Classify("recv", -received, connected: true));
                return;
            }
            Progress progress = TakeReplies(number, ref slot, _receiveBuffer.AsSpan(0, received));
            if (progress == Progress.Ended || (progress == Progress.StepDone && !EndStep(number, ref slot)))
                return;
            if (progress == Progress.StepDone && !isBroken)
            {
                if (slot.Phase == SlotPhase.Talking)
                    Send(number, ref slot);
                return;
            }
            if (!isBroken && received < ReceiveBufferSize)
                return;
        }
    }

    /// <summary>Goes on with the replies of the step.</summary>
    private Progress TakeReplies(int number, ref Slot slot, ReadOnlySpan<byte> bytes)
    {
        // Nothing was asked of a held connection, and nothing more of a closing one.
        if (slot.Phase != SlotPhase.Talking)
            return Fail(number, ref slot, FailureKind.WrongReply);

        ScriptStep step = _script.Steps[slot.Step];
        while (bytes.Length > 0 && slot.Reply < step.Commands.Length)
        {
            // Nearly every reply comes whole: its scanner lives here, and the slot stays small.
            ReplyScanner reply = slot.Is(SlotFlags.ReplyBegun) ? _begunReplies[number] : default;
            ScanResult result = reply.Scan(bytes, out int consumed);
            if (result == ScanResult.Incomplete)
            {
                _begunReplies[number] = reply;
                slot.Set(SlotFlags.ReplyBegun, true);
                return Progress.Waiting;
            }
            slot.Set(SlotFlags.ReplyBegun, false);
            bytes = bytes[consumed..];
            if (result == ScanResult.Complete && reply.Type == ReplyType.Push)
                continue;

            CommandTemplate command = step.Commands[slot.Reply];
            FailureKind failure = result == ScanResult.Malformed ? FailureKind.WrongReply : Judge(slot, command, reply);
            if (failure != FailureKind.None)
                return Fail(number, ref slot, failure);
            if (_settings.KeepsValues)
                Note(number, command, reply);
            slot.Reply++;
        }
        // One command, one reply: bytes beyond the last answer nothing.
        if (bytes.Length > 0)
            return Fail(number, ref slot, FailureKind.WrongReply);
        if (slot.Reply == step.Commands.Length)
            return Progress.StepDone;

        // Each reply of a pipeline has its time.
        _replyDeadlines.Remove(number);
        _replyDeadlines.Add(number, _now);
        return Progress.Waiting;
    }

    private Progress Fail(int number, ref Slot slot, FailureKind failure)
    {
        End(number, ref slot, failure);
        return Progress.Ended;
    }

    private static FailureKind Judge(in Slot slot, CommandTemplate command, in ReplyScanner reply)
    {
        FailureKind failure = ReplyJudge.Judge(command, reply);
        bool wasAsked = slot.Sent > 0;
        return failure == FailureKind.None && !wasAsked ? FailureKind.WrongReply : failure;
    }

    /// <summary>Keeps what a record says of a reply.</summary>
    private void Note(int number, CommandTemplate command, in ReplyScanner reply)
    {
        ref SlotDetails details = ref _details[number];
        if (details.FirstReply == 0)
            details.FirstReply = _now;
        if (command.Name == "GET" && !reply.IsNull)
            details.Value ??= Encoding.UTF8.GetString(reply.Text);
    }

    /// <summary>Goes on from a step whose replies are all there.</summary>
    /// <returns>Whether the session goes on.</returns>
    private bool EndStep(int number, ref Slot slot)
    {
        _replyDeadlines.Remove(number);
        if (slot.Step == _script.QuitStep)
        {
            slot.Phase = SlotPhase.Closing;
            _replyDeadlines.Add(number, _now);
            return true;
        }
        // The deadline is gone already; a session that ends here has none to give up.
        slot.Phase = SlotPhase.Idle;
        int next = slot.Step + 1;
        if (slot.Step == _script.PingStep)
        {
            if (!slot.Is(SlotFlags.Borrowing))
            {
                Hold(number, ref slot);
                return true;
            }
            slot.Set(SlotFlags.Borrowing, false);
            next = _script.Handshake;
        }
        if (next == _script.PingStep && _script.Body > 0 && ++slot.Request < _script.Requests)
            next = _script.Handshake;
        if (next == _script.PingStep)
            return OnAnswered(number, ref slot);

        Talk(number, ref slot, next);
        return true;
    }

    /// <summary>The session has all it wanted.</summary>
    /// <returns>Whether it goes on all the same.</returns>
    private bool OnAnswered(int number, ref Slot slot)
    {
        if (slot.Phase == SlotPhase.Talking)
            _replyDeadlines.Remove(number);
        slot.Phase = SlotPhase.Idle;
        if (!_hasAfterlife)
        {
            End(number, ref slot, FailureKind.None);
            return false;
        }
        slot.Set(SlotFlags.Answered, true);
        ref SlotDetails details = ref _details[number];
        details.Answered = _now;
        details.HeldUntil = _now + _settings.HoldOf(slot.Session);
        _sink.OnSessionAnswered(RecordOf(number, slot, FailureKind.None));
        return Hold(number, ref slot);
    }

    /// <summary>Keeps the connection open for what is left of its time.</summary>
    /// <returns>Whether the session goes on.</returns>
    private bool Hold(int number, ref Slot slot)
    {
        ref SlotDetails details = ref _details[number];
        if (details.HeldUntil <= _now)
            return EndHold(number, ref slot);

        slot.Phase = SlotPhase.Holding;
        details.Wake = Math.Min(details.HeldUntil, _now + (_life.KeepAliveInterval?.ToNanoseconds() ?? details.HeldUntil));
        _wakes.Add(number, details.Wake);
        return true;
    }

    /// <returns>Whether the session goes on, with a word to the server.</returns>
    private bool EndHold(int number, ref Slot slot)
    {
        if (_life.Close != CloseMode.Server || _life.IsPooled)
        {
            End(number, ref slot, FailureKind.None);
            return false;
        }
        Talk(number, ref slot, _script.QuitStep);
        return true;
    }

    private void WakeHeld(long time)
    {
        while (_wakes.TryTake(time, out int number, out long wake))
        {
            ref Slot slot = ref _slots[number];
            if (slot.Phase != SlotPhase.Holding || _details[number].Wake != wake)
                continue;
            bool isOver = time >= _details[number].HeldUntil;
            if (isOver && !EndHold(number, ref slot))
                continue;
            if (!isOver)
                Talk(number, ref slot, _script.PingStep);
            Send(number, ref slot);
        }
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

    /// <summary>How far the replies of a step have come.</summary>
    private enum Progress
    {
        Waiting,
        StepDone,
        Ended,
    }
}
