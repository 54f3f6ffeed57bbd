using RedisLoad.Watch;

namespace RedisLoad.Tests.Watch;

public class RowScheduleTests
{
    [Theory]
    [InlineData(0, 1100)]
    [InlineData(1000, 1100)]
    [InlineData(1099, 1100)]
    [InlineData(1100, 1200)]
    [InlineData(1101, 1200)]
    [InlineData(1290, 1300)]
    [InlineData(5555, 5600)]
    public void The_next_row_is_due_at_a_whole_interval(long now, long due) => Assert.Equal(due, new RowSchedule(1000, 100).After(now));

    [Fact]
    public void A_late_row_is_not_followed_by_two_quick_ones()
    {
        var beat = new RowSchedule(0, 100);
        long[] taken = [100, 200, 570, 600, 700];
        long[] due = [.. taken.Select(beat.After)];
        Assert.Equal([200, 300, 600, 700, 800], due);
    }
}
