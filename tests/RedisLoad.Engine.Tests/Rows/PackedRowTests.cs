using RedisLoad.Failures;
using RedisLoad.Rows;

namespace RedisLoad.Tests.Rows;

public class PackedRowTests
{
    private static readonly DateTimeOffset s_end = new(2026, 11, 25, 21, 30, 1, TimeSpan.FromHours(2));

    [Fact]
    public void A_row_is_the_same_after_it_was_packed()
    {
        LoadSample row = Row();
        LoadSample read = PackedRow.Read(PackedRow.Of(row));
        Assert.All(
            typeof(LoadSample).GetProperties(),
            property => Assert.Equal((property.Name, property.GetValue(row)), (property.Name, property.GetValue(read))));
        Assert.Equal(row.Span, read.Span);
        Assert.Equal(row.HasSchedule, read.HasSchedule);
        Assert.Equal(PackedRow.Of(row), PackedRow.Of(read));
    }

    /// <summary>What a row does not show, and a sum of rows needs.</summary>
    [Fact]
    public void What_no_column_shows_is_kept_too()
    {
        LoadSample row = Row();
        LoadSample read = PackedRow.Read(PackedRow.Of(row));
        Assert.Equal((3, 4567, 890, 1234), (
            read.Counters.StartsTimed, read.Counters.StartCpuNanoseconds, read.Counters.CpuNanoseconds,
            read.Counters.CpuCapacityNanoseconds));
        Assert.Equal(LoadSample.Merge(row, row).ResponseP99Ms, LoadSample.Merge(read, read).ResponseP99Ms);
    }

    [Fact]
    public void A_row_without_histograms_as_columns_packs_them_all_the_same() =>
        Assert.Equal(PackedRow.Of(Row()), PackedRow.Of(Row().WithoutHistograms()));

    [Fact]
    public void What_is_cut_off_or_spoilt_is_no_row()
    {
        byte[] packed = PackedRow.Of(Row());
        for (int length = 0; length < packed.Length; length += 7)
            Assert.Throws<FormatException>(() => PackedRow.Read(packed[..length]));
        Assert.Throws<FormatException>(() => PackedRow.Read([.. packed[..^40], .. new byte[40]]));
    }

    private static LoadSample Row()
    {
        var recorder = new IntervalRecorder();
        for (long i = 1; i <= 1000; i++)
        {
            recorder.RecordStart(i * 1000);
            recorder.RecordSteadyReply(i * 10_000);
            Assert.True(recorder.Response.TryRecord(i * 100_000));
        }
        recorder.Counters.Due = 1000;
        recorder.Counters.Succeeded = 990;
        recorder.Counters.Failures.Set(FailureKind.Reset, 10);
        recorder.Counters.Gauges.Open = 7;
        recorder.Counters.LongestPause = 12_345;
        recorder.Counters.StartsTimed = 3;
        recorder.Counters.StartCpuNanoseconds = 4567;
        recorder.Counters.CpuNanoseconds = 890;
        recorder.Counters.CpuCapacityNanoseconds = 1234;
        var span = new SampleSpan(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2.0004), s_end) { ArrivalsEnd = TimeSpan.FromSeconds(1.5) };
        return new LoadSample(span, hasSchedule: true, recorder)
        {
            RunId = "run", Generator = "host/1", Share = "2/3", Events = "1 s: a; 2 s: \u00fc\t\"b\"", MaxOpen = 20, GapSeconds = 0.5,
        };
    }
}
