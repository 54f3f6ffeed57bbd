using System.Collections.Immutable;
using System.Net;
using RedisLoad.Interop;

namespace RedisLoad.Transport;

/// <summary>A server to load, found.</summary>
/// <param name="Name">As it is written in messages and in the column Target: <c>host:port</c>, or a path.</param>
/// <param name="EndPoints">Its addresses, used in turn; at least one.</param>
public sealed record LoadTarget(string Name, ImmutableArray<EndPoint> EndPoints)
{
    /// <summary>A server at one address.</summary>
    public static LoadTarget Of(IPEndPoint endPoint) => new($"{endPoint}", [endPoint]);

    /// <summary>The name or address that was asked for: a certificate has to be for it. Left open: the first address.</summary>
    public string Host
    {
        get => field ?? (EndPoints[0] as IPEndPoint)?.Address.ToString() ?? Name;
        init;
    }

    /// <summary>In a cluster, a hash tag with its braces whose slot this server owns. Empty outside.</summary>
    public ReadOnlyMemory<byte> HashTag { get; init; }
}

/// <summary>An address as the kernel takes it.</summary>
/// <param name="Family">Its address family, as Linux numbers it.</param>
/// <param name="Bytes">The sockaddr.</param>
internal readonly record struct KernelAddress(int Family, byte[] Bytes)
{
    public static KernelAddress Of(EndPoint endPoint) => new(Libc.AddressFamilyOf(endPoint), Libc.SocketAddressOf(endPoint));
}
