namespace RedisLoad.Resp;

/// <summary>What a command's reply has to be.</summary>
internal enum ReplyExpectation
{
    /// <summary><c>+PONG</c>.</summary>
    Pong,

    /// <summary><c>+OK</c>.</summary>
    Ok,

    /// <summary>A bulk string or the null one: what GET answers.</summary>
    Value,
}

internal static class ReplyExpectations
{
    /// <summary>Whether a whole reply is the expected one.</summary>
    public static bool IsMetBy(this ReplyExpectation expected, in ReplyScanner reply) => expected switch
    {
        ReplyExpectation.Pong => reply.Type == ReplyType.SimpleString && reply.Text.SequenceEqual("PONG"u8),
        ReplyExpectation.Ok => reply.Type == ReplyType.SimpleString && reply.Text.SequenceEqual("OK"u8),
        _ => reply.Type == ReplyType.BulkString,
    };
}
