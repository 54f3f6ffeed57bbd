using System.Net;
using RedisLoad.Plan;
using RedisLoad.Rows;
using RedisLoad.Run;
using RedisLoad.Target;
using RedisLoad.Transport;

namespace RedisLoad.Tests.Run;

public class LoadWorkerTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_worker_allocates_nothing_however_many_connections_it_makes(bool saturate)
    {
        using var target = TargetServer.Start(new TargetOptions());
        LoadPlan plan = new LoadPlan
        {
            Targets = new() { Port = target.Port },
            Schedule = new() { Duration = TimeSpan.FromSeconds(0.5) },
            MaxOpen = 50,
        };
        plan = saturate ? plan with
        {
            Schedule = plan.Schedule with { Saturate = true },
        } : plan with { Schedule = plan.Schedule with { Cps = 4000 } };

        // A path that is taken for the first time may allocate once, and a rare one can come late: so some runs have another try.
        long allocated = long.MaxValue;
        for (int run = 0; run < 6 && allocated > 0; run++)
        {
            IntervalCounters recorded = RunWorker(plan, out allocated);
            Assert.Equal(recorded.Started, recorded.Succeeded);
            Assert.True(recorded.Succeeded > 0);
        }
        Assert.Equal(0, allocated);
    }

    private static IntervalCounters RunWorker(LoadPlan plan, out long allocated)
    {
        var exchange = new OneInterval();
        var settings = new TransportSettings
        {
            Targets = [LoadTarget.Of(new IPEndPoint(IPAddress.Loopback, plan.Targets.Port))],
            Script = plan.CreateScript(),
            Capacity = plan.MaxOpen,
            ConnectTimeout = plan.Session.ConnectTimeout,
            ReplyTimeout = plan.Session.ReplyTimeout,
            SendsAtOnce = true,
        };
        using var worker = new LoadWorker(
            new LoadTimeline(plan), 0, plan.Share.Numbers, plan.Session.DrainTimeout, exchange, log: null, retries: null, sink =>
                new EpollTransport(settings, sink));

        long before = GC.GetAllocatedBytesForCurrentThread();
        worker.Run(Clock.Now);
        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return exchange.Published;
    }

    /// <summary>Has the recorders of a run of one interval, and of what is left after it.</summary>
    private sealed class OneInterval : IRecorderExchange
    {
        private readonly Stack<IntervalRecorder[]> _empty = new([[new IntervalRecorder()], [new IntervalRecorder()]]);
        private IntervalCounters _published;

        public IntervalCounters Published => _published;

        public IntervalRecorder[] Take() => _empty.Pop();

        public void Publish(Slice slice) => _published.Add(slice.Recorders[0].Counters);
    }
}
