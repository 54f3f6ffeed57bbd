using RedisLoad.Results;
using RedisLoad.Rows;

namespace RedisLoad.Tests.Results;

public sealed class ResponseTimesTests
{
    [Theory]
    [InlineData(new[] { 1 }, new[] { 0.0001, 0.001, 1 })]
    [InlineData(new[] { 2, 10 }, new[] { 0.001, 0.01, 2 })]
    [InlineData(new[] { 10, 11, 100, 1000 }, new[] { 0.001, 0.01, 1, 0.01, 0.1, 2, 0.1, 1, 1 })]
    public void TimesAreCountedByPowersOfTen(int[] microseconds, double[] expected)
    {
        var recorder = new IntervalRecorder();
        foreach (int time in microseconds)
            recorder.Response.TryRecord(1000L * time);
        var span = new SampleSpan(TimeSpan.Zero, TimeSpan.FromSeconds(1), DateTimeOffset.UnixEpoch);

        IReadOnlyList<TimeShare> shares = LoadSummary.Of(new LoadSample(span, hasSchedule: true, recorder)).GetResponseTimes(
            partsOfDecade: 1);

        Assert.Equal(
            expected, shares.SelectMany(share => new[] { share.FromMs, share.ToMs, share.Count }), (a, b) => Math.Abs(a - b) < 1e-9);
    }
}
