using RedisLoad.Failures;

namespace RedisLoad.Resp;

/// <summary>What a whole reply says about its session.</summary>
internal static class ReplyJudge
{
    /// <summary>The failure that a reply stands for; <see cref="FailureKind.None"/> where it is the expected one.</summary>
    public static FailureKind Judge(CommandTemplate command, in ReplyScanner reply)
    {
        if (reply.Type is ReplyType.Error or ReplyType.BulkError)
            return ErrorReplyFailure.Classify(reply.Text);
        return command.Expects.IsMetBy(reply) ? FailureKind.None : FailureKind.WrongReply;
    }
}
