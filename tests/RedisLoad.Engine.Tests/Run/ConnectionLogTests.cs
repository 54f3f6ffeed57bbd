using System.Net;
using RedisLoad.Resp;
using RedisLoad.Rows;
using RedisLoad.Run;
using RedisLoad.Session;
using RedisLoad.Transport;

namespace RedisLoad.Tests.Run;

public class ConnectionLogTests
{
    private const long Millisecond = 1_000_000;

    [Fact]
    public void A_record_has_its_times_since_the_start_and_its_target()
    {
        var log = new ConnectionLog(
            [LoadTarget.Of(new IPEndPoint(IPAddress.Loopback, 1)), LoadTarget.Of(new IPEndPoint(IPAddress.Loopback, 2))]);
        log.Add(new SessionRecord { Session = new SessionNumber(5, 2, 1), Due = 100 * Millisecond, Started = 101 * Millisecond,
            Ended = 103 * Millisecond, Value = "bar" }, start: 50 * Millisecond, retries: 2);

        Assert.True(log.TryTake(out ConnectionRecord? record));
        Assert.Equal((5L, 2, 1L, "127.0.0.1:2", 50.0, 51.0, null, 53.0, 2, "bar"),
            (record.Number, record.Burst, record.Client, record.Target, record.DueMs, record.StartedMs, record.ConnectedMs, record.EndedMs,
            record.Retries, record.Value));
        Assert.False(log.TryTake(out _));
    }

    [Fact]
    public void What_nobody_takes_in_time_is_dropped_and_counted()
    {
        var log = new ConnectionLog([LoadTarget.Of(new IPEndPoint(IPAddress.Loopback, 1))]);
        for (int i = 0; i < 100_007; i++)
            log.Add(new SessionRecord { Session = new SessionNumber(i, 0, i) }, start: 0, retries: 0);
        Assert.Equal(7, log.Dropped);

        int taken = 0;
        while (log.TryTake(out _))
            taken++;
        Assert.Equal(100_000, taken);
    }
}
