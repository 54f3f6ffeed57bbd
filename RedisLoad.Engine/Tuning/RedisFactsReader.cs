using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using RedisLoad.Control;
using RedisLoad.Interop;
using RedisLoad.Kernel;
using RedisLoad.Tuning.Rules;

namespace RedisLoad.Tuning;

/// <summary>Adds to the facts what a Redis says of itself, and what the kernel says of its process where that is on this host.</summary>
internal static class RedisFactsReader
{
    private const string Hidden = "The server does not say: CONFIG GET is forbidden to this user, or renamed.";

    public static TuningFacts AddTo(TuningFacts facts, IRedisControl redis, RedisEndPoint server)
    {
        IReadOnlyDictionary<string, string> info = redis.Info();
        // INFO has maxclients since Redis 7.0, for those who may not ask CONFIG.
        facts = Add(facts, RedisRules.MaxClientsName, redis.Config("maxclients") ?? info.GetValueOrDefault("maxclients"), Hidden);
        facts = Add(facts, RedisRules.BacklogName, redis.Config("tcp-backlog") ?? ListenerLimit(server), Hidden);
        facts = Add(facts, RedisRules.TimeoutName, redis.Config("timeout"), Hidden);
        facts = Add(facts, RedisRules.KeepAliveName, redis.Config("tcp-keepalive"), Hidden);
        facts = Add(facts, RedisRules.FilesName, SoftFiles(server, info.GetValueOrDefault("process_id")), "The server's process is not on this host, or its limits cannot be read.");
        return facts with { HasRedis = true, RedisClients = Number(info.GetValueOrDefault("connected_clients")) };
    }

    private static TuningFacts Add(TuningFacts facts, string name, string? value, string absence) =>
        value is null ? facts with { Absences = facts.Absences.SetItem(name, absence) } : facts.With(name, value);

    private static string? SoftFiles(RedisEndPoint server, string? process)
    {
        if (!long.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out long id) || !IsHere(server))
            return null;
        try
        {
            string folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{id}");
            // In a container, the server has another number than here.
            bool isRedis = File.ReadAllText($"{folder}/comm").StartsWith("redis", StringComparison.Ordinal);
            return isRedis ? ProcessLimits.SoftFiles(File.ReadAllText($"{folder}/limits"))?.ToString(CultureInfo.InvariantCulture) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What the kernel says of the listener: the smaller of its backlog and somaxconn, as it was when it began to listen.</summary>
    private static string? ListenerLimit(RedisEndPoint server)
    {
        if (server.Port is not { } port || !IsHere(server))
            return null;
        var filter = new SocketFilter([(ushort)port], ConnectionSide.Server, []);
        var tally = new SocketTally(filter);
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

    private static bool IsHere(RedisEndPoint server)
    {
        if (server.Port is null)
            return true;
        try
        {
            var own = NetworkInterface.GetAllNetworkInterfaces().SelectMany(card => card.GetIPProperties().UnicastAddresses).Select(address => address.Address).ToHashSet();
            return Dns.GetHostAddresses(server.Host).Any(address => IPAddress.IsLoopback(address) || own.Contains(address));
        }
        catch (Exception exception) when (exception is SocketException or NetworkInformationException)
        {
            return false;
        }
    }

    private static long Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;
}
