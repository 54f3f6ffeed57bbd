using System.Collections.Immutable;
using System.Globalization;

namespace RedisLoad.Redis;

/// <summary>What is done to a server while it is loaded.</summary>
public enum DisruptionKind
{
    /// <summary>CLIENT KILL TYPE normal: the server closes the connections of all of its clients.</summary>
    ClientKill,

    /// <summary>CLIENT PAUSE: the server answers no client for a while.</summary>
    ClientPause,

    /// <summary>DEBUG SLEEP: the server does nothing at all for a while, and accepts no connection.</summary>
    DebugSleep,
}

/// <summary>A disruption of servers during a load, by a connection to each that is there before.</summary>
public sealed class Disruption : IDisposable
{
    /// <summary>No client has the number: killing it has no effect, and needs the same right.</summary>
    private const string NoClient = "9223372036854775807";

    private readonly DisruptionKind _kind;
    private readonly TimeSpan _time;
    private readonly ImmutableArray<RedisControl> _servers;

    private Disruption(DisruptionKind kind, TimeSpan time, ImmutableArray<RedisControl> servers) =>
        (_kind, _time, _servers) = (kind, time, servers);

    /// <summary>Connects to the servers, and looks whether they allow it.</summary>
    /// <param name="kind">What to do.</param>
    /// <param name="time">How long a pause or a sleep is.</param>
    /// <param name="servers">To which servers.</param>
    /// <param name="timeout">How long connecting may take, and an answer.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RedisControlException">A server cannot be reached, or does not allow it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<Disruption> PrepareAsync(
        DisruptionKind kind, TimeSpan time, IEnumerable<RedisEndPoint> servers, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(servers);
        var disruption = new Disruption(kind, time, []);
        try
        {
            foreach (RedisEndPoint server in servers)
            {
                RedisControl control = await RedisControl.ConnectAsync(server, time + timeout, cancellationToken).ConfigureAwait(false);
                disruption = new Disruption(kind, time, disruption._servers.Add(control));
                await control.CommandAsync(CheckOf(kind), cancellationToken).ConfigureAwait(false);
            }
            return disruption;
        }
        catch
        {
            disruption.Dispose();
            throw;
        }
    }

    /// <summary>The command of a disruption in words: <c>CLIENT PAUSE 5000</c>.</summary>
    public static string Describe(DisruptionKind kind, TimeSpan time) => string.Join(' ', CommandOf(kind, time));

    /// <summary>Does it, on all servers at once. It is over when they have answered.</summary>
    /// <exception cref="RedisControlException">A server does not answer, or does not allow it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_servers.Select(server => server.CommandAsync(CommandOf(_kind, _time), cancellationToken)));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (RedisControl server in _servers)
            server.Dispose();
    }

    internal static string[] CommandOf(DisruptionKind kind, TimeSpan time) => kind switch
    {
        DisruptionKind.ClientKill => ["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"],
        DisruptionKind.ClientPause => ["CLIENT", "PAUSE", time.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture)],
        _ => ["DEBUG", "SLEEP", time.TotalSeconds.ToString(CultureInfo.InvariantCulture)],
    };

    /// <summary>The same without effect.</summary>
    private static string[] CheckOf(DisruptionKind kind) =>
        kind == DisruptionKind.ClientKill ? ["CLIENT", "KILL", "ID", NoClient] : CommandOf(kind, TimeSpan.Zero);
}
