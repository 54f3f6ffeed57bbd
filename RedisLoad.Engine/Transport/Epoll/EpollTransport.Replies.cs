using System.Text;
using RedisLoad.Failures;
using RedisLoad.Interop;
using RedisLoad.Resp;

namespace RedisLoad.Transport.Epoll;

/// <content>Sends a step, and reads its replies.</content>
internal sealed partial class EpollTransport
{
    private ReadOnlySpan<byte> BytesOf(in Slot slot, int step) =>
        _script.Steps[step].FixedBytes ?? _script.Steps[step].BytesFor(_settings.ValuesFor(slot.Session, slot.Request), _sendBuffer);

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
        int before = slot.Reply;
        while (bytes.Length > 0 && slot.Reply < step.Commands.Length)
        {
            // Nearly every reply comes whole: its scanner lives here, and the slot stays small.
            ReplyScanner reply = slot.Is(SlotFlags.ReplyBegun) ? _begunReplies[number] : default;
            ScanResult result = reply.Scan(bytes, out int consumed);
            if (result == ScanResult.Incomplete)
            {
                _begunReplies[number] = reply;
                slot.Set(SlotFlags.ReplyBegun, true);
                return Wait(number, slot, before);
            }
            slot.Set(SlotFlags.ReplyBegun, false);
            bytes = bytes[consumed..];
            if (result == ScanResult.Complete && reply.Type == ReplyType.Push)
                continue;

            CommandTemplate command = step.Commands[slot.Reply];
            FailureKind failure = result == ScanResult.Malformed ? FailureKind.WrongReply : Judge(slot, command, reply);
            if (failure != FailureKind.None)
                return Fail(number, ref slot, failure);
            if (_settings.KeepsValues && !slot.Is(SlotFlags.Borrowing))
                Note(number, command, reply);
            slot.Reply++;
        }
        // One command, one reply: bytes beyond the last answer nothing.
        if (bytes.Length > 0)
            return Fail(number, ref slot, FailureKind.WrongReply);
        return slot.Reply == step.Commands.Length ? Progress.StepDone : Wait(number, slot, before);
    }

    /// <summary>Waits for more replies: each of a pipeline has its time.</summary>
    private Progress Wait(int number, in Slot slot, int repliesBefore)
    {
        if (slot.Reply > repliesBefore)
        {
            _replyDeadlines.Remove(number);
            _replyDeadlines.Add(number, _now);
        }
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

    /// <summary>How far the replies of a step have come.</summary>
    private enum Progress
    {
        Waiting,
        StepDone,
        Ended,
    }
}
