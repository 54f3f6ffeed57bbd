namespace RedisLoad.Pacing;

/// <summary>How the delays before the attempts to reconnect grow.</summary>
public enum ReconnectBackoff
{
    /// <summary>No attempt: a client that has lost its connection stays away.</summary>
    None,

    /// <summary>Each attempt follows the loss, and the failure of the attempt before it, at once.</summary>
    Immediate,

    /// <summary>The same delay before each attempt.</summary>
    Fixed,

    /// <summary>One delay before the first attempt, two before the second, and so on.</summary>
    Linear,

    /// <summary>Each delay is twice the delay before it.</summary>
    Exponential,
}

/// <summary>How delays are spread at random, so that clients that lost their connections together do not come back together.</summary>
public enum ReconnectJitter
{
    /// <summary>The delay as the backoff has it.</summary>
    None,

    /// <summary>A random time from 0 to the delay.</summary>
    Full,

    /// <summary>Half of the delay, and a random time from 0 to the other half.</summary>
    Equal,

    /// <summary>A random time from the first delay to three times the delay before.</summary>
    Decorrelated,
}

/// <summary>An attempt of a client to reconnect.</summary>
/// <param name="Number">Which attempt since the loss of the connection, from 1; of a client that connects on demand, since its
/// request.</param>
/// <param name="PreviousMs">The delay before the attempt before it, in milliseconds; 0 before the first.</param>
/// <param name="Seed">What is drawn for it follows from this.</param>
internal readonly record struct ReconnectAttempt(int Number, double PreviousMs, ulong Seed)
{
    /// <summary>A random number from 0 to less than 1.</summary>
    /// <param name="position">Which of the attempt's random numbers.</param>
    public double Draw(ulong position = 0) => SplitMix64.Fraction(Seed, position);
}

/// <summary>Where a client is in its attempts to connect.</summary>
internal struct ReconnectState
{
    /// <summary>How many there were so far.</summary>
    public int Count;

    /// <summary>The delay before the last one, in milliseconds.</summary>
    public double DelayMs;

    /// <summary>When the last one began.</summary>
    public long Begun;
}

/// <summary>When the clients of a pool stop connecting, because the pool takes the server to be down.</summary>
/// <param name="Size">How many tries have to fail, of all clients of the pool: as many as it has clients.</param>
/// <param name="DialsPerTry">How many attempts a try is made of. It ends before if there is a connection, whatever comes of it.</param>
internal sealed record DialPool(int Size, int DialsPerTry)
{
    /// <summary>How long after it has failed the probe of a pool that has stopped connects again.</summary>
    public TimeSpan ProbeDelay { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether an attempt, from 1, is the first of a try.</summary>
    public bool IsStartOfTry(int attempt) => (attempt - 1) % DialsPerTry == 0;

    /// <summary>Whether an attempt, from 1, is the last of a try.</summary>
    public bool IsEndOfTry(int attempt) => attempt > 0 && attempt % DialsPerTry == 0;

    /// <summary>The attempts that have passed when a try is over, of which there were so many.</summary>
    public int EndOfTry(int attempts) => (attempts + DialsPerTry - 1) / DialsPerTry * DialsPerTry;
}

/// <summary>When a client that has lost its connection connects again.</summary>
/// <param name="DelayMs">The delay before an attempt, in milliseconds: a pure function.</param>
/// <param name="Limit">How many attempts there are at most; null for no limit.</param>
internal sealed record ReconnectPolicy(Func<ReconnectAttempt, double> DelayMs, int? Limit)
{
    /// <summary>No attempt at all.</summary>
    public static ReconnectPolicy Never { get; } = new(_ => 0, Limit: 0);

    /// <summary>Whether a client connects when a request of its own is due, as a pool of connections does, and the limit is of one request.
    /// Otherwise it connects when the connection is lost, and gives up at the limit.</summary>
    public bool IsOnDemand { get; init; }

    /// <summary>Whether the first attempt follows at once. Of a new connection that is the first try, and its first retry the second
    /// attempt.</summary>
    public bool BeginsAtOnce { get; init; }

    /// <summary>Whether the delay counts from the beginning of the attempt before, not from its failure.</summary>
    public bool CountsFromStart { get; init; }

    /// <summary>When the clients of a pool stop connecting; null for never.</summary>
    public DialPool? Pool { get; init; }

    /// <summary>Goes on to the next attempt.</summary>
    /// <param name="state">Where the client is.</param>
    /// <param name="seed">What is drawn for the attempt follows from this.</param>
    /// <param name="now">When the connection was lost, or the attempt before has failed, in nanoseconds.</param>
    /// <returns>When it begins.</returns>
    public long Next(ref ReconnectState state, ulong seed, long now)
    {
        long from = CountsFromStart && state.Count > 0 ? state.Begun : now;
        state.Count++;
        state.DelayMs = DelayMs(new ReconnectAttempt(state.Count, state.DelayMs, seed));
        return Math.Max(now, from + (long)(state.DelayMs * Clock.NanosecondsPerMillisecond));
    }

    /// <summary>A policy by its formula.</summary>
    /// <param name="backoff">How delays grow.</param>
    /// <param name="delay">The first delay.</param>
    /// <param name="maxDelay">The longest delay, before jitter.</param>
    /// <param name="jitter">How they are spread.</param>
    /// <param name="limit">How many attempts there are at most; null for no limit.</param>
    /// <remarks>The formulas of the jitter are those of Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015, in the
    /// form of its simulator (github.com/aws-samples/aws-arch-backoff-simulator, src/backoff_simulator.py).</remarks>
    public static ReconnectPolicy Of(ReconnectBackoff backoff, TimeSpan delay, TimeSpan maxDelay, ReconnectJitter jitter, int? limit)
    {
        if (backoff == ReconnectBackoff.None)
            return Never;
        (double first, double max) = (delay.TotalMilliseconds, maxDelay.TotalMilliseconds);
        double BackoffMs(int attempt) => backoff switch
        {
            ReconnectBackoff.Fixed => first,
            ReconnectBackoff.Linear => Math.Min(max, first * attempt),
            ReconnectBackoff.Exponential => Math.Min(max, first * Math.Pow(2, attempt - 1)),
            _ => 0,
        };
        return new(
            jitter switch
            {
                ReconnectJitter.Full => attempt => attempt.Draw() * BackoffMs(attempt.Number),
                ReconnectJitter.Equal => attempt => (1 + attempt.Draw()) / 2 * BackoffMs(attempt.Number),
                ReconnectJitter.Decorrelated => attempt =>
                    Math.Min(max, Between(first, 3 * Math.Max(first, attempt.PreviousMs), attempt.Draw())),
                _ => attempt => BackoffMs(attempt.Number),
            },
            limit);
    }

    private static double Between(double low, double high, double draw) => low + draw * (high - low);
}
