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
    /// <exception cref="FormatException">A range of slots, a host or a port is none.</exception>
    public static ImmutableArray<ClusterMaster> Masters(RespValue reply, string asked) =>
    [
        .. from range in reply.Items
           let node = range.At(2) ?? throw new FormatException("slots without a node")
           let slots = SlotsOf(range.At(0)?.Number, range.At(1)?.Number)
           orderby slots.First
           group slots by (Host: HostOf(node, asked), Port: PortOf(node)) into node
           select new ClusterMaster(node.Key.Host, node.Key.Port, [.. node]),
    ];

    private static (int First, int Last) SlotsOf(int? first, int? last) => first >= 0 && last >= first && last < HashSlot.Count
        ? (first.Value, last.Value)
        : throw new FormatException($"the slots {first} to {last}");

    private static int PortOf(RespValue node) => node.At(1)?.Number is { } port and > 0 and <= ushort.MaxValue
        ? port
        : throw new FormatException($"the port {node.At(1)?.Number}");

    /// <summary>The host of a node: a node that knows no endpoint of its own is where it was asked, and one without its preferred name has
    /// its address.</summary>
    private static string HostOf(RespValue node, string asked)
    {
        string host = node.At(0)?.Text switch
        {
            null or "" => asked,
            "?" => AddressOf(node) ?? asked,
            { } endpoint => endpoint,
        };
        return Uri.CheckHostName(host) != UriHostNameType.Unknown ? host : throw new FormatException("a host that has no name or address");
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
