using System.Collections.Immutable;
using System.Net;

namespace RedisLoad.Transport;

/// <summary>How the sockets are set up.</summary>
/// <param name="NoDelay">TCP_NODELAY: small packets are sent at once.</param>
/// <param name="KeepAlive">The period of TCP keepalive: idle time before the first probe, and between probes. Null for off.</param>
/// <param name="SendBufferSize">SO_SNDBUF in bytes; null for what the kernel does by itself.</param>
/// <param name="ReceiveBufferSize">SO_RCVBUF in bytes; null for what the kernel does by itself.</param>
/// <param name="Sources">The local addresses that connections come from, in turn; empty for what the kernel chooses.</param>
internal sealed record SocketSettings(
    bool NoDelay, TimeSpan? KeepAlive, int? SendBufferSize, int? ReceiveBufferSize, ImmutableArray<IPAddress> Sources)
{
    /// <summary>Sockets as the original client had them.</summary>
    public static SocketSettings Default { get; } = new(NoDelay: true, null, null, null, []);
}
