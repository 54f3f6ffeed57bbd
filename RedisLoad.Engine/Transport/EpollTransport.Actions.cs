using RedisLoad.Failures;
using RedisLoad.Interop;
using RedisLoad.Session;

namespace RedisLoad.Transport;

/// <content>Executes what is decided.</content>
internal sealed partial class EpollTransport
{
    private void Advance(int number, ref Slot slot, SessionEvent what, FailureKind cause = FailureKind.None)
    {
        SessionPhase before = slot.State.Phase;
        Execute(number, ref slot, before, _flow.Next(ref slot.State, what, cause));
    }

    private void Execute(int number, ref Slot slot, SessionPhase before, SessionMove move)
    {
        MoveDeadline(number, before, slot.State.Phase);
        switch (move.Action)
        {
            case SessionAction.Connect:
                Connect(number, ref slot);
                break;
            case SessionAction.Reconnect:
                RemoveSocket(number, ref slot);
                Connect(number, ref slot);
                break;
            case SessionAction.ShakeHands:
                ShakeHands(number, ref slot);
                break;
            case SessionAction.Send:
                Send(number, ref slot);
                break;
            case SessionAction.Listen:
                slot.State.Set(SessionFlags.Sending, true);
                break;
            case SessionAction.Answer:
                Answer(number, ref slot);
                break;
            case SessionAction.Hold:
                Hold(number, ref slot);
                break;
            case SessionAction.Keep or SessionAction.Close or SessionAction.Drop:
                End(number, ref slot, move);
                break;
        }
    }

    /// <summary>Connecting and the TLS handshake have one time together; whatever else is waited for has its own.</summary>
    private void MoveDeadline(int number, SessionPhase before, SessionPhase after)
    {
        if (before == SessionPhase.Connecting && after == SessionPhase.Securing)
            return;
        DeadlinesOf(before)?.Remove(number);
        DeadlinesOf(after)?.Add(number, _now);
    }

    private DeadlineQueue? DeadlinesOf(SessionPhase phase) => phase switch
    {
        SessionPhase.Connecting or SessionPhase.Securing => _connectDeadlines,
        SessionPhase.Talking or SessionPhase.Closing => _replyDeadlines,
        SessionPhase.Pooled => _poolDeadlines,
        _ => null,
    };

    private void Connect(int number, ref Slot slot)
    {
        if (_settings.Book is { } book && !ReferenceEquals(book.Current, _page))
            Move(book.Current);
        KernelAddress address = _onlyAddress ?? _addresses[TransportSettings.EndPointOf(slot.Session, _page.Targets)];
        if (slot.Socket != Slot.NoSocket && _families[number] != address.Family)
            RemoveSocket(number, ref slot);
        bool isNew = slot.Socket == Slot.NoSocket;
        if (isNew && !TryOpenSocket(number, ref slot, address.Family))
            return;

        if (_tls is not null)
            OpenTls(number, slot.Socket);
        int result = _sockets.Bind(slot.Socket, slot.Number / _settings.Generators);
        if (result == 0)
            result = Libc.Connect(slot.Socket, address.Bytes);
        if (result is not (0 or -Errno.EINPROGRESS))
            Advance(number, ref slot, SessionEvent.Failed, ErrnoFailure.Classify("connect", -result, connected: false));
        // Only now: epoll reports a hang-up of a socket that has not begun to connect.
        else if (isNew && !_epoll.TryAdd(slot.Socket, Interest, number))
            Advance(number, ref slot, SessionEvent.Failed, FailureKind.NoMemory);
        else if (_sendsAtOnce && _tls is null)
            TrySendFirst(number, ref slot);
        else if (_sendsAtOnce)
            TryShakeHandsFirst(number, ref slot);
    }

