using System.Collections.Immutable;
using System.Net;
using RedisLoad.Parameters;
using RedisLoad.Transport;

namespace RedisLoad.Plan;

/// <summary>How sockets are set up, and which addresses they connect from.</summary>
public sealed record SocketPlan
{
    private const int MaxBufferSize = 1024 * 1024 * 1024;

    /// <summary>TCP_KEEPIDLE of Linux: MAX_TCP_KEEPIDLE.</summary>
    private static readonly TimeSpan s_longestTcpKeepAlive = TimeSpan.FromSeconds(32_767);

    private readonly Lazy<ImmutableArray<IPAddress>> _sources = SourceAddressList.ReadOnce([]);

    /// <summary>The period of TCP keepalive: idle time before the first probe, and between probes; null for off.</summary>
    public TimeSpan? TcpKeepAlive { get; init; }

    /// <summary>Whether small packets are sent at once (TCP_NODELAY).</summary>
    public bool NoDelay { get; init; } = true;

    /// <summary>The socket's send buffer (SO_SNDBUF) in bytes; null for what the kernel does by itself.</summary>
    public int? SendBufferSize { get; init; }

    /// <summary>The socket's receive buffer (SO_RCVBUF) in bytes; null for what the kernel does by itself.</summary>
    public int? ReceiveBufferSize { get; init; }

    /// <summary>The local addresses that connections come from in turn: addresses, or networks as <c>127.0.0.8/29</c>. None lets the kernel
    /// choose.</summary>
    public ImmutableArray<string> SourceAddresses
    {
        get;
        init => (field, _sources) = (value, SourceAddressList.ReadOnce(value));
    } = [];

    /// <summary>The source addresses, each by itself.</summary>
    /// <exception cref="PlanException">One is neither an address nor a network.</exception>
    internal ImmutableArray<IPAddress> Sources => _sources.Value;

    /// <summary>What was given, by the names of the parameters; null is not given.</summary>
    internal IEnumerable<(string Name, object? Value)> Given =>
    [
        (nameof(TcpKeepAlive), TcpKeepAlive),
        ("SourceAddress", SourceAddresses.FirstOrDefault()),
    ];

    /// <summary>Checks the values.</summary>
    /// <exception cref="PlanException">One is out of its range.</exception>
    internal void Check()
    {
        if (TcpKeepAlive is { } period)
            Bounds.Require(nameof(TcpKeepAlive), period, TimeSpan.FromSeconds(1), s_longestTcpKeepAlive);
        if (SendBufferSize is { } send)
            Bounds.Require(nameof(SendBufferSize), send, 1, MaxBufferSize);
        if (ReceiveBufferSize is { } receive)
            Bounds.Require(nameof(ReceiveBufferSize), receive, 1, MaxBufferSize);
        _ = Sources;
    }

    internal SocketSettings CreateSettings() => new(NoDelay, TcpKeepAlive, SendBufferSize, ReceiveBufferSize, Sources);
}
