using RedisLoad.Failures;
using RedisLoad.Rows;

namespace RedisLoad.Tests.Rows;

public class LoadInstrumentTests
{
    private static readonly SampleSpan s_span = new(TimeSpan.Zero, TimeSpan.FromSeconds(1), DateTimeOffset.UnixEpoch);

    [Fact]
    public void Names_and_units_are_as_the_conventions_want_them()
    {
        Assert.All(LoadInstrument.All, column => Assert.Matches(@"^(redisload|db\.client)(\.[a-z][a-z_]*)+$", column.Name));
        Assert.All(LoadInstrument.All, column => Assert.Matches(@"^(s|1|\{[a-z]+\}(/s)?)$", column.Unit));
        Assert.All(LoadInstrument.All, column => Assert.DoesNotContain('<', column.Description));
        Assert.All(
            LoadInstrument.All.GroupBy(column => column.Name),
            columns => Assert.Single(columns.Select(column => (column.Kind, column.Unit, column.Description)).Distinct()));
    }

    [Fact]
    public void Every_kind_of_failure_is_one_of_the_same_metric() =>
        Assert.Equal(
            Faults.AllKinds.Select(kind => $"{kind}"),
            LoadInstrument.All.Where(column => column.Name == "redisload.connection.failed").Select(column => column.ErrorType));

    [Fact]
    public void What_is_counted_and_timed_is_read_from_a_row_in_the_units_of_metrics()
    {
        var recorder = new IntervalRecorder();
        recorder.Counters.Started = 7;
        recorder.Counters.Failures.Set(FailureKind.Refused, 3);
        recorder.Counters.Gauges.Open = 2;
        recorder.Counters.LongestPause = 4_000_000;
        recorder.Counters.CpuNanoseconds = 25;
        recorder.Counters.CpuCapacityNanoseconds = 100;
        recorder.Response.TryRecord(1_000_000);
        recorder.Response.TryRecord(1_000_000);
        recorder.Response.TryRecord(500_000);
        var row = new LoadSample(s_span, hasSchedule: false, recorder);

        AssertIs(InstrumentKind.Counter, [(7, 1)], "redisload.connection.started");
        AssertIs(InstrumentKind.Counter, [(3, 1)], "redisload.connection.failed", "Refused");
        AssertIs(InstrumentKind.Gauge, [(2, 1)], "redisload.connection.open");
        AssertIs(InstrumentKind.Gauge, [(0.004, 1)], "redisload.generator.pause");
        AssertIs(InstrumentKind.Gauge, [(0.25, 1)], "redisload.generator.cpu.utilization");
        AssertIs(InstrumentKind.Histogram, [(0.0005, 1), (0.001, 2)], "redisload.response.duration");
        // What there was nothing to time of, and what a watch alone knows.
        AssertIs(InstrumentKind.Histogram, [], "db.client.connection.create_time");
        AssertIs(InstrumentKind.Counter, [], "redisload.server.listen_overflows");

        void AssertIs(InstrumentKind kind, (double Value, long Times)[] values, string name, string? errorType = null)
        {
            LoadInstrument column = Assert.Single(
                LoadInstrument.All, column => column.Name == name && (errorType is null || column.ErrorType == errorType));
            Assert.Equal(kind, column.Kind);
            Assert.Equal(values, column.Read(row));
        }
    }
}
