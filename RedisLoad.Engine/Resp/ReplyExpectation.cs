using RedisLoad.Failures;

namespace RedisLoad.Resp;

/// <summary>What a command's reply has to be.</summary>
internal enum ReplyExpectation
{
    /// <summary><c>+PONG</c>.</summary>
    Pong,

    /// <summary><c>+OK</c>.</summary>
    Ok,

    /// <summary>A bulk string or null: what GET answers.</summary>
    Value,

    /// <summary><c>+QUEUED</c>: what any command answers between MULTI and EXEC.</summary>
    Queued,

    /// <summary>Anything but an error.</summary>
    NoError,
}

internal static class ReplyExpectations
{
    /// <summary>What a command answers that is done as it was asked.</summary>
    /// <param name="name">The command's name, in capital letters.</param>
    /// <param name="arguments">How many arguments follow the name: with options, SET and PING answer other things.</param>
    public static ReplyExpectation Of(string name, int arguments) => (name, arguments) switch
    {
        ("PING", 0) => ReplyExpectation.Pong,
        ("SET", 2) => ReplyExpectation.Ok,
        ("GET", 1) => ReplyExpectation.Value,
        _ => ReplyExpectation.NoError,
    };

    /// <summary>Whether a whole reply is the expected one.</summary>
    public static bool IsMetBy(this ReplyExpectation expected, in ReplyScanner reply) => expected switch
    {
        ReplyExpectation.Pong => Says(reply, "PONG"u8),
        ReplyExpectation.Ok => Says(reply, "OK"u8),
        ReplyExpectation.Queued => Says(reply, "QUEUED"u8),
        ReplyExpectation.Value => reply.Type is ReplyType.BulkString or ReplyType.Null,
        _ => reply.Type is not (ReplyType.Error or ReplyType.BulkError),
    };

    private static bool Says(in ReplyScanner reply, ReadOnlySpan<byte> text) =>
        reply.Type == ReplyType.SimpleString && reply.Text.SequenceEqual(text);
}

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
