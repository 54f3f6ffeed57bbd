using RedisLoad.Failures;
using RedisLoad.Resp;

namespace RedisLoad.Session;

/// <summary>How far the replies of a step have come.</summary>
internal enum ReplyProgress : byte
{
    /// <summary>There are more to come.</summary>
    Waiting,

    /// <summary>There are more to come, and at least one has.</summary>
    WaitingForNext,

    StepDone,

    Wrong,
}

/// <summary>Is told of every reply that is right.</summary>
internal interface IReplyListener
{
    void OnReply(int session, CommandTemplate command, in ReplyScanner reply);
}

/// <summary>Reads the replies of sessions, in whatever pieces they come, and judges them.</summary>
/// <param name="script">What the sessions say.</param>
/// <param name="capacity">How many sessions there are, numbered from 0.</param>
/// <param name="listener">Is told of replies; null for nobody.</param>
internal sealed class ReplyReader(SessionScript script, int capacity, IReplyListener? listener)
{
    private readonly ReplyScanner[] _begun = new ReplyScanner[capacity];

    /// <summary>Goes on with what a session was sent.</summary>
    /// <param name="session">Its number.</param>
    /// <param name="state">Where it is; the replies are counted there.</param>
    /// <param name="bytes">What came.</param>
    /// <param name="failure">What is wrong, where something is.</param>
    public ReplyProgress Take(int session, ref SessionState state, ReadOnlySpan<byte> bytes, out FailureKind failure)
    {
        ScriptStep? step = state.Phase == SessionPhase.Talking ? script.Steps[state.Step] : null;
        int before = state.Reply;
        while (bytes.Length > 0)
        {
            // Nearly every reply comes whole: its scanner lives here, and the state stays small.
            ReplyScanner reply = state.Is(SessionFlags.ReplyBegun) ? _begun[session] : default;
            ScanResult result = reply.Scan(bytes, out int consumed);
            bool isPush = result != ScanResult.Malformed && reply.Type == ReplyType.Push;
            if (!isPush)
            {
                failure = Judge(step, state, result, reply);
                if (failure != FailureKind.None)
                    return ReplyProgress.Wrong;
            }
            state.Set(SessionFlags.ReplyBegun, result == ScanResult.Incomplete);
            if (result == ScanResult.Incomplete)
            {
                _begun[session] = reply;
                break;
            }
            bytes = bytes[consumed..];
            if (isPush)
                continue;
            if (!state.Is(SessionFlags.Borrowing))
                listener?.OnReply(session, step!.Commands[state.Reply], reply);
            state.Reply++;
        }
        failure = FailureKind.None;
        if (step is not null && state.Reply == step.Commands.Length)
            return ReplyProgress.StepDone;
        return state.Reply > before ? ReplyProgress.WaitingForNext : ReplyProgress.Waiting;
    }

    /// <summary>What is wrong with a reply, or with its beginning.</summary>
    private static FailureKind Judge(ScriptStep? step, in SessionState state, ScanResult result, in ReplyScanner reply)
    {
        // One command, one reply: what comes before the command, beyond the last reply, or while nothing was asked, answers nothing.
        bool wasAsked = step is not null && state.Reply < step.Commands.Length;
        if (result == ScanResult.Malformed || !wasAsked)
            return FailureKind.WrongReply;
        if (result == ScanResult.Incomplete)
            return FailureKind.None;
        FailureKind failure = ReplyJudge.Judge(step!.Commands[state.Reply], reply);
        return failure == FailureKind.None && state.Sent == 0 ? FailureKind.WrongReply : failure;
    }
}
