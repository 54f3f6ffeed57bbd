using System.Text;
using RedisLoad.Failures;
using RedisLoad.Resp;

namespace RedisLoad.Load;

/// <summary>What the replies to the first session say about the server, in words.</summary>
internal static class PreflightReply
{
    private const byte TlsAlert = 0x15;

    /// <summary>Judges a whole reply.</summary>
    /// <returns>The problem, or null where the reply is the expected one.</returns>
    public static PreflightException? Judge(string server, CommandTemplate command, in ReplyScanner reply)
    {
        if (reply.Type is ReplyType.Error or ReplyType.BulkError)
            return OfError(server, command, reply.Text);
        return command.Expects.IsMetBy(reply)
            ? null
            : new(PreflightProblem.UnexpectedReply, $"{server} answered {command.Name} with {Describe(reply.Type)}, which is not what a Redis answers.");
    }

    /// <summary>Says what the server is that answered with bytes that are no reply.</summary>
    public static PreflightException NotRedis(string server, CommandTemplate command, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 0 && bytes[0] == TlsAlert)
            return new(PreflightProblem.NotRedis, $"{server} speaks TLS, and this load is in plain text. Give -UseTls, or the server's plain-text port.");
        // What answers so might echo what it was sent: a password is not shown.
        string said = command.IsSecret ? string.Empty : $" It said \"{FirstLine(bytes)}\".";
        return new(PreflightProblem.NotRedis, $"{server} is not a Redis.{said} Check -ComputerName and -Port.");
    }

    public static PreflightException HungUp(string server) => new(
        PreflightProblem.NotRedis,
        $"{server} closed the connection without an answer. It may be another service than Redis, a port that wants TLS (give -UseTls), or a proxy without a Redis behind it. Check -Port.");

    public static PreflightException Silent(string server, CommandTemplate command, TimeSpan timeout) => new(
        PreflightProblem.NoReply,
        $"{server} took the connection and did not answer {command.Name} within {timeout.TotalSeconds} s. It may be stopped or busy, or not a Redis. Check -Port, or raise -ReplyTimeout.");

    private static PreflightException OfError(string server, CommandTemplate command, ReadOnlySpan<byte> text) => ErrorReplyFailure.Classify(text) switch
    {
        FailureKind.MaxClients => new(
            PreflightProblem.MaxClientsReached,
            $"{server} has as many clients as its maxclients lets it have. Raise maxclients (CONFIG SET maxclients), or end other clients."),
        FailureKind.AuthRequired => new(
            PreflightProblem.AuthenticationRequired, $"{server} wants a password. Give -Credential (user name 'default' for a password alone)."),
        FailureKind.AuthFailed when text.StartsWith("NOPERM"u8) => new(
            PreflightProblem.PermissionDenied,
            $"{server} does not let this user run {command.Name}. Give a -Credential that may run the load's commands on their keys."),
        FailureKind.AuthFailed when text.StartsWith("DENIED"u8) => new(
            PreflightProblem.ProtectedMode,
            $"{server} is in protected mode: it has no password, and takes connections from 127.0.0.1 and ::1 alone. Give it one (requirepass), or set protected-mode no where its network is safe."),
        FailureKind.AuthFailed => new(
            PreflightProblem.AuthenticationFailed, $"{server} does not take the user and password that were given. Check -Credential, or -Uri."),
        _ => OfOtherError(server, command, text),
    };

    private static PreflightException OfOtherError(string server, CommandTemplate command, ReadOnlySpan<byte> text)
    {
        // An unknown command is quoted back with its arguments, which can be a secret.
        int arguments = text.IndexOf(", with args beginning with"u8);
        string said = command.IsSecret ? string.Empty : $": \"{FirstLine(arguments < 0 ? text : text[..arguments])}\"";
        return text switch
        {
            _ when text.StartsWith("LOADING"u8) => new(
                PreflightProblem.ServerLoading, $"{server} is loading its data set into memory. Wait until it is done."),
            _ when text.StartsWith("MOVED"u8) || text.StartsWith("ASK"u8) => new(
                PreflightProblem.ClusterMoved,
                $"{server} is a node of a cluster, and another one has the key of {command.Name}{said}. Give -Cluster, which loads all masters, and keys with {{hash-tag}}; or give that one, as it says."),
            _ when text.StartsWith("CLUSTERDOWN"u8) => new(
                PreflightProblem.ClusterDown,
                $"{server} is a node of a cluster that does not serve{said}. Look at CLUSTER INFO, and wait for cluster_state:ok."),
            _ when text.StartsWith("READONLY"u8) => new(
                PreflightProblem.ReadOnlyReplica, $"{server} is a replica that takes no writes, and the load writes ({command.Name}). Give its master."),
            _ when text.StartsWith("WRONGTYPE"u8) => new(
                PreflightProblem.ErrorReply, $"{server} holds another type than {command.Name} wants at its key{said}. Delete the key, or give another -Database."),
            _ when text.StartsWith("NOPROTO"u8) || (command.Name == "HELLO" && text.StartsWith("ERR unknown command"u8)) => new(
                PreflightProblem.ErrorReply, $"{server} does not talk RESP3, which is there from Redis 6 on. Leave out -Resp 3."),
            _ => new(PreflightProblem.ErrorReply, $"{server} answered {command.Name} with an error{said}."),
        };
    }

    private static string Describe(ReplyType type) => type switch
    {
        ReplyType.SimpleString => "a simple string",
        ReplyType.Integer => "an integer",
        ReplyType.Array => "an array",
        _ => "a bulk string",
    };

    /// <summary>The first line of what a stranger sent, short and without control characters: it goes to a terminal.</summary>
    private static string FirstLine(ReadOnlySpan<byte> bytes)
    {
        const int Longest = 80;
        int end = bytes.IndexOfAny((byte)'\r', (byte)'\n');
        ReadOnlySpan<byte> line = bytes[..Math.Min(end < 0 ? bytes.Length : end, Longest)];
        return string.Create(line.Length, Encoding.Latin1.GetString(line), static (shown, text) =>
        {
            for (int i = 0; i < shown.Length; i++)
                shown[i] = char.IsControl(text[i]) ? '?' : text[i];
        });
    }
}
