using System.Collections.Concurrent;
using System.Net.Security;
using RedisLoad.Resp;

namespace RedisLoad.Transport.Portable;

/// <summary>What the tasks of a transport have in common: what they are to do, and whom they tell.</summary>
/// <typeparam name="TNotice">What they tell.</typeparam>
internal sealed class Surroundings<TNotice>(TransportSettings settings) : IDisposable
    where TNotice : struct
{
    private readonly SslClientAuthenticationOptions[]? _tlsOptions =
        settings.Tls is { } tls ? [.. settings.Targets.Select(target => tls.CreateOptions(target.Host))] : null;

    private readonly ConcurrentQueue<TNotice> _notices = [];

    public TransportSettings Settings => settings;

    /// <summary>Rings when there is a notice, or a kept connection has ended.</summary>
    public Doorbell Doorbell { get; } = new();

    /// <summary>How a session's connection is encrypted; null for not at all.</summary>
    public SslClientAuthenticationOptions? TlsOptionsOf(SessionNumber session) => _tlsOptions?[settings.TargetOf(session)];

    /// <summary>Leaves a notice for the thread that serves the transport. May be called from any thread.</summary>
    public void Tell(in TNotice notice)
    {
        _notices.Enqueue(notice);
        Doorbell.Ring();
    }

    public bool TryTake(out TNotice notice) => _notices.TryDequeue(out notice);

    public void Dispose() => Doorbell.Dispose();
}
