using HdrHistogram;
using HdrHistogram.Iteration;

namespace RedisLoad.Rows;

/// <summary>How long something took: an HdrHistogram of microseconds, from 1 us to 120 s, to 3 significant digits.</summary>
internal sealed class LatencyHistogram
{
    /// <summary>The longest time told apart.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromSeconds(120);

    private const int SignificantDigits = 3;
    private const long NanosecondsPerMicrosecond = 1000;
    private const double MicrosecondsPerMillisecond = 1000;

    private static readonly long s_longestMicroseconds = (long)Longest.TotalMicroseconds;

    private readonly LongHistogram _histogram = new(1, s_longestMicroseconds, SignificantDigits);

    /// <summary>How many values are in it.</summary>
    public long Count => _histogram.TotalCount;

    /// <summary>The longest, in milliseconds; null where there are none.</summary>
    public double? MaxMs => Count == 0 ? null : _histogram.GetMaxValue() / MicrosecondsPerMillisecond;

    /// <summary>Takes a time in. One longer than <see cref="Longest"/> is taken as that.</summary>
    /// <returns>Whether the time was in range.</returns>
    public bool TryRecord(long nanoseconds)
    {
        long microseconds = nanoseconds / NanosecondsPerMicrosecond;
        _histogram.RecordValue(Math.Min(microseconds, s_longestMicroseconds));
        return microseconds <= s_longestMicroseconds;
    }

    /// <summary>The value that so many percent of all do not exceed, in milliseconds; null where too few values support it.</summary>
    /// <remarks>Above the median, a percentile p takes 1 / (1 - p) values: with fewer, it would be the longest under another
    /// name.</remarks>
    public double? PercentileMs(double percent)
    {
        bool isSupported = percent is <= 50 or >= 100 || Count * (100 - (decimal)percent) >= 100;
        if (Count == 0 || !isSupported)
            return null;
        // The library rounds to the nearest rank, and so may pass over the one slow value of 60; the rank is rounded up here.
        decimal rank = decimal.Ceiling((decimal)percent * Count / 100);
        return _histogram.GetValueAtPercentile((double)(100 * rank / Count)) / MicrosecondsPerMillisecond;
    }

    /// <summary>How many values are in each part of a decade, from that of the least value to that of the greatest, as (exponent, count):
    /// part <c>n</c> ends at 10^(n / parts) microseconds.</summary>
    public SortedDictionary<int, long> CountByDecade(int parts)
    {
        var counts = new SortedDictionary<int, long>();
        foreach (HistogramIterationValue value in _histogram.RecordedValues())
        {
            int part = (int)Math.Ceiling(parts * Math.Log10(Math.Max(1, value.ValueIteratedTo)));
            counts[part] = counts.GetValueOrDefault(part) + value.CountAddedInThisIterationStep;
        }
        return counts;
    }

    public void Add(LatencyHistogram other) => _histogram.Add(other._histogram);

    public void Reset() => _histogram.Reset();

    /// <summary>The histogram, packed by <see cref="EncodedCounts"/>.</summary>
    public byte[] Encode() => EncodedCounts.Write(
        _histogram.RecordedValues().Select(value => (value.ValueIteratedTo, value.CountAddedInThisIterationStep)),
        SignificantDigits,
        s_longestMicroseconds);

    /// <summary>Takes in all values of a histogram that <see cref="Encode"/> made.</summary>
    public void AddEncoded(byte[] encoded)
    {
        foreach ((long microseconds, long count) in EncodedCounts.Read(encoded))
            _histogram.RecordValueWithCount(Math.Min(microseconds, s_longestMicroseconds), count);
    }
}
