using System.Collections.Immutable;
using System.Net;

namespace RedisLoad.Kernel;

/// <summary>Which sockets count.</summary>
/// <param name="Ports">The ports of the servers, at least one.</param>
/// <param name="Side">Which ends of their connections.</param>
/// <param name="Peers">The only addresses at the other end, one of IPv4 not mapped into IPv6; none for any. A listener has no other end,
/// and counts all the same.</param>
internal sealed record SocketFilter(ImmutableArray<ushort> Ports, ConnectionSide Side, ImmutableArray<IPAddress> Peers)
{
    private readonly byte[][] _peers = [.. Peers.Select(peer => peer.MapToIPv6().GetAddressBytes())];

    public bool HasClients => Side.HasFlag(ConnectionSide.Client);

    public bool HasServers => Side.HasFlag(ConnectionSide.Server);

    /// <summary>Whether a socket is the client's end of a connection to one of the ports.</summary>
    public bool IsClient(ushort remotePort) => HasClients && Ports.AsSpan().Contains(remotePort);

    /// <summary>Whether a socket counts.</summary>
    /// <param name="localPort">Its port on this host.</param>
    /// <param name="remotePort">The port at the other end; 0 for a listener.</param>
    /// <param name="peer">The address at the other end, 16 bytes: one of IPv4 is mapped into IPv6.</param>
    public bool Matches(ushort localPort, ushort remotePort, ReadOnlySpan<byte> peer) =>
        (IsClient(remotePort) || (HasServers && Ports.AsSpan().Contains(localPort)))
        && (_peers.Length == 0 || remotePort == 0 || IsPeer(peer));

    private bool IsPeer(ReadOnlySpan<byte> address)
    {
        foreach (byte[] peer in _peers)
        {
            if (address.SequenceEqual(peer))
                return true;
        }
        return false;
    }
}
