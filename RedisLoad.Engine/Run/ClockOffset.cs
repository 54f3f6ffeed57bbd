namespace RedisLoad.Run;

/// <summary>A look at another host's clock.</summary>
/// <param name="Sent">When it was asked, by the clock of this host.</param>
/// <param name="Remote">What it said.</param>
/// <param name="Received">When the answer was here, by the clock of this host.</param>
public readonly record struct ClockReading(DateTimeOffset Sent, DateTimeOffset Remote, DateTimeOffset Received);

/// <summary>How far another host's clock is ahead of this one's.</summary>
/// <param name="Offset">By how much; negative where it is behind.</param>
/// <param name="Uncertainty">By how much more or less that can be.</param>
public readonly record struct ClockOffset(TimeSpan Offset, TimeSpan Uncertainty)
{
    /// <summary>Past this, the first connections of two load generators may be as far apart as people notice.</summary>
    public static TimeSpan UncertaintyLimit { get; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Whether load generators begin together as far as anybody sees.</summary>
    public bool IsCertain => Uncertainty <= UncertaintyLimit;

    /// <summary>Compares two clocks.</summary>
    /// <remarks>
    /// The other clock was read at some time between question and answer, so each reading bounds the offset on both sides. Together they
    /// bound it by the quickest question and the quickest answer, even of different round trips. A clock that is set meanwhile leaves
    /// bounds that contradict each other; how far they do is the uncertainty then. </remarks>
    /// <param name="readings">One at least.</param>
    public static ClockOffset Of(params IReadOnlyList<ClockReading> readings)
    {
        TimeSpan atLeast = readings.Max(reading => reading.Remote - reading.Received);
        TimeSpan atMost = readings.Min(reading => reading.Remote - reading.Sent);
        return new ClockOffset((atLeast + atMost) / 2, ((atMost - atLeast) / 2).Duration());
    }

    /// <summary>What the other clock shows at a moment of this host's.</summary>
    public DateTimeOffset ToRemote(DateTimeOffset local) => local + Offset;

}
