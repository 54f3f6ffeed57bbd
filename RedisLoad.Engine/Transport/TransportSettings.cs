using System.Collections.Immutable;
using System.Net;
using RedisLoad.Resp;
using RedisLoad.Session;

namespace RedisLoad.Transport;

/// <summary>What a transport needs to know of the plan.</summary>
internal sealed record TransportSettings
{
    /// <summary>Where to connect to: session <c>n</c> goes to target <c>n mod targets</c>, and to its addresses in turn.</summary>
    public required ImmutableArray<LoadTarget> Targets { get; init; }

    /// <summary>Where they are when they have moved; null where they cannot.</summary>
    public TargetBook? Book { get; init; }

    /// <summary>What each session says.</summary>
    public required SessionScript Script { get; init; }

    /// <summary>How many sessions may be under way at once.</summary>
    public required int Capacity { get; init; }

    /// <summary>How long a connection may take to be established, with its TLS handshake.</summary>
    public required TimeSpan ConnectTimeout { get; init; }

    /// <summary>How long each reply may take; and, of all commands sent together, all replies.</summary>
    public required TimeSpan ReplyTimeout { get; init; }

    /// <summary>What becomes of a connection after its commands.</summary>
    public ConnectionLife Life { get; init; } = ConnectionLife.Short;

    /// <summary>How the sockets are set up.</summary>
    public SocketSettings Sockets { get; init; } = SocketSettings.Default;

    /// <summary>How connections are encrypted; null for not at all.</summary>
    public TlsContext? Tls { get; init; }

    /// <summary>Which of the workers this is for, from 0.</summary>
    public int Worker { get; init; }

    /// <summary>How many load generators share the numbers of sessions: those of one host are so far apart.</summary>
    public int Generators { get; init; } = 1;

    /// <summary>What random values are drawn from.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether records say what GET read.</summary>
    public bool KeepsValues { get; init; }

    /// <summary>Whether to try to send as soon as connect() returns: on loopback the handshake is over by then, and a wait for it would
    /// only cost.</summary>
    public bool SendsAtOnce { get; init; }

    /// <summary>What a session's commands are filled in with, the requests of one connection each in its own way.</summary>
    /// <param name="session">The session.</param>
    /// <param name="request">Which of the repetitions of its commands it is at, from 0.</param>
    /// <param name="target">Which target it is connected to.</param>
    public TemplateValues ValuesFor(SessionNumber session, int request, int target) =>
        new(session, Worker, SplitMix64.At(SplitMix64.At(Seed, (ulong)session.Number), (ulong)request), Targets[target].HashTag);

    /// <summary>How long a session's connection stays open after its commands, in nanoseconds.</summary>
    public long HoldOf(SessionNumber session) => Life.Hold.Sample(SplitMix64.At(Seed, (ulong)session.Number));

    /// <summary>The target of a session.</summary>
    public int TargetOf(SessionNumber session) => Targets.Length == 1 ? 0 : (int)((ulong)session.Number % (ulong)Targets.Length);

    /// <summary>The TLS ends of so many connections; null where they are plain.</summary>
    public TlsChannels? CreateTls() =>
        Tls is null
            ? null
            : new TlsChannels(Tls, Capacity, [.. Targets.Select(PeerOf)]);

    /// <summary>Who a target's certificate must be for.</summary>
    public TlsPeer PeerOf(LoadTarget target) => new(Tls!.Settings.ServerName ?? target.Host);

    /// <summary>The address of a session: of its target's, the next in turn.</summary>
    /// <param name="session">The session.</param>
    /// <param name="targets">The targets as they are now.</param>
    public static EndPoint EndPointOf(SessionNumber session, ImmutableArray<LoadTarget> targets)
    {
        (ulong round, ulong target) = Math.DivRem((ulong)session.Number, (ulong)targets.Length);
        ImmutableArray<EndPoint> endPoints = targets[(int)target].EndPoints;
        return endPoints[(int)(round % (ulong)endPoints.Length)];
    }
}
