using RedisLoad.Failures;
using RedisLoad.Rows;
using RedisLoad.Session;

namespace RedisLoad.Tests.Rows;

public class LoadSampleTests
{
    [Fact]
    public void Merged_rows_have_the_percentiles_of_all_their_values()
    {
        var random = new Random(3);
        var all = new IntervalRecorder();
        var parts = new List<LoadSample>();
        for (int interval = 0; interval < 5; interval++)
        {
            var part = new IntervalRecorder();
            for (int i = 0; i < 1000; i++)
            {
                long due = random.NextInt64(1_000_000);
                long started = due + random.NextInt64(5_000_000);
                long connected = started + random.NextInt64(5_000_000);
                SessionRecord session = RandomOutcome(random, new SessionRecord { Due = due, Started = started, Connected = connected,
                    Ended = connected + random.NextInt64(50_000_000) });
                foreach (IntervalRecorder recorder in (IntervalRecorder[])[all, part])
                {
                    recorder.RecordStart(started - due);
                    if (session.Answered != 0)
                        recorder.RecordAnswer(session);
                    recorder.RecordEnd(session);
                }
            }
            parts.Add(ToSample(part, interval, interval + 1, open: 5 - interval));
        }

        LoadSample merged = LoadSample.Merge([.. parts]);
        LoadSample expected = ToSample(all, 0, 5, open: 1);
        Assert.Equivalent(expected, merged, strict: true);
        Assert.NotNull(merged.ResponseP999Ms);
        Assert.NotEqual(0, merged.Failed);
        Assert.Equal(merged.ResponseP999Ms, merged.GetResponsePercentileMs(99.9));
    }

    /// <summary>Rows of two runs, in order: <c>a+</c> is one of the run a with a schedule, <c>a-</c> one that tells of none.</summary>
    [Theory]
    [InlineData("a+ a+", true)]
    [InlineData("a+ a-", true)]
    [InlineData("a- a-", false)]
    [InlineData("a+ a- b+ b-", true)]
    [InlineData("a+ a- b- b-", false)]
    public void A_sum_has_a_schedule_where_each_of_its_runs_has(string rows, bool expected)
    {
        LoadSample merged = LoadSample.Merge([.. rows.Split(' ').Select((row, second) => new LoadSample(
            new SampleSpan(TimeSpan.FromSeconds(second), TimeSpan.FromSeconds(second + 1), DateTimeOffset.UnixEpoch),
            row[1] == '+', new IntervalRecorder()) { RunId = row[..1] })]);
        Assert.Equal(expected, merged.HasSchedule);
    }

    [Fact]
    public void Nothing_cannot_be_merged() => Assert.Throws<ArgumentException>(() => LoadSample.Merge([]));

    [Fact]
    public void Every_kind_of_failure_is_a_property_of_its_name()
    {
        var recorder = new IntervalRecorder();
        foreach (FailureKind kind in Faults.AllKinds)
        {
            for (int i = 0; i < (int)kind; i++)
                recorder.RecordEnd(new SessionRecord { Ended = 1, Failure = kind });
        }
        LoadSample sample = ToSample(recorder, 0, 1, open: 0);

        Assert.All(Faults.AllKinds, kind => Assert.Equal((long)kind, typeof(LoadSample).GetProperty(kind.ToString())!.GetValue(sample)));
        Assert.Equal(Faults.AllKinds.Sum(kind => (long)kind), sample.Failed);
    }

    [Fact]
    public void Rates_are_of_the_interval()
    {
        var recorder = new IntervalRecorder();
        for (int i = 0; i < 30; i++)
            recorder.RecordEnd(new SessionRecord { Connected = 1, Ended = 2 });
        LoadSample sample = ToSample(recorder, 1, 1.5, open: 0);
        Assert.Equal((1.5, 60.0, 2000.0), (sample.ElapsedSeconds, sample.Cps, sample.TargetCps));
    }

    private static SessionRecord RandomOutcome(Random random, SessionRecord session) =>
        random.Next(10) == 0 ? session with { Failure = FailureKind.Reset } : session with { Answered = session.Ended };

    private static LoadSample ToSample(IntervalRecorder recorder, double start, double end, long open)
    {
        recorder.Counters.Due = (long)((end - start) * 2000);
        recorder.Counters.Gauges.Open = open;
        recorder.Counters.CpuNanoseconds = (long)((end - start) * 250_000_000);
        recorder.Counters.CpuCapacityNanoseconds = (long)((end - start) * 1_000_000_000);
        var span = new SampleSpan(TimeSpan.FromSeconds(start), TimeSpan.FromSeconds(end), DateTimeOffset.UnixEpoch.AddSeconds(end));
        return new LoadSample(span, hasSchedule: true, recorder);
    }
}
