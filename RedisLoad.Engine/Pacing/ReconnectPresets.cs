namespace RedisLoad.Pacing;

/// <summary>What well-known client libraries do when a connection is lost and nothing is configured. Each names its version and where it
/// says so.</summary>
internal static class ReconnectPresets
{
    private const int GoRedisDials = 5;

    private static int GoRedisPoolSize => 10 * Environment.ProcessorCount;

    /// <summary>Jedis 7.5.3 (executors/DefaultCommandExecutor.java) and redis-plus-plus 1.3.15 (connection_pool.cpp: fetch), on hiredis,
    /// which has none of its own: a command takes a connection from the pool, a broken one is replaced then, and what fails is the
    /// command's failure.</summary>
    private static readonly ReconnectPolicy s_oncePerRequest = new(_ => 0, Limit: 1) { IsOnDemand = true };

    private static readonly Dictionary<string, ReconnectPolicy> s_policies = new(StringComparer.OrdinalIgnoreCase)
    {
        ["StackExchange.Redis"] = new(StackExchangeMs, Limit: null) { BeginsAtOnce = true, CountsFromStart = true },
        ["redis-py"] = new(RedisPyMs, Limit: 11) { BeginsAtOnce = true, IsOnDemand = true },
        ["ioredis"] = new(attempt => Math.Min(50 * Math.Pow(2, attempt.Number - 1), 5000) + Math.Floor(200 * attempt.Draw()), Limit: null),
        ["ioredis-5"] = new(attempt => Math.Min(50.0 * attempt.Number, 2000), Limit: null),
        ["node-redis"] = new(NodeRedisMs, Limit: null) { BeginsAtOnce = true },
        ["Lettuce"] = new(attempt => Math.Min(Math.Pow(2, attempt.Number - 1), 30_000), Limit: null),
        ["Jedis"] = s_oncePerRequest,
        ["go-redis"] = new(GoRedisMs, Limit: 4 * GoRedisDials)
        {
            BeginsAtOnce = true,
            IsOnDemand = true,
            Pool = new(GoRedisPoolSize, GoRedisDials),
        },
        ["redis-plus-plus"] = s_oncePerRequest,
        ["hiredis"] = s_oncePerRequest,
    };

    /// <summary>The libraries that there is a preset for.</summary>
    public static IEnumerable<string> Names => s_policies.Keys;

    /// <summary>The policy of a library; null where there is none of the name.</summary>
    public static ReconnectPolicy? Find(string name) => s_policies.GetValueOrDefault(name);

    /// <summary>StackExchange.Redis 3.1: PhysicalBridge.cs (at once at first; then the heartbeat of every second asks the policy),
    /// ConfigurationOptions.cs (ExponentialRetry of ConnectTimeout / 2, that is 2.5 s), ExponentialRetry.cs.</summary>
    private static double StackExchangeMs(ReconnectAttempt attempt)
    {
        const double FirstMs = 2500;
        const double MaxMs = 10_000;
        const double HeartbeatMs = 1000;
        if (attempt.Number == 1)
            return 0;
        double exponential = Math.Min(MaxMs, FirstMs * Math.Pow(1.1, attempt.Number - 2));
        // The loss comes at any time between two heartbeats, and each attempt after the first at one.
        double elapsed = attempt.Number == 2 ? HeartbeatMs * attempt.Draw() : HeartbeatMs;
        for (ulong heartbeat = 1; elapsed < FirstMs + attempt.Draw(heartbeat) * (exponential - FirstMs); heartbeat++)
            elapsed += HeartbeatMs;
        return elapsed;
    }

    /// <summary>redis-py 8.1.0: client.py (Retry of ExponentialWithJitterBackoff), _defaults.py (10 retries, base 10 ms, cap 1 s),
    /// backoff.py, retry.py; connection.py (get_connection replaces a connection that the server has closed, and connects by the same
    /// Retry).</summary>
    private static double RedisPyMs(ReconnectAttempt attempt) =>
        attempt.Number == 1 ? 0 : Math.Min(1000, attempt.Draw() * 10 * Math.Pow(2, attempt.Number - 1));

    /// <summary>node-redis 6.2.1: packages/client/lib/client/socket.ts (connect at once when the socket is lost; defaultReconnectStrategy
    /// after a failure).</summary>
    private static double NodeRedisMs(ReconnectAttempt attempt) =>
        attempt.Number == 1 ? 0 : Math.Min(50 * Math.Pow(2, attempt.Number - 2), 2000) + Math.Floor(200 * attempt.Draw());

    /// <summary>go-redis 9.22.0: options.go (3 retries of a command, 10 ms to 1 s apart; 5 dials each, 100 ms apart; 10 connections a
    /// processor in a pool), redis.go (processWithRetry), internal/internal.go (RetryBackoff), internal/pool/pool.go (dialConn, and
    /// tryDial: a pool stops dialing after as many failed tries as it has connections, and probes every second).</summary>
    private static double GoRedisMs(ReconnectAttempt attempt)
    {
        (int retry, int dial) = Math.DivRem(attempt.Number - 1, GoRedisDials);
        if (dial > 0)
            return 100;
        return retry == 0 ? 0 : Math.Min(1000, 10 + attempt.Draw() * 10 * Math.Pow(2, retry));
    }
}
