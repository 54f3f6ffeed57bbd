using RedisLoad.Pacing;
using RedisLoad.Run;

namespace RedisLoad.Tests.Run;

/// <summary>When clients connect again, in a time that the test sets: no sockets, no clock.</summary>
public class ReconnectScheduleTests
{
    private const long Millisecond = Clock.NanosecondsPerMillisecond;
    private const int PoolSize = 4;

    /// <summary>A request has two tries of three attempts, 10 ms apart, the second 50 ms after the first.</summary>
    private static readonly ReconnectPolicy s_pooled = new(attempt => attempt.Number switch { 1 => 0, 4 => 50, _ => 10 }, Limit: 6)
    {
        IsOnDemand = true,
        Pool = new DialPool(PoolSize, DialsPerTry: 3),
    };

    [Fact]
    public void A_pool_stops_after_as_many_failed_tries_as_it_has_clients_and_probes_every_second()
    {
        List<(long Ms, int Client)> attempts = Simulate(s_pooled, clients: PoolSize, untilMs: 3500, upAtMs: 10_000);

        // Each client's first try: 0, 10 and 20 ms. The fourth to fail probes for all: at once, and every second.
        Assert.Equal(3 * PoolSize, attempts.Count(attempt => attempt.Ms <= 20) - 1);
        Assert.Equal([20, 1020, 2020, 3020], attempts.Skip(3 * PoolSize).Select(attempt => attempt.Ms));
        Assert.Single(attempts.Skip(3 * PoolSize).Select(attempt => attempt.Client).Distinct());
    }

    [Fact]
    public void Pools_stop_each_by_itself()
    {
        List<(long Ms, int Client)> attempts = Simulate(s_pooled, clients: PoolSize + 1, untilMs: 900, upAtMs: 10_000);

        // The fifth is alone in the second pool, and all tries are its own: at 0, 70, 90 and 160 ms.
        Assert.Equal(3 * PoolSize + 1, attempts.Count(attempt => attempt.Client < PoolSize));
        Assert.Equal(
            [0, 10, 20, 70, 80, 90, 90, 100, 110, 160, 170, 180, 180],
            attempts.Where(attempt => attempt.Client == PoolSize).Select(attempt => attempt.Ms));
    }

    [Fact]
    public void When_a_probe_gets_through_all_of_its_pool_connect()
    {
        List<(long Ms, int Client)> attempts = Simulate(s_pooled, clients: PoolSize, untilMs: 3500, upAtMs: 1500);
        List<(long Ms, int Client)> afterwards = attempts.FindAll(attempt => attempt.Ms > 1500);
        Assert.Equal(2020, afterwards[0].Ms);
        Assert.Equal(PoolSize, afterwards.Select(attempt => attempt.Client).Distinct().Count());
        Assert.Equal(PoolSize, afterwards.Count);
    }

    [Fact]
    public void A_server_that_takes_the_connection_and_refuses_the_client_ends_a_try_and_stops_no_pool()
    {
        List<(long Ms, int Client)> attempts = Simulate(s_pooled, clients: PoolSize, untilMs: 100, upAtMs: 10_000, isDialed: true);

        // One attempt in place of three; then the second try of the request, and the first of the next, which is due at once.
        Assert.Equal([0, 50, 50], attempts.Where(attempt => attempt is { Client: 0, Ms: < 100 }).Select(attempt => attempt.Ms));
    }

    [Fact]
    public void Without_pools_each_client_goes_by_the_formula()
    {
        var policy = ReconnectPolicy.Of(
            ReconnectBackoff.Linear, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10), ReconnectJitter.None, limit: null);
        List<(long Ms, int Client)> attempts = Simulate(policy, clients: 2, untilMs: 1000, upAtMs: 10_000);
        foreach (int client in (int[])[0, 1])
            Assert.Equal([100, 300, 600, 1000], attempts.Where(attempt => attempt.Client == client).Select(attempt => attempt.Ms));
    }

    /// <summary>All lose their connections at 0, always have a request that is due, and an attempt is over at once.</summary>
    private static List<(long Ms, int Client)> Simulate(
        ReconnectPolicy policy, int clients, long untilMs, long upAtMs, bool isDialed = false)
    {
        var table = new ClientTable(clients);
        var schedule = new ReconnectSchedule(policy, clients, new EveryNth(0, 1), seed: 1);
        var attempts = new List<(long Ms, int Client)>();
        for (int number = 0; number < clients; number++)
            schedule.Add(number, ref table[number], now: 0);
        while (schedule.Earliest <= untilMs * Millisecond)
        {
            long now = schedule.Earliest;
            Assert.True(schedule.TryTake(now, out int number));
            ref Client client = ref table[number];
            if (!schedule.IsPassed(number, ref client))
            {
                attempts.Add((now / Millisecond, number));
                client.AllAttempts++;
                client.Attempts.Begun = now;
                if (now >= upAtMs * Millisecond)
                {
                    schedule.OnConnected(number, ref client);
                    continue;
                }
                schedule.OnFailed(number, ref client, isDialed);
            }
            if (schedule.IsSpent(client))
                client.Attempts = default;
            schedule.Add(number, ref client, now);
        }
        return attempts;
    }
}
