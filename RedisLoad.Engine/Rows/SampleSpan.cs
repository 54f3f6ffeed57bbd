namespace RedisLoad.Rows;

/// <summary>The time that a row covers: real time, whatever the load generator came to in it.</summary>
/// <param name="Start">Its beginning, since the end of the warm-up.</param>
/// <param name="End">Its end, since the end of the warm-up.</param>
/// <param name="EndTime">Its end, by the calendar.</param>
internal sealed record SampleSpan(TimeSpan Start, TimeSpan End, DateTimeOffset EndTime)
{
    public TimeSpan Length => End - Start;

    /// <summary>When the schedule was over, since the end of the warm-up: rows go on for late starts, for replies, and for connections that
    /// are held.</summary>
    public TimeSpan ArrivalsEnd { get; init; } = TimeSpan.MaxValue;

    /// <summary>When the last of them was to be closed, if it was held: from <see cref="ArrivalsEnd"/> on, the plan has connections that
    /// wait, and no load.</summary>
    public TimeSpan HoldEnd { get; init; } = TimeSpan.MaxValue;

    /// <summary>How much of it lies after the last arrival.</summary>
    public TimeSpan Tail => Overlap(ArrivalsEnd, TimeSpan.MaxValue);

    /// <summary>How much of it lies in the hold after the last arrival.</summary>
    public TimeSpan Hold => Overlap(ArrivalsEnd, HoldEnd);

    /// <summary>From the beginning of this to the end of a later one.</summary>
    public SampleSpan To(SampleSpan later) => later with { Start = Start };

    private TimeSpan Overlap(TimeSpan from, TimeSpan to)
    {
        TimeSpan overlap = (to < End ? to : End) - (from > Start ? from : Start);
        return overlap > TimeSpan.Zero ? overlap : TimeSpan.Zero;
    }
}
