using RedisLoad.Failures;
using RedisLoad.Pacing;
using RedisLoad.Session;
using RedisLoad.Transport;

namespace RedisLoad.Run;

/// <summary>New connections that have failed and are tried again: how often, and when.</summary>
/// <param name="policy">The delays.</param>
/// <param name="limit">How often each is tried again.</param>
/// <param name="seed">What is drawn at random follows from this, the connection, and how often it was tried.</param>
internal sealed class RetryQueue(ReconnectPolicy policy, int limit, ulong seed)
{
    private readonly int _before = policy.BeginsAtOnce ? 1 : 0;
    private readonly WakeQueue<Retry> _waiting = new();
    private readonly Dictionary<long, ReconnectState> _underWay = [];

    /// <summary>How many connections wait for their next attempt.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>When the next attempt is due; <see cref="long.MaxValue"/> for never.</summary>
    public long Earliest => _waiting.Earliest;

    /// <summary>Has a connection that has failed wait for its next attempt, if there is one.</summary>
    /// <remarks>A failure of this host, or of what was asked, is none that a server recovers from; and who has had all replies has nothing
    /// to try again.</remarks>
    public bool TryAdd(in SessionRecord session)
    {
        if (session.Failure == FailureKind.None || session.Answered != 0
            || Faults.Of(session.Failure) is Fault.ThisHost or Fault.Configuration)
            return false;
        if (!_underWay.TryGetValue(session.Session.Number, out ReconnectState state))
            state.Count = _before;
        if (state.Count == _before + limit)
            return false;
        _underWay.Remove(session.Session.Number);
        state.Begun = session.Started;
        ulong drawn = SplitMix64.At(SplitMix64.At(seed, (ulong)session.Session.Number), (ulong)state.Count);
        long due = policy.Next(ref state, drawn, session.Ended);
        _waiting.Add(new Retry(session, state), due);
        return true;
    }

    /// <summary>Takes a connection whose next attempt is due.</summary>
    public bool TryTake(long now, out SessionRecord failed)
    {
        bool isDue = _waiting.TryTake(now, out Retry retry, out _);
        failed = retry.Failed;
        if (isDue)
            _underWay.Add(failed.Session.Number, retry.State);
        return isDue;
    }

    /// <summary>Takes a connection that waits, whenever its attempt is due: there will be none.</summary>
    /// <param name="failed">The connection.</param>
    /// <param name="retries">How often it was tried again.</param>
    public bool TryCancel(out SessionRecord failed, out int retries)
    {
        bool isThere = _waiting.TryTake(long.MaxValue, out Retry retry, out _);
        failed = retry.Failed;
        // The attempt that it waits for is not made.
        retries = retry.State.Count - _before - 1;
        return isThere;
    }

    /// <summary>A connection is over. Gives how often it was tried again.</summary>
    public int End(long number) => _underWay.Remove(number, out ReconnectState state) ? state.Count - _before : 0;

    private readonly record struct Retry(SessionRecord Failed, ReconnectState State);
}
