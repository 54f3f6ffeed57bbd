namespace RedisLoad.Load;

/// <summary>The time that a row covers.</summary>
/// <param name="Start">Its beginning, since the end of the warm-up.</param>
/// <param name="End">Its end, since the end of the warm-up.</param>
/// <param name="EndTime">Its end, by the calendar.</param>
internal sealed record SampleSpan(TimeSpan Start, TimeSpan End, DateTimeOffset EndTime)
{
    public TimeSpan Length => End - Start;

    /// <summary>From the beginning of this to the end of a later one.</summary>
    public SampleSpan To(SampleSpan later) => later with { Start = Start };
}
