using RedisLoad.Rows;
using RedisLoad.Run;

namespace RedisLoad.Tests.Run;

public class RowQueueTests
{
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(30);

    [Fact]
    public void Rows_come_out_as_they_went_in()
    {
        using var queue = new RowQueue(capacity: 10);
        for (int second = 1; second <= 3; second++)
            queue.Add([Row(second, "a"), Row(second, "b")]);
        queue.Complete();
        Assert.Equal(["a 1+1", "b 1+1", "a 2+1", "b 2+1", "a 3+1", "b 3+1"], TakeAll(queue).Select(Describe));
        Assert.Equal(0, queue.Merged);
    }

    [Theory]
    [InlineData(2, 5)]
    [InlineData(4, 100)]
    [InlineData(10, 1000)]
    public void No_more_than_so_many_wait_and_nothing_is_lost(int capacity, int seconds)
    {
        using var queue = new RowQueue(capacity);
        for (int second = 1; second <= seconds; second++)
            queue.Add([Row(second, "a"), Row(second, "b")]);
        queue.Complete();
        List<LoadSample> rows = TakeAll(queue);

        Assert.Equal(2 * capacity, rows.Count);
        Assert.Equal(2 * seconds, rows.Count + queue.Merged);
        foreach (string target in (string[])["a", "b"])
        {
            LoadSample[] ofTarget = [.. rows.Where(row => row.Target == target)];
            Assert.Equal(
                (seconds, seconds, seconds), (ofTarget.Sum(row => row.Started), ofTarget.Sum(row => row.Succeeded), ofTarget[^1].Overdue));
            Assert.Equal(0, ofTarget[0].Span.Start.TotalSeconds);
            Assert.All(ofTarget.Zip(ofTarget.Skip(1)), pair => Assert.Equal(pair.First.Span.End, pair.Second.Span.Start));
            Assert.Equal(seconds, ofTarget[^1].ElapsedSeconds);
            // None is much longer than the others: it is always the shortest that are merged.
            Assert.InRange(ofTarget.Max(row => row.IntervalSeconds), 1, 4.0 * seconds / capacity);
            Assert.All(ofTarget, row => Assert.Equal("run", row.RunId));
        }
    }

    [Fact]
    public void What_was_begun_to_be_taken_is_taken_whole()
    {
        using var queue = new RowQueue(capacity: 2);
        queue.Add([Row(1, "a"), Row(1, "b")]);
        Assert.True(queue.TryTake(s_wait, out LoadSample? first, TestContext.Current.CancellationToken));
        for (int second = 2; second <= 4; second++)
            queue.Add([Row(second, "a"), Row(second, "b")]);
        queue.Complete();
        Assert.Equal(["a 1+1", "b 1+1", "a 3+2", "b 3+2", "a 4+1", "b 4+1"], new[] { first }.Concat(TakeAll(queue)).Select(Describe));
    }

    [Fact]
    public async Task A_wait_ends_with_a_row_with_the_end_and_with_a_cancellation()
    {
        using var queue = new RowQueue(capacity: 2);
        using var cancellation = new CancellationTokenSource();
        var taken = Task.Run(() => queue.TryTake(s_wait, out _, CancellationToken.None), TestContext.Current.CancellationToken);
        queue.Add([Row(1, "a")]);
        Assert.True(await taken);

        var cancelled = Task.Run(() => queue.TryTake(s_wait, out _, cancellation.Token), CancellationToken.None);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

        var ended = Task.Run(() => queue.TryTake(s_wait, out _, CancellationToken.None), TestContext.Current.CancellationToken);
        queue.Complete();
        Assert.False(await ended);
        Assert.True(queue.IsCompleted);
    }

    private static LoadSample Row(int second, string target)
    {
        var recorder = new IntervalRecorder();
        recorder.RecordStart(0);
        recorder.Counters.Succeeded = 1;
        recorder.Counters.Gauges.Overdue = second;
        var span = new SampleSpan(
            TimeSpan.FromSeconds(second - 1), TimeSpan.FromSeconds(second), DateTimeOffset.UnixEpoch.AddSeconds(second));
        return new LoadSample(span, hasSchedule: true, recorder) { RunId = "run", Target = target };
    }

    private static List<LoadSample> TakeAll(RowQueue queue)
    {
        var rows = new List<LoadSample>();
        while (queue.TryTake(s_wait, out LoadSample? row, TestContext.Current.CancellationToken))
            rows.Add(row);
        return rows;
    }

    private static string Describe(LoadSample row) => $"{row.Target} {row.ElapsedSeconds}+{row.IntervalSeconds}";
}
