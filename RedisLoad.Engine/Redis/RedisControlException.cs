namespace RedisLoad.Redis;

/// <summary>A Redis could not be asked about itself.</summary>
public sealed class RedisControlException : Exception
{
    internal RedisControlException(RedisEndPoint server, ServerException cause)
        : base(ServerTls.IsProblem(cause.Problem) ? $"The TLS handshake with {server} failed. {cause.Message}" : cause.Message, cause)
    {
        Server = $"{server}";
        Problem = cause.Problem;
    }

    /// <summary>The server, without its password.</summary>
    public string Server { get; }

    /// <summary>Why it could not be asked.</summary>
    public ServerProblem Problem { get; }

    /// <summary>Whether the server answered with an error, because the user may not ask, or the command was renamed: it may well answer other questions.</summary>
    public bool IsRefusal => Problem is ServerProblem.PermissionDenied or ServerProblem.CommandRefused or ServerProblem.ErrorReply;
}
