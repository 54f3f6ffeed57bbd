using RedisLoad.Pacing;
using RedisLoad.Transport;

namespace RedisLoad.Run;

/// <summary>When clients that are not connected connect again: by their policy, and where clients share pools, by what the pool has
/// found.</summary>
/// <param name="policy">The policy.</param>
/// <param name="clients">How many clients there are.</param>
/// <param name="numbers">Which of all clients, those of other load generators among them, these are.</param>
/// <param name="seed">What is drawn at random follows from this, the client, and how often it has tried.</param>
internal sealed class ReconnectSchedule(ReconnectPolicy policy, int clients, EveryNth numbers, ulong seed)
{
    private readonly WakeQueue<int> _attempts = new();
    private readonly DialPools? _pools = policy.Pool is { } pool ? new DialPools(pool, clients) : null;

    /// <summary>When the next attempt is due; <see cref="long.MaxValue"/> for never.</summary>
    public long Earliest => _attempts.Earliest;

    /// <summary>Whether a client connects when it has a request, and not before.</summary>
    public bool IsOnDemand => policy.IsOnDemand;

    /// <summary>Whether a client connects for its pool, whatever its requests.</summary>
    public bool IsProbe(int number) => _pools?.IsProbe(number) == true;

    /// <summary>Whether a client has made all of its attempts.</summary>
    public bool IsSpent(in Client client) => client.Attempts.Count >= policy.Limit;

    /// <summary>Has a client wait for its next attempt.</summary>
    public void Add(int number, ref Client client, long now) =>
        _attempts.Add(
            number,
            IsProbe(number) ? _pools!.NextProbe(number, now) : policy.Next(ref client.Attempts, SeedOf(number, client.AllAttempts), now));

    /// <summary>Takes a client whose attempt is due.</summary>
    public bool TryTake(long now, out int number) => _attempts.TryTake(now, out number, out _);

    /// <summary>Whether a client's attempt is not made, because its pool has stopped: its try has failed by that.</summary>
    public bool IsPassed(int number, ref Client client)
    {
        if (_pools?.IsStopped(number) != true || !policy.Pool!.IsStartOfTry(client.Attempts.Count))
            return false;
        client.Attempts.Count = policy.Pool.EndOfTry(client.Attempts.Count);
        return true;
    }

    public void OnConnected(int number, ref Client client)
    {
        client.Attempts = default;
        _pools?.OnDialed(number);
    }

    /// <summary>An attempt has failed.</summary>
    /// <param name="number">The client's number.</param>
    /// <param name="client">The client.</param>
    /// <param name="isDialed">Whether there was a connection: such a server is up, though it refuses the client.</param>
    public void OnFailed(int number, ref Client client, bool isDialed)
    {
        if (_pools is null)
            return;
        if (isDialed)
        {
            _pools.OnDialed(number);
            client.Attempts.Count = policy.Pool!.EndOfTry(client.Attempts.Count);
        }
        else if (policy.Pool!.IsEndOfTry(client.Attempts.Count))
        {
            _pools.OnTryFailed(number);
        }
    }

    private ulong SeedOf(int number, uint attempt) =>
        SplitMix64.At(SplitMix64.At(seed, (ulong)(numbers.First + number * numbers.Step)), attempt);
}
