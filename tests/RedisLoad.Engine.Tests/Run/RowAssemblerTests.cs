using RedisLoad.Rows;
using RedisLoad.Run;

namespace RedisLoad.Tests.Run;

public class RowAssemblerTests
{
    [Theory]
    // One thread: rows come as they are brought, and what is left after the plan is in its last row.
    [InlineData(1, 2, "0:0 0:1 0:2!20", "0=1 1-2=2@20")]
    // Nothing was left.
    [InlineData(1, 2, "0:0 0:1!10", "0=1 1=1@10")]
    // Much was left: whole intervals are rows of their own, and what is no whole one is in the last.
    [InlineData(1, 2, "0:0 0:1 0:2 0:3 0:4!44", "0=1 1=1 2=1 3-4=2@44")]
    // Two threads: a row waits for both, whoever is first.
    [InlineData(2, 2, "0:0 1:0 1:1 0:1 0:2!20 1:2!21", "0=2 1-2=4@21")]
    [InlineData(2, 2, "0:0 0:1 0:2!22 1:0 1:1 1:2!21", "0=2 1-2=4@22")]
    // One is done before the other: the later rows are the other's alone.
    [InlineData(2, 2, "0:0 1:0 0:1 1:1 0:2!20 1:2 1:3 1:4!41", "0=2 1=2 2=2 3-4=2@41")]
    [InlineData(2, 2, "1:0 1:1 1:2 1:3 1:4!41 0:0 0:1 0:2!20", "0=2 1=2 2=2 3-4=2@41")]
    // One worker was held up over rows: they come when it has brought its part.
    [InlineData(2, 4, "0:0 0:1 0:2 1:0 1:1 1:2 0:3 1:3 0:4!40 1:4!40", "0=2 1=2 2=2 3-4=4@40")]
    // A run of a single interval.
    [InlineData(1, 1, "0:0 0:1!5", "0-1=2@5")]
    public void Rows_are_made_of_the_slices_of_their_time(int sources, int planned, string slices, string expected)
    {
        var assembler = new RowAssembler(sources, planned, _ => { });
        IEnumerable<AssembledRow> rows = slices.Split(' ').SelectMany(slice => assembler.Add(Parse(slice)));
        Assert.Equal(expected, string.Join(" ", rows.Select(Describe)));
    }

    [Fact]
    public void What_there_is_at_the_end_of_a_row_is_no_sum_over_time_and_stays_after_a_thread_is_done()
    {
        var assembler = new RowAssembler(sources: 2, planned: 1, _ => { });
        Slice[] slices = [WithPooled(0, 0, 5), WithPooled(1, 0, 7), WithPooled(0, 1, 6, end: 10), WithPooled(1, 1, 8), WithPooled(1, 2, 9),
            WithPooled(1, 3, 2, end: 30)];
        IEnumerable<AssembledRow> rows = slices.SelectMany(assembler.Add);
        Assert.Equal([12, 14, 8], rows.Select(row => row.Recorders[0].Counters.Gauges.Pooled));
    }

    [Fact]
    public void Recorders_that_were_added_to_another_come_back_and_the_others_do_not()
    {
        var givenBack = new List<IntervalRecorder[]>();
        var assembler = new RowAssembler(sources: 2, planned: 1, givenBack.Add);
        Slice[] slices = [Parse("0:0"), Parse("1:0"), Parse("0:1!1"), Parse("1:1!1")];
        AssembledRow row = Assert.Single(slices.SelectMany(assembler.Add));
        Assert.Equal([slices[1].Recorders, slices[3].Recorders, slices[2].Recorders], givenBack);
        Assert.Same(slices[0].Recorders, row.Recorders);
    }

    private static Slice WithPooled(int source, int interval, long pooled, long? end = null)
    {
        var recorder = new IntervalRecorder();
        recorder.Counters.Gauges.Pooled = pooled;
        return new Slice(source, interval, [recorder], end);
    }

    /// <summary><c>source:interval</c>, and <c>!end</c> in the last of a source.</summary>
    private static Slice Parse(string text)
    {
        string[] parts = text.Split(':', '!');
        var recorder = new IntervalRecorder();
        recorder.Counters.Started = 1;
        return new Slice(int.Parse(parts[0]), int.Parse(parts[1]), [recorder], parts.Length > 2 ? long.Parse(parts[2]) : null);
    }

    private static string Describe(AssembledRow row)
    {
        string intervals = row.First == row.Last ? $"{row.First}" : $"{row.First}-{row.Last}";
        return $"{intervals}={row.Recorders[0].Counters.Started}{(row.End is { } end ? $"@{end}" : string.Empty)}";
    }
}
