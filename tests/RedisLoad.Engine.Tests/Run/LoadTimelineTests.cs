using RedisLoad.Plan;
using RedisLoad.Rows;
using RedisLoad.Run;

namespace RedisLoad.Tests.Run;

public class LoadTimelineTests
{
    [Theory]
    [InlineData(20, 0, 1, 20)]
    [InlineData(2.5, 0, 1, 3)]
    [InlineData(1, 3, 0.25, 4)]
    [InlineData(0.5, 0, 10, 1)]
    public void Every_due_connection_is_in_one_interval(double seconds, double warmUp, double length, int intervals)
    {
        var plan = new LoadPlan
        {
            Schedule = new() { Cps = 777, Duration = TimeSpan.FromSeconds(seconds), WarmUp = TimeSpan.FromSeconds(warmUp) },
            Rows = new() { Interval = TimeSpan.FromSeconds(length) },
        };
        var timeline = new LoadTimeline(plan);
        Assert.Equal(intervals, timeline.Intervals);

        long due = Enumerable.Range(0, intervals).Sum(interval => timeline.DueIn(interval));
        long inWarmUp = timeline.CreateArrivals().CountDueBefore(timeline.EndOf(-1));
        Assert.Equal(plan.Total, inWarmUp + due);
        Assert.Equal(timeline.End, timeline.EndOf(intervals - 1));
    }

    [Fact]
    public void The_last_interval_is_what_is_left()
    {
        var timeline = new LoadTimeline(new LoadPlan { Schedule = new() { Cps = 100, Duration = TimeSpan.FromSeconds(2.5) } });
        SampleSpan last = timeline.SpanOf(2, 2, end: null, DateTimeOffset.UnixEpoch);
        Assert.Equal((2.0, 2.5, 0.5), (last.Start.TotalSeconds, last.End.TotalSeconds, last.Length.TotalSeconds));
        Assert.Equal(50, timeline.DueIn(2));
    }

    [Fact]
    public void Time_is_counted_from_the_end_of_the_warm_up()
    {
        var timeline = new LoadTimeline(new LoadPlan { Schedule = new() { WarmUp = TimeSpan.FromSeconds(5) } });
        SampleSpan first = timeline.SpanOf(0, 0, end: null, DateTimeOffset.UnixEpoch);
        Assert.Equal((0.0, 1.0), (first.Start.TotalSeconds, first.End.TotalSeconds));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(6), first.EndTime);
        Assert.False(timeline.Counts(4_999_999_999));
        Assert.True(timeline.Counts(5_000_000_000));
    }
}
