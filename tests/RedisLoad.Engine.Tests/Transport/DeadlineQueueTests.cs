using RedisLoad.Transport;

namespace RedisLoad.Tests.Transport;

public class DeadlineQueueTests
{
    [Fact]
    public void An_empty_queue_has_no_deadline()
    {
        var queue = new DeadlineQueue(capacity: 4, timeout: 100);
        Assert.Equal(long.MaxValue, queue.Earliest);
        Assert.False(queue.TryPeek(long.MaxValue - 1, out _));
    }

    [Fact]
    public void Slots_come_in_the_order_of_their_deadlines()
    {
        var queue = new DeadlineQueue(capacity: 4, timeout: 100);
        queue.Add(2, now: 10);
        queue.Add(0, now: 20);
        Assert.Equal(110, queue.Earliest);
        Assert.False(queue.TryPeek(109, out _));
        Assert.True(queue.TryPeek(110, out int slot));
        Assert.Equal(2, slot);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_slot_leaves_from_any_place(int leaving)
    {
        var queue = new DeadlineQueue(capacity: 3, timeout: 100);
        for (int slot = 0; slot < 3; slot++)
            queue.Add(slot, now: slot);

        queue.Remove(leaving);
        Assert.Equal(Enumerable.Range(0, 3).Where(slot => slot != leaving), Drain(queue));
    }

    [Fact]
    public void A_slot_that_leaves_and_returns_is_the_last()
    {
        var queue = new DeadlineQueue(capacity: 3, timeout: 100);
        for (int slot = 0; slot < 3; slot++)
            queue.Add(slot, now: slot);

        queue.Remove(0);
        queue.Add(0, now: 3);
        Assert.Equal([1, 2, 0], Drain(queue));
        queue.Add(1, now: 4);
        Assert.Equal(104, queue.Earliest);
    }

    private static List<int> Drain(DeadlineQueue queue)
    {
        var slots = new List<int>();
        while (queue.TryPeek(long.MaxValue - 1, out int slot))
        {
            slots.Add(slot);
            queue.Remove(slot);
        }
        return slots;
    }
}
