using System.Text;
using RedisLoad.Failures;
using RedisLoad.Resp;

namespace RedisLoad.Redis;

/// <summary>What the replies to the first session say about the server, in words.</summary>
internal static class ReplyExplanation
{
    private const byte TlsAlert = 0x15;

    /// <summary>Judges a whole reply.</summary>
    /// <returns>The problem, or null where the reply is the expected one.</returns>
    public static ServerException? Judge(string server, CommandTemplate command, in ReplyScanner reply)
    {
        if (reply.Type is ReplyType.Error or ReplyType.BulkError)
            return OfError(server, command, reply.Text);
        return command.Expects.IsMetBy(reply)
            ? null
            : Unexpected(server, command.FullName, reply.Type);
    }

    /// <summary>Says that a reply is of another kind than expected.</summary>
    public static ServerException Unexpected(string server, string command, ReplyType type) =>
        new(ServerProblem.UnexpectedReply, $"{server} answered {command} with {Describe(type)}, which is not a valid reply of Redis.");

    /// <summary>Says what the server is that answered with bytes that are no reply.</summary>
    public static ServerException NotRedis(string server, CommandTemplate command, ReadOnlySpan<byte> bytes)
    {
        if (IsTls(bytes))
            return new(
                ServerProblem.NotRedis,
                $"{server} speaks TLS, and this connection is in plain text. Use -UseTls or rediss://, or the server's plain-text port.");
        // What answers so might echo what it was sent: a password is not shown.
        string said = command.IsSecret ? string.Empty : $" It said \"{FirstLine(bytes)}\".";
        return new(ServerProblem.NotRedis, $"{server} is not a Redis server.{said} Check the host and port.");
    }

    /// <summary>Whether bytes begin as a TLS alert does.</summary>
    public static bool IsTls(ReadOnlySpan<byte> bytes) => bytes.Length > 0 && bytes[0] == TlsAlert;

    public static ServerException HungUp(string server, CommandTemplate command) => new(
        ServerProblem.NotRedis,
        $"{server} closed the connection instead of answering {command.FullName}. It may be another service than Redis, a port that requires TLS (use -UseTls or rediss://), or a proxy without a Redis behind it. Check the port.");

    /// <summary>Says what it means that the connection ends at a command, where others are answered.</summary>
    public static ServerException Closed(string server, CommandTemplate command) => new(
        ServerProblem.CommandRefused,
        $"{server} closed the connection instead of answering {command.FullName}, as a proxy does that does not support it; other commands are answered.{WithoutPing(command)}");

    public static ServerException Silent(string server, CommandTemplate command, TimeSpan timeout) => new(
        ServerProblem.NoReply,
        $"{server} accepted the connection and did not answer {command.FullName} within {timeout.TotalSeconds} s. It may be stopped or busy, or not a Redis server. Check the port, or use a longer timeout.");

    /// <summary>Says what an error reply means.</summary>
    public static ServerException OfError(string server, CommandTemplate command, ReadOnlySpan<byte> text) =>
        ErrorReplyFailure.Classify(text) switch
    {
        FailureKind.MaxClients => new(
            ServerProblem.MaxClientsReached,
            $"{server} has reached maxclients. Raise it (CONFIG SET maxclients), or close other clients."),
        FailureKind.AuthRequired => new(
            ServerProblem.AuthenticationRequired, $"{server} requires a password. Use -Credential (for a password only, the user name is 'default'), or set REDISCLI_AUTH."),
        FailureKind.AuthFailed => OfAuthorization(server, command, text),
        _ => OfOtherError(server, command, text),
    };

    private static ServerException OfAuthorization(string server, CommandTemplate command, ReadOnlySpan<byte> text) => text switch
    {
        _ when text.StartsWith("NOPERM"u8) => new(
            ServerProblem.PermissionDenied,
            $"{server} refused {command.FullName}{Quote(command, text)}. This user is not permitted to run it: use another -Credential, or grant the permission with ACL SETUSER.{WithoutPing(command)}"),
        _ when text.StartsWith("DENIED"u8) => new(
            ServerProblem.ProtectedMode,
            $"{server} is in protected mode: it has no password, and accepts connections only from 127.0.0.1 and ::1. Set a password (requirepass), or protected-mode no if its network is trusted."),
        _ when text.StartsWith("ERR AUTH"u8) || text.StartsWith("ERR Client sent AUTH"u8) => new(
            ServerProblem.PasswordNotSet, $"{server} has no password set, and one was given. Remove -Credential, the password of the URI, or REDISCLI_AUTH; or set one (requirepass)."),
        _ when text.StartsWith("ERR wrong number of arguments for 'auth'"u8) => new(
            ServerProblem.AuthenticationFailed, $"{server} has no users: they require Redis 6 or later. For a password only, use the user name 'default'."),
        _ =>
            new(
                ServerProblem.AuthenticationFailed,
                $"{server} rejected the user name or password. Check -Credential, the URI, or REDISCLI_AUTH."),
    };

