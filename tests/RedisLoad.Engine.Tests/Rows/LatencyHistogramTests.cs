using HdrHistogram;
using HdrHistogram.Utilities;
using RedisLoad.Rows;

namespace RedisLoad.Tests.Rows;

public class LatencyHistogramTests
{
    private const long Millisecond = 1_000_000;

    [Fact]
    public void Without_values_there_are_no_percentiles()
    {
        var histogram = new LatencyHistogram();
        Assert.Null(histogram.PercentileMs(99));
        Assert.Null(histogram.MaxMs);
    }

    [Theory]
    [InlineData(50, 500)]
    [InlineData(90, 900)]
    [InlineData(99, 990)]
    [InlineData(99.9, 999)]
    [InlineData(100, 1000)]
    public void Percentiles_are_right_to_three_digits(double percent, double expectedMs)
    {
        var histogram = new LatencyHistogram();
        for (int ms = 1; ms <= 1000; ms++)
            Assert.True(histogram.TryRecord(ms * Millisecond));
        Assert.InRange(histogram.PercentileMs(percent)!.Value, expectedMs * 0.999, expectedMs * 1.001);
    }

    [Theory]
    [InlineData(98, 0.1)]
    [InlineData(99, 900)]
    public void So_many_percent_are_at_most_the_percentile(double percent, double expectedMs)
    {
        var histogram = new LatencyHistogram();
        for (int i = 0; i < 158; i++)
            histogram.TryRecord(Millisecond / 10);
        histogram.TryRecord(900 * Millisecond);
        histogram.TryRecord(900 * Millisecond);
        Assert.InRange(histogram.PercentileMs(percent)!.Value, expectedMs * 0.999, expectedMs * 1.001);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(50, 1)]
    [InlineData(90, 10)]
    [InlineData(99, 100)]
    [InlineData(99.9, 1000)]
    [InlineData(99.99, 10_000)]
    [InlineData(100, 1)]
    public void A_percentile_takes_enough_values(double percent, int fewest)
    {
        var histogram = new LatencyHistogram();
        for (int i = 1; i < fewest; i++)
            histogram.TryRecord(Millisecond);
        Assert.Null(histogram.PercentileMs(percent));
        histogram.TryRecord(Millisecond);
        Assert.NotNull(histogram.PercentileMs(percent));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(999, 0)]
    [InlineData(1_000, 0.001)]
    [InlineData(1_999, 0.001)]
    public void Values_are_whole_microseconds(long nanoseconds, double expectedMs)
    {
        var histogram = new LatencyHistogram();
        histogram.TryRecord(nanoseconds);
        Assert.Equal(expectedMs, histogram.MaxMs);
    }

    [Fact]
    public void A_value_past_the_range_is_taken_as_its_end_and_said()
    {
        var histogram = new LatencyHistogram();
        Assert.True(histogram.TryRecord(120_000 * Millisecond));
        Assert.False(histogram.TryRecord(120_001 * Millisecond));
        Assert.Equal(2, histogram.Count);
        Assert.InRange(histogram.MaxMs!.Value, 119_900, 120_100);
    }

    [Fact]
    public void Histograms_split_at_random_add_up_to_the_whole_also_when_encoded()
    {
        var random = new Random(7);
        var whole = new LatencyHistogram();
        LatencyHistogram[] parts = [new(), new(), new()];
        for (int i = 0; i < 100_000; i++)
        {
            long nanoseconds = (long)Math.Exp(random.NextDouble() * 25);
            whole.TryRecord(nanoseconds);
            parts[random.Next(parts.Length)].TryRecord(nanoseconds);
        }

        var added = new LatencyHistogram();
        var decoded = new LatencyHistogram();
        foreach (LatencyHistogram part in parts)
        {
            added.Add(part);
            decoded.AddEncoded(part.Encode());
        }
        foreach (double percent in (double[])[0, 1, 50, 90, 99, 99.9, 99.99, 100])
        {
            Assert.Equal(whole.PercentileMs(percent), added.PercentileMs(percent));
            Assert.Equal(whole.PercentileMs(percent), decoded.PercentileMs(percent));
        }
        Assert.Equal(whole.MaxMs, decoded.MaxMs);
    }

    [Fact]
    public void What_is_encoded_is_what_the_library_reads()
    {
        var random = new Random(11);
        var histogram = new LatencyHistogram();
        for (int i = 0; i < 20_000; i++)
            histogram.TryRecord((long)Math.Exp(random.NextDouble() * 26));
        byte[] encoded = histogram.Encode();

        HistogramBase read = HistogramEncoding.DecodeFromCompressedByteBuffer(ByteBuffer.Allocate(encoded), 0);
        Assert.Equal(
            read.RecordedValues().Select(value => (read.LowestEquivalentValue(value.ValueIteratedTo), value.CountAtValueIteratedTo)),
            EncodedCounts.Read(encoded));
    }

    [Fact]
    public void Bytes_cut_off_are_refused()
    {
        var histogram = new LatencyHistogram();
        histogram.TryRecord(Millisecond);
        byte[] encoded = histogram.Encode();
        Assert.True(EncodedCounts.AreReadable(encoded));
        Assert.False(EncodedCounts.AreReadable(encoded[..^1]));
        Assert.False(EncodedCounts.AreReadable([]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(1L << 20)]
    public void Values_keep_their_place_and_their_count(int count)
    {
        long[] microseconds = [0, 1, 1023, 1024, 2047, 2048, 2050, 4095, 4096, 1_000_000, 119_900_000];
        byte[] encoded = EncodedCounts.Write(microseconds.Select(value => (value, (long)count)), 3, 120_000_000);
        HistogramBase read = HistogramEncoding.DecodeFromCompressedByteBuffer(ByteBuffer.Allocate(encoded), 0);
        Assert.Equal(
            microseconds.Select(value => (read.LowestEquivalentValue(value), (long)count)),
            read.RecordedValues().Select(value => (read.LowestEquivalentValue(value.ValueIteratedTo), value.CountAtValueIteratedTo)));
        Assert.Equal(microseconds.Select(value => (read.LowestEquivalentValue(value), (long)count)), EncodedCounts.Read(encoded));
    }

    [Fact]
    public void Encoding_leaves_nothing_that_only_a_full_collection_frees()
    {
        const int LargeObject = 85_000;
        var histogram = new LatencyHistogram();
        for (int microseconds = 1; microseconds < 1000; microseconds++)
            histogram.TryRecord(microseconds * Clock.NanosecondsPerMicrosecond);
        histogram.Encode();
        long before = GC.GetAllocatedBytesForCurrentThread();
        histogram.Encode();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, LargeObject);
    }

    [Fact]
    public void An_encoded_histogram_is_small()
    {
        var histogram = new LatencyHistogram();
        var random = new Random(7);
        for (int i = 0; i < 8000; i++)
            histogram.TryRecord((long)(200_000 * Math.Exp(random.NextDouble() * 3)));
        Assert.InRange(histogram.Encode().Length, 1, 4096);
    }
}
