using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using RedisLoad.Interop;
using RedisLoad.Kernel;
using RedisLoad.Redis;
using RedisLoad.Tuning.Rules;

namespace RedisLoad.Tuning;

/// <summary>Adds to the facts what a Redis says of itself, and what the kernel says of its process where that is on this host.</summary>
/// <remarks>What the server refuses to say is absent, with its reason; the other questions are asked nevertheless.</remarks>
internal static class RedisFactsReader
{
    /// <exception cref="RedisControlException">The server does not answer.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<TuningFacts> AddToAsync(
        TuningFacts facts, RedisControl redis, RedisEndPoint server, CancellationToken cancellationToken)
    {
        (IReadOnlyDictionary<string, string>? info, _) = await AskAsync(redis.InfoAsync(cancellationToken)).ConfigureAwait(false);
        ListeningSocket? listener = server.Port is { } port ? Find(server.Host, port) : null;
        foreach ((string rule, string setting, string? otherwise) in ((string, string, string?)[])
            [
                // INFO has maxclients since Redis 7.0.
                (RedisRules.MaxClientsName, "maxclients", info?.GetValueOrDefault("maxclients")),
                (RedisRules.BacklogName, "tcp-backlog", listener is { } socket ? QueueLimit(socket) : null),
                (RedisRules.TimeoutName, "timeout", null),
                (RedisRules.KeepAliveName, "tcp-keepalive", null),
            ])
        {
            (string? value, string? refusal) = await AskAsync(redis.ConfigAsync(setting, cancellationToken)).ConfigureAwait(false);
            facts = Add(facts, rule, value ?? otherwise, refusal ?? $"The server has no setting {setting}.");
        }
        ulong? inode = server.Port is null ? ListeningSocket.InodeOfPath(server.Host) : listener?.Inode;
        (long? files, string reason) = SoftFiles(inode, info?.GetValueOrDefault("process_id"));
        facts = Add(facts, RedisRules.FilesName, files?.ToString(CultureInfo.InvariantCulture), reason);
        return facts with { HasRedis = true, RedisClients = Number(info?.GetValueOrDefault("connected_clients")) };
    }

    private static async Task<(T? Answer, string? Refusal)> AskAsync<T>(Task<T> question)
        where T : class?
    {
        try
        {
            return (await question.ConfigureAwait(false), null);
        }
        catch (RedisControlException exception) when (exception.IsRefusal)
        {
            return (null, exception.Message);
        }
    }

    private static TuningFacts Add(TuningFacts facts, string name, string? value, string absence) =>
        value is null ? facts with { Absences = facts.Absences.SetItem(name, absence) } : facts.With(name, value);

    /// <summary>The limit of open files of the process that listens, whatever its name.</summary>
    /// <param name="inode">Its socket; null where there is none here.</param>
    /// <param name="serverId">The number that the server says it has: in a container, another one than here.</param>
    private static (long? Files, string Reason) SoftFiles(ulong? inode, string? serverId)
    {
        if (inode is null)
            return (null, "The server's process is not on this host, or not in this network namespace.");
        if (SocketOwner.Find(inode.Value) is not { } id)
            return (null, "Only root can find the process that listens there.");
        if (serverId is not null && ProcessIdentity.InnermostId(id) is { } innermost && innermost != serverId)
            return (
                null,
                string.Create(CultureInfo.InvariantCulture, $"Process {id} listens there, and is not the server: it forwards to it."));
        return (
            ProcessUse.Of(id).FilesLimit,
            string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/limits cannot be read, or says unlimited."));
    }

    /// <summary>The smaller of the listener's backlog and somaxconn, as they were when it began to listen; null where the kernel does not
    /// say.</summary>
    private static string? QueueLimit(ListeningSocket socket)
    {
        var filter = new SocketFilter([(ushort)socket.Port], ConnectionSide.Server, []);
        var tally = new SocketTally(filter, socket.Inode);
        try
        {
            using var source = new SockDiagSource(filter);
            source.Count(tally);
        }
        catch (Exception exception) when (exception is LinuxException or InvalidDataException)
        {
            return null;
        }
        return tally.Listener?.QueueLimit?.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The socket that connections to a host reach, where it is this host.</summary>
    private static ListeningSocket? Find(string host, int port)
    {
        try
        {
            var own = NetworkInterface.GetAllNetworkInterfaces()
                .SelectMany(card => card.GetIPProperties().UnicastAddresses).Select(address => address.Address).ToHashSet();
            ListeningSocket[] sockets = [.. ListeningSocket.Here()];
            return Dns.GetHostAddresses(host)
                .Where(address => IPAddress.IsLoopback(address) || own.Contains(address))
                .Select(address => ListeningSocket.At(sockets, address, port))
                .FirstOrDefault(socket => socket is not null);
        }
        catch (Exception exception) when (
            exception is SocketException or NetworkInformationException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