    private static ServerException OfOtherError(string server, CommandTemplate command, ReadOnlySpan<byte> text) => text switch
    {
        _ when text.StartsWith("LOADING"u8) => new(
            ServerProblem.ServerLoading, $"{server} is loading its data set into memory. Wait until it has finished."),
        _ when text.StartsWith("MOVED"u8) || text.StartsWith("ASK"u8) => new(
            ServerProblem.ClusterMoved,
            $"{server} is a node of a cluster, and another node has the key of {command.FullName}{Quote(command, text)}. Use -Cluster, which loads all masters, and keys with {{hash-tag}}; or use that node."),
        _ when text.StartsWith("CLUSTERDOWN"u8) => new(
            ServerProblem.ClusterDown,
            $"{server} is a node of a cluster that does not serve{Quote(command, text)}. Check CLUSTER INFO, and wait for cluster_state:ok."),
        _ when text.StartsWith("ERR This instance has cluster support disabled"u8) => new(
            ServerProblem.NotACluster, $"{server} is not a node of a Redis Cluster. Remove -Cluster, or use one of its nodes."),
        _ when text.StartsWith("READONLY"u8) => new(
            ServerProblem.ReadOnlyReplica, $"{server} is a replica that accepts no writes, and the load writes ({command.FullName}). Use its master."),
        _ when text.StartsWith("WRONGTYPE"u8) => new(
            ServerProblem.ErrorReply, $"{server} has a key of another type than {command.FullName} requires{Quote(command, text)}. Delete the key, or use another -Database."),
        _ when text.StartsWith("NOPROTO"u8) || (command.Name == "HELLO" && IsUnknown(text)) => new(
            ServerProblem.ErrorReply, $"{server} does not support RESP3, which requires Redis 6 or later. Remove -Resp 3."),
        _ when IsUnknown(text) => new(
            ServerProblem.CommandRefused, $"{server} refused {command.FullName}{Quote(command, text)}. The command was renamed or removed, or a proxy does not support it.{WithoutPing(command)}"),
        _ => new(ServerProblem.ErrorReply, $"{server} answered {command.FullName} with an error{Quote(command, text)}."),
    };

    private static bool IsUnknown(ReadOnlySpan<byte> text) =>
        text.StartsWith("ERR unknown command"u8) || text.StartsWith("ERR unknown subcommand"u8);

    /// <summary>The way out where PING fails: unlike other commands, it is in the session without having been asked for.</summary>
    private static string WithoutPing(CommandTemplate command) =>
        command.Name == "PING" ? " To load without PING: Start-RedisLoad -Command 'GET key'." : string.Empty;

    /// <summary>What the server said, without the arguments of an unknown command, which can be a secret.</summary>
    private static string Quote(CommandTemplate command, ReadOnlySpan<byte> text)
    {
        int arguments = text.IndexOf(", with args beginning with"u8);
        return command.IsSecret ? string.Empty : $": {FirstLine(arguments < 0 ? text : text[..arguments]).TrimEnd('.')}";
    }

    private static string Describe(ReplyType type) => type switch
    {
        ReplyType.SimpleString => "a simple string",
        ReplyType.Integer => "an integer",
        ReplyType.Array => "an array",
        _ => "a bulk string",
    };

    /// <summary>The first line of what a stranger sent, short and without control characters: it goes to a terminal.</summary>
    public static string FirstLine(ReadOnlySpan<byte> bytes)
    {
        const int Longest = 80;
        int end = bytes.IndexOfAny((byte)'\r', (byte)'\n');
        ReadOnlySpan<byte> line = bytes[..Math.Min(end < 0 ? bytes.Length : end, Longest)];
        return PrintableText.Of(Encoding.UTF8.GetString(line));
    }
}
