using RedisLoad.Failures;

namespace RedisLoad.Transport.Epoll;

/// <content>Leads a session from step to step, and through what comes after its last reply.</content>
internal sealed partial class EpollTransport
{
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
                return Hold(number, ref slot);
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
}
