namespace RedisLoad.Load;

/// <summary>The time that a row covers.</summary>
/// <param name="Start">Its beginning, since the end of the warm-up.</param>
/// <param name="End">Its end, since the end of the warm-up.</param>
/// <param name="EndTime">Its end, by the calendar.</param>
internal sealed record SampleSpan(TimeSpan Start, TimeSpan End, DateTimeOffset EndTime)
{
    public TimeSpan Length => End - Start;

    /// <summary>When the last connection of the run was due, since the end of the warm-up: later ones are not to come, and rows go on because connections are held.</summary>
    public TimeSpan ArrivalsEnd { get; init; } = TimeSpan.MaxValue;

    /// <summary>How much of it, at its end, lies after the last arrival.</summary>
    public TimeSpan Tail => ArrivalsEnd >= End ? TimeSpan.Zero : ArrivalsEnd <= Start ? Length : End - ArrivalsEnd;

    /// <summary>From the beginning of this to the end of a later one.</summary>
    public SampleSpan To(SampleSpan later) => later with { Start = Start };
}