    /// <summary>Connects to the targets where they are now.</summary>
    private void Move(TargetBook.Page page)
    {
        _page = page;
        TakeAddresses();
        for (int target = 0; _tls is not null && target < page.Targets.Length; target++)
            _tls.Move(target, _settings.PeerOf(page.Targets[target]));
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
        Advance(number, ref slot, SessionEvent.Failed, ErrnoFailure.Classify("socket", -socket, connected: false));
        return false;
    }

    /// <summary>Sends the first step if the connection is there already; whatever else there is to know, epoll will report.</summary>
    private void TrySendFirst(int number, ref Slot slot)
    {
        ReadOnlySpan<byte> step = BytesOf(number, slot, _flow.FirstStep);
        int sent = Libc.Send(slot.Socket, step);
        if (sent == -Errno.EAGAIN)
            return;

        _now = Clock.Now;
        FailureKind failure = sent >= 0 ? FailureKind.None : ErrnoFailure.Classify("connect", -sent, connected: false);
        if (failure is not (FailureKind.None or FailureKind.Reset))
        {
            Advance(number, ref slot, SessionEvent.Failed, failure);
            return;
        }
        slot.Connected = _now;
        _flow.Next(ref slot.State, SessionEvent.Connected);
        MoveDeadline(number, SessionPhase.Connecting, slot.State.Phase);
        if (failure == FailureKind.Reset)
        {
            // What the server said before it went can still be read.
            slot.State.Set(SessionFlags.Broken, true);
            Receive(number, ref slot, failure);
            return;
        }
        slot.State.Sent = sent;
        slot.State.Set(SessionFlags.Sending, sent < step.Length);
    }

    private void OpenTls(int number, int socket)
    {
        (_details[number].Secured, _details[number].IsResumed) = (0, false);
        _tls!.Open(number, socket, TargetOf(number));
    }

    /// <summary>Begins the TLS handshake if the connection is there already.</summary>
    private void TryShakeHandsFirst(int number, ref Slot slot)
    {
        // If it is there, it is by now; the whole handshake may be over when the call returns.
        long connected = Clock.Now;
        int result = _tls!.ShakeHands(number);
        if (result == -Errno.EAGAIN && _tls.WaitsToSend(number))
            return;
        _now = Clock.Now;
        if (result < 0 && result is not (-Errno.EAGAIN or TlsChannels.Failed)
            && ErrnoFailure.Classify("connect", -result, connected: false) is var failure and not FailureKind.Reset)
        {
            Advance(number, ref slot, SessionEvent.Failed, failure);
            return;
        }
        slot.Connected = connected;
        _flow.Next(ref slot.State, SessionEvent.Connected);
        GoOnSecuring(number, ref slot, result);
    }

    private void ShakeHands(int number, ref Slot slot)
    {
        int result = _tls!.ShakeHands(number);
        _now = Clock.Now;
        GoOnSecuring(number, ref slot, result);
    }

    private void GoOnSecuring(int number, ref Slot slot, int result)
    {
        if (result == -Errno.EAGAIN)
            return;
        if (result == 1)
        {
            ref SlotDetails details = ref _details[number];
            details.Secured = _now;
            details.IsResumed = _resumes && _tls!.IsResumed(number);
            Advance(number, ref slot, SessionEvent.Secured);
            if (slot.State.Is(SessionFlags.Broken) && IsConnected(slot))
                Receive(number, ref slot, FailureKind.ClosedByServer);
            return;
        }
        FailureKind failure = result == 0 ? FailureKind.ClosedByServer : FailureOf("recv", result);
        // A Redis that has as many clients as it takes says so in plain text, and over TLS it cannot: it just goes, before its first word.
        if (failure is FailureKind.ClosedByServer or FailureKind.Reset && !_tls!.HasHeard(number))
            failure = FailureKind.MaxClients;
        Advance(number, ref slot, SessionEvent.Failed, failure);
    }

