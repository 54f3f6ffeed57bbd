using System.Collections.Immutable;
using RedisLoad.Resp;

namespace RedisLoad.Redis;

/// <summary>A master of a cluster that has slots.</summary>
/// <param name="Host">The name or address that the cluster tells its clients.</param>
/// <param name="Port">Its port, for the kind of connection that asked: plain or TLS.</param>
/// <param name="Slots">The slots that it owns, from the first to the last of each range.</param>
public sealed record ClusterMaster(string Host, int Port, ImmutableArray<(int First, int Last)> Slots)
{
    /// <summary>Whether a slot is one of its own.</summary>
    public bool Owns(int slot) => Slots.Any(range => slot >= range.First && slot <= range.Last);
}

/// <summary>The reply to CLUSTER SLOTS: what client libraries find the nodes of a cluster by.</summary>
/// <remarks>
/// Each range of slots comes with its master and replicas, and each node with the endpoint that clients should use
/// (cluster-preferred-endpoint-type), its port, its id, and
/// further names: https://redis.io/docs/latest/commands/cluster-slots/
/// </remarks>
internal static class ClusterSlots
{
    /// <summary>The masters, in the order of their slots.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="asked">The host that was asked, which a node without an endpoint stands for.</param>
    public static ImmutableArray<ClusterMaster> Masters(RespValue reply, string asked) =>
    [
        .. from range in reply.Items
           let first = range.At(0)?.Number
           let last = range.At(1)?.Number
           let port = range.At(2)?.At(1)?.Number
           where first is not null && last is not null && port is not null
           orderby first
           group (first.Value, last.Value) by (Host: HostOf(range.At(2)!, asked), Port: port.Value) into node
           select new ClusterMaster(node.Key.Host, node.Key.Port, [.. node]),
    ];

    /// <summary>The host of a node: a node that knows no endpoint of its own is where it was asked, and one without its preferred name has
    /// its address.</summary>
    private static string HostOf(RespValue node, string asked)
    {
        string? endpoint = node.At(0)?.Text;
        return endpoint switch
        {
            null or "" => asked,
            "?" => AddressOf(node) ?? asked,
            _ => endpoint,
        };
    }

    private static string? AddressOf(RespValue node)
    {
        ImmutableArray<RespValue> names = node.At(3)?.Items ?? [];
        for (int i = 0; i + 1 < names.Length; i += 2)
        {
            if (names[i].Text == "ip" && names[i + 1].Text is { Length: > 0 } address)
                return address;
        }
        return null;
    }
}
