using RedisLoad.Failures;
using RedisLoad.Resp;

namespace RedisLoad.Transport;

/// <summary>The replies to the commands of one step, as they come.</summary>
/// <param name="step">The step.</param>
/// <param name="notes">Is told of each reply; null where nobody asked.</param>
internal sealed class StepReplies(ScriptStep step, ReplyNotes? notes)
{
    private ReplyScanner _reply;

    /// <summary>How many replies are whole.</summary>
    public int Count { get; private set; }

    public bool AreComplete => Count == step.Commands.Length;

    /// <summary>Goes on with the replies.</summary>
    /// <returns>What is wrong with them; <see cref="FailureKind.None"/> where nothing is.</returns>
    public FailureKind Take(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0 && !AreComplete)
        {
            ScanResult result = _reply.Scan(bytes, out int consumed);
            if (result == ScanResult.Incomplete)
                return FailureKind.None;

            bytes = bytes[consumed..];
            ReplyScanner reply = _reply;
            _reply = default;
            if (result == ScanResult.Complete && reply.Type == ReplyType.Push)
                continue;

            CommandTemplate command = step.Commands[Count];
            FailureKind failure = result == ScanResult.Malformed ? FailureKind.WrongReply : ReplyJudge.Judge(command, reply);
            if (failure != FailureKind.None)
                return failure;
            notes?.Add(command, reply, Clock.Now);
            Count++;
        }
        // One command, one reply: bytes beyond the last answer nothing.
        return bytes.Length > 0 ? FailureKind.WrongReply : FailureKind.None;
    }
}
