using RedisLoad.Run;

namespace RedisLoad.Tests.Run;

/// <summary>When half, most and all of a population are connected again.</summary>
public class RecoveryClockTests
{
    [Fact]
    public void All_are_lost_and_come_back_one_by_one()
    {
        var clock = new RecoveryClock(4);
        for (int left = 3; left >= 0; left--)
            clock.OnLost(left, time: 100 + left);
        Assert.Equal((null, null, null), clock.OnConnected(1, 200));
        Assert.Equal((197, null, null), clock.OnConnected(2, 300));
        Assert.Equal((null, null, null), clock.OnConnected(3, 400));
        Assert.Equal((null, 397, 397), clock.OnConnected(4, 500));
    }

    [Fact]
    public void A_part_that_was_never_lost_has_taken_no_time()
    {
        var clock = new RecoveryClock(1000);
        clock.OnLost(999, time: 100);
        Assert.Equal((0, 0, 50), clock.OnConnected(1000, 150));
    }

    [Fact]
    public void What_is_lost_again_before_all_are_back_counts_from_the_first_loss()
    {
        var clock = new RecoveryClock(2);
        clock.OnLost(1, time: 0);
        clock.OnLost(0, time: 10);
        Assert.Equal((20, null, null), clock.OnConnected(1, 20));
        clock.OnLost(0, time: 30);
        Assert.Equal((40, null, null), clock.OnConnected(1, 40));
        Assert.Equal((null, 50, 50), clock.OnConnected(2, 50));
    }

    [Fact]
    public void The_next_outage_begins_anew()
    {
        var clock = new RecoveryClock(2);
        clock.OnLost(1, time: 0);
        Assert.Equal((0, 5, 5), clock.OnConnected(2, 5));
        clock.OnLost(1, time: 100);
        clock.OnLost(0, time: 100);
        Assert.Equal((3, null, null), clock.OnConnected(1, 103));
        Assert.Equal((null, 4, 4), clock.OnConnected(2, 104));
    }

    [Fact]
    public void Without_a_loss_there_is_no_recovery() => Assert.Equal((null, null, null), new RecoveryClock(2).OnConnected(2, 5));
}
