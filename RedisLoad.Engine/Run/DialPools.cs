using RedisLoad.Pacing;

namespace RedisLoad.Run;

/// <summary>Pools of clients that stop connecting when too many tries of a pool have failed: one client, its probe, goes on for
/// all.</summary>
/// <param name="rule">When a pool stops.</param>
/// <param name="clients">How many clients there are: the first so many of them are the first pool, and so on.</param>
internal sealed class DialPools(DialPool rule, int clients)
{
    private readonly Pool[] _pools = new Pool[(clients + rule.Size - 1) / rule.Size];

    /// <summary>Whether a client does not connect, because its pool has stopped.</summary>
    public bool IsStopped(int client) => PoolOf(client).HasStopped && !IsProbe(client);

    /// <summary>Whether a client connects for its pool, which has stopped.</summary>
    public bool IsProbe(int client) => PoolOf(client).HasStopped && PoolOf(client).Probe == client;

    /// <summary>When the probe of a pool connects next: at once at first, and then some time after it has failed.</summary>
    public long NextProbe(int client, long now)
    {
        ref Pool pool = ref PoolOf(client);
        long next = pool.HasProbed ? now + rule.ProbeDelay.ToNanoseconds() : now;
        pool.HasProbed = true;
        return next;
    }

    /// <summary>A try has failed: there was no connection.</summary>
    public void OnTryFailed(int client)
    {
        ref Pool pool = ref PoolOf(client);
        if (!pool.HasStopped && ++pool.FailedTries == rule.Size)
            pool = new Pool { HasStopped = true, Probe = client };
    }

    /// <summary>There was a connection. That of the probe has the others of the pool connect again.</summary>
    public void OnDialed(int client)
    {
        if (IsProbe(client))
            PoolOf(client) = default;
    }

    private ref Pool PoolOf(int client) => ref _pools[client / rule.Size];

    private struct Pool
    {
        public int FailedTries;
        public bool HasStopped;
        public bool HasProbed;
        public int Probe;
    }
}
