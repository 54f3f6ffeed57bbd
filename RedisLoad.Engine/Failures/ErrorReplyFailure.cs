namespace RedisLoad.Failures;

/// <summary>What the text of an error reply says about the connection.</summary>
internal static class ErrorReplyFailure
{
    /// <summary>The kind of failure behind an error reply.</summary>
    /// <param name="text">The reply's text, or its beginning, without the leading <c>-</c>.</param>
    public static FailureKind Classify(ReadOnlySpan<byte> text) => text switch
    {
        _ when text.StartsWith("ERR max number of clients"u8) => FailureKind.MaxClients,
        _ when text.StartsWith("NOAUTH"u8) => FailureKind.AuthRequired,
        _ when text.StartsWith("WRONGPASS"u8) || text.StartsWith("NOPERM"u8) => FailureKind.AuthFailed,
        // Protected mode: a server without a password takes clients from its own loopback addresses alone.
        _ when text.StartsWith("DENIED"u8) => FailureKind.AuthFailed,
        // Servers before Redis 6 know no WRONGPASS; later ones still answer so to a password where none is set.
        _ when text.StartsWith("ERR invalid password"u8) || text.StartsWith("ERR Client sent AUTH"u8) || text.StartsWith("ERR AUTH"u8) =>
            FailureKind.AuthFailed,
        // They know no users either.
        _ when text.StartsWith("ERR wrong number of arguments for 'auth'"u8) => FailureKind.AuthFailed,
        _ => FailureKind.ErrorReply,
    };
}