    private void Answer(int number, ref Slot slot)
    {
        ref SlotDetails details = ref _details[number];
        details.Answered = _now;
        _sink.OnSessionAnswered(RecordOf(number, slot, FailureKind.None));
        if (_life.Stays)
            return;
        details.HeldUntil = _now + _settings.HoldOf(slot.Session);
        Hold(number, ref slot);
    }

    /// <summary>Keeps the connection open for what is left of its time.</summary>
    private void Hold(int number, ref Slot slot)
    {
        ref SlotDetails details = ref _details[number];
        if (details.HeldUntil <= _now)
        {
            Advance(number, ref slot, SessionEvent.HoldOver);
            return;
        }
        details.Wake = Math.Min(details.HeldUntil, _now + (_life.KeepAliveInterval?.ToNanoseconds() ?? details.HeldUntil));
        _wakes.Add(number, details.Wake);
    }

    private void WakeHeld(long time)
    {
        while (_wakes.TryTake(time, out int number, out long wake))
        {
            ref Slot slot = ref _slots[number];
            if (slot.State.Phase == SessionPhase.Holding && _details[number].Wake == wake)
                Advance(number, ref slot, time >= _details[number].HeldUntil ? SessionEvent.HoldOver : SessionEvent.KeepAliveDue);
        }
    }

    private void End(int number, ref Slot slot, SessionMove move)
    {
        SessionRecord record = RecordOf(number, slot, move.Failure);
        if (move.Failure == FailureKind.None && !slot.State.Is(SessionFlags.Answered))
            _sink.OnSessionAnswered(record);
        if (move.Action == SessionAction.Keep)
        {
            _free.AddKept(number, TargetOf(number));
            Pooled++;
        }
        else
        {
            if (move.Action == SessionAction.Close && _tls is not null)
                CloseSecured(number);
            // After a failure the socket's state is anyone's guess; a new one costs little.
            bool isReusable = move.Action == SessionAction.Close && _life.Close == CloseMode.Reset && Libc.Disconnect(slot.Socket) == 0;
            if (!isReusable)
                RemoveSocket(number, ref slot);
            _free.Add(number);
        }
        _sink.OnSessionEnded(record);
        // The end of a connection that came with its last reply is not reported again.
        if (move.Action == SessionAction.Keep && slot.State.Is(SessionFlags.Broken))
            Discard(number, ref slot);
    }

    /// <summary>Ends what TLS has of a connection that has done its work: with a good-bye, where the connection is to end in an orderly
    /// way.</summary>
    private void CloseSecured(int number)
    {
        if (_life.Close == CloseMode.Fin)
            _tls!.SayGoodbye(number);
        if (_resumes)
            _tls!.KeepSession(number, TargetOf(number));
        _tls!.Close(number);
    }

    private SessionRecord RecordOf(int number, in Slot slot, FailureKind failure)
    {
        var record = new SessionRecord
        {
            Session = slot.Session,
            Slot = number,
            Due = slot.Due,
            Started = slot.Started,
            Connected = slot.Connected,
            Answered = slot.State.Is(SessionFlags.Answered) ? _details[number].Answered : failure == FailureKind.None ? _now : 0,
            Ended = _now,
            IsReused = slot.State.Is(SessionFlags.Reused),
            Failure = failure,
        };
        if (_tls is not null && !slot.State.Is(SessionFlags.Reused))
            record = record with { Secured = _details[number].Secured, IsResumed = _details[number].IsResumed };
        return _settings.KeepsValues ? record with { FirstReply = _details[number].FirstReply, Value = _details[number].Value } : record;
    }

    /// <summary>Closes a kept connection. Its slot stays where it is, and is an empty one from now on.</summary>
    private void Discard(int number, ref Slot slot)
    {
        MoveDeadline(number, slot.State.Phase, SessionPhase.Idle);
        slot.State.Phase = SessionPhase.Idle;
        Pooled--;
        RemoveSocket(number, ref slot);
    }

    private void RemoveSocket(int number, ref Slot slot)
    {
        _tls?.Close(number);
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
