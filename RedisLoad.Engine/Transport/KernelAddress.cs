using System.Net;
using RedisLoad.Interop;

namespace RedisLoad.Transport;

/// <summary>An address as the kernel takes it.</summary>
/// <param name="Family">Its address family, as Linux numbers it.</param>
/// <param name="Bytes">The sockaddr.</param>
internal readonly record struct KernelAddress(int Family, byte[] Bytes)
{
    public static KernelAddress Of(EndPoint endPoint) => new(Libc.AddressFamilyOf(endPoint), Libc.SocketAddressOf(endPoint));
}
