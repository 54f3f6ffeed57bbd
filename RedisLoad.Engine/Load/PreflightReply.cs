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
    public static PreflightException? Judge(LoadPlan plan, CommandTemplate command, in ReplyScanner reply)
    {
        if (reply.Type == ReplyType.Error)
            return OfError(plan, command, reply.Text);
        return command.Expects.IsMetBy(reply)
            ? null
            : new(PreflightProblem.UnexpectedReply, $"{plan.Server} answered {command.Name} with {Describe(reply.Type)}, which is not what a Redis answers.");
    }

    /// <summary>Says what the server is that answered with bytes that are no reply.</summary>
    public static PreflightException NotRedis(LoadPlan plan, CommandTemplate command, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 0 && bytes[0] == TlsAlert)
            return new(PreflightProblem.NotRedis, $"{plan.Server} speaks TLS, and this load is in plain text. Give the server's plain-text port.");
        // What answers so might echo what it was sent: a password is not shown.
        string said = command.IsSecret ? string.Empty : $" It said \"{FirstLine(bytes)}\".";
        return new(PreflightProblem.NotRedis, $"{plan.Server} is not a Redis.{said} Check -ComputerName and -Port.");
    }

    public static PreflightException HungUp(LoadPlan plan) => new(
        PreflightProblem.NotRedis,
        $"{plan.Server} closed the connection without an answer. It may be another service than Redis, a port that wants TLS, or a proxy without a Redis behind it. Check -Port.");

    public static PreflightException Silent(LoadPlan plan, CommandTemplate command) => new(
        PreflightProblem.NoReply,
        $"{plan.Server} took the connection and did not answer {command.Name} within {plan.ReplyTimeout.TotalSeconds} s. It may be stopped or busy, or not a Redis. Check -Port, or raise -ReplyTimeout.");

    private static PreflightException OfError(LoadPlan plan, CommandTemplate command, ReadOnlySpan<byte> text) => ErrorReplyFailure.Classify(text) switch
    {
        FailureKind.MaxClients => new(
            PreflightProblem.MaxClientsReached,
            $"{plan.Server} has as many clients as its maxclients lets it have. Raise maxclients (CONFIG SET maxclients), or end other clients."),
        FailureKind.AuthRequired => new(
            PreflightProblem.AuthenticationRequired, $"{plan.Server} wants a password. Give -Credential (user name 'default' for a password alone)."),
        FailureKind.AuthFailed when text.StartsWith("NOPERM"u8) => new(
            PreflightProblem.PermissionDenied,
            $"{plan.Server} does not let this user run {command.Name}. Give a -Credential that may run the load's commands on their keys."),
        FailureKind.AuthFailed => new(
            PreflightProblem.AuthenticationFailed, $"{plan.Server} does not take the user and password of -Credential."),
        _ => OfOtherError(plan, command, text),
    };

    private static PreflightException OfOtherError(LoadPlan plan, CommandTemplate command, ReadOnlySpan<byte> text)
    {
        // An unknown command is quoted back with its arguments, so the reply to AUTH is not shown.
        string said = command.IsSecret ? string.Empty : $": \"{FirstLine(text)}\"";
        return text switch
        {
            _ when text.StartsWith("LOADING"u8) => new(
                PreflightProblem.ServerLoading, $"{plan.Server} is loading its data set into memory. Wait until it is done."),
            _ when text.StartsWith("MOVED"u8) || text.StartsWith("ASK"u8) => new(
                PreflightProblem.ClusterMoved,
                $"{plan.Server} is a node of a cluster, and another one has the key of {command.Name}{said}. Give that one: -ComputerName and -Port as it says."),
            _ when text.StartsWith("CLUSTERDOWN"u8) => new(
                PreflightProblem.ClusterDown,
                $"{plan.Server} is a node of a cluster that does not serve{said}. Look at CLUSTER INFO, and wait for cluster_state:ok."),
            _ when text.StartsWith("READONLY"u8) => new(
                PreflightProblem.ReadOnlyReplica, $"{plan.Server} is a replica that takes no writes, and the load writes ({command.Name}). Give its master."),
            _ when text.StartsWith("WRONGTYPE"u8) => new(
                PreflightProblem.ErrorReply, $"{plan.Server} holds another type than {command.Name} wants at its key{said}. Delete the key, or give another -Database."),
            _ => new(PreflightProblem.ErrorReply, $"{plan.Server} answered {command.Name} with an error{said}."),
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
