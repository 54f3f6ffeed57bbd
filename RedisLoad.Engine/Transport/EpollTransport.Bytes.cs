using System.Text;
using RedisLoad.Failures;
using RedisLoad.Interop;
using RedisLoad.Resp;
using RedisLoad.Session;

namespace RedisLoad.Transport;

/// <content>Sends a step, and reads its replies.</content>
internal sealed partial class EpollTransport
{
    private const int ReceiveBufferSize = 16 * 1024;

    /// <summary>How often one socket is read in its turn: one that always has more to read does not keep the others waiting.</summary>
    private const int MaxReadsATurn = 4;

    private readonly byte[] _receiveBuffer = new byte[ReceiveBufferSize];
    private readonly byte[] _sendBuffer;

    void IReplyListener.OnReply(int session, CommandTemplate command, in ReplyScanner reply)
    {
        ref SlotDetails details = ref _details[session];
        if (details.FirstReply == 0)
            details.FirstReply = _now;
        if (command.Name == "GET" && !reply.IsNull)
            details.Value ??= PrintableText.Of(Encoding.UTF8.GetString(reply.Text));
    }

    private ReadOnlySpan<byte> BytesOf(int number, in Slot slot, int step) =>
        _script.Steps[step].FixedBytes ?? _script.Steps[step].BytesFor(
            _settings.ValuesFor(slot.Session, slot.State.Request, TargetOf(number)), _sendBuffer);

    private void Send(int number, ref Slot slot)
    {
        // Nobody is there to be sent anything; what the server said before it went is read first.
        if (slot.State.Is(SessionFlags.Broken))
            return;
        ReadOnlySpan<byte> rest = BytesOf(number, slot, slot.State.Step)[slot.State.Sent..];
        int sent = _tls is null ? Libc.Send(slot.Socket, rest) : _tls.Send(number, rest);
        if (sent >= 0)
        {
            slot.State.Sent += sent;
            slot.State.Set(SessionFlags.Sending, sent < rest.Length);
        }
        else if (sent == -Errno.EAGAIN)
        {
            slot.State.Set(SessionFlags.Sending, true);
        }
        else
        {
            slot.State.Set(SessionFlags.Broken, true);
            Receive(number, ref slot, FailureOf("send", sent));
        }
    }

    /// <summary>Reads what has come, and goes on to the next step where that makes the replies whole.</summary>
    /// <param name="number">The slot's number.</param>
    /// <param name="slot">The slot. Where the end of its connection is known to have come, that is not reported again, and all is
    /// read.</param>
    /// <param name="atEnd">What the end of the bytes means, should it come before the last reply.</param>
    private void Receive(int number, ref Slot slot, FailureKind atEnd)
    {
        for (int reads = 0; reads < MaxReadsATurn; reads++)
        {
            int received = _tls is null ? Libc.Receive(slot.Socket, _receiveBuffer) : _tls.Receive(number, _receiveBuffer);
            if (received == -Errno.EAGAIN)
                return;
            if (received <= 0)
            {
                if (received == 0)
                    Advance(number, ref slot, SessionEvent.Closed, atEnd);
                else
                    Advance(number, ref slot, SessionEvent.Failed, FailureOf("recv", received));
                return;
            }
            if (!TakeReplies(number, ref slot, _receiveBuffer.AsSpan(0, received), out bool isStepDone))
                return;
            if (!slot.State.Is(SessionFlags.Broken) && IsReadOut(number, isStepDone, received))
                return;
        }
        if (!slot.State.Is(SessionFlags.Unread))
            _unread.Enqueue(number);
        slot.State.Set(SessionFlags.Unread, true);
    }

    /// <summary>Whether whatever comes next will be reported: a record of TLS can be there whole and be reported no more.</summary>
    private bool IsReadOut(int number, bool isStepDone, int received) =>
        _tls is null ? isStepDone || received < ReceiveBufferSize : isStepDone && !_tls.HasPending(number);

    private static FailureKind FailureOf(string call, int result) =>
        result == TlsChannels.Failed ? FailureKind.TlsFailed : ErrnoFailure.Classify(call, -result, connected: true);

    private static bool IsConnected(in Slot slot) =>
        slot.State.Phase is SessionPhase.Talking or SessionPhase.Holding or SessionPhase.Closing;

    /// <summary>Reads on where a turn was not enough.</summary>
    private void ReadOn(int number)
    {
        ref Slot slot = ref _slots[number];
        bool isStillThere = slot.State.Is(SessionFlags.Unread) && IsConnected(slot);
        slot.State.Set(SessionFlags.Unread, false);
        if (isStillThere)
            Receive(number, ref slot, FailureKind.ClosedByServer);
    }

    /// <returns>Whether the session goes on with this connection.</returns>
    private bool TakeReplies(int number, ref Slot slot, ReadOnlySpan<byte> bytes, out bool isStepDone)
    {
        ReplyProgress progress = _replies.Take(number, ref slot.State, bytes, out FailureKind failure);
        isStepDone = progress == ReplyProgress.StepDone;
        if (progress == ReplyProgress.Wrong)
            Advance(number, ref slot, SessionEvent.Failed, failure);
        else if (isStepDone)
            Advance(number, ref slot, SessionEvent.Replied);
        else if (progress == ReplyProgress.WaitingForNext)
            MoveDeadline(number, SessionPhase.Talking, SessionPhase.Talking);
        return IsConnected(slot);
    }
}
