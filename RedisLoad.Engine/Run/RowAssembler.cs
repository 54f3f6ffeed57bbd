using RedisLoad.Rows;

namespace RedisLoad.Run;

/// <summary>What all threads of a load counted in the time of one row.</summary>
/// <param name="First">The first interval that is in it.</param>
/// <param name="Last">The last.</param>
/// <param name="Recorders">The sum, for each group of rows.</param>
/// <param name="End">In the run's last row, when the last thread was done, in nanoseconds after the start; null before.</param>
internal readonly record struct AssembledRow(int First, int Last, IntervalRecorder[] Recorders, long? End);

/// <summary>Puts rows together of the slices that the threads of a load bring, each in its time. For one thread.</summary>
/// <remarks>
/// A row is finished when every thread that is still at work has brought its slice. The rows of the plan end with its last interval; what
/// is still to be done then goes on in further intervals. The last of those is seldom whole, and often of no length that anybody could see:
/// it belongs to the row before it. </remarks>
/// <param name="sources">How many threads there are.</param>
/// <param name="planned">How many intervals the plan has.</param>
/// <param name="giveBack">Where recorders go that are added to another's.</param>
internal sealed class RowAssembler(int sources, int planned, Action<IntervalRecorder[]> giveBack)
{
    private readonly Dictionary<int, (int Slices, IntervalRecorder[] Sum)> _unfinished = [];
    private readonly (int Interval, IntervalGauges[] Gauges)?[] _lastOf = new (int, IntervalGauges[])?[sources];
    private AssembledRow? _held;
    private int _next;
    private long _end;

    /// <summary>Takes a slice in.</summary>
    /// <returns>The rows that it finishes, in their order.</returns>
    public IEnumerable<AssembledRow> Add(Slice slice)
    {
        NoteEnd(slice);
        if (_unfinished.TryGetValue(slice.Interval, out (int Slices, IntervalRecorder[] Sum) begun))
            AddTo(begun.Sum, slice.Recorders);
        _unfinished[slice.Interval] = (begun.Slices + 1, begun.Sum ?? slice.Recorders);

        var finished = new List<AssembledRow>();
        while (_unfinished.TryGetValue(_next, out (int Slices, IntervalRecorder[] Sum) next) && next.Slices == SlicesOf(_next))
        {
            _unfinished.Remove(_next);
            AddGaugesOfDone(next.Sum, _next);
            if (Finish(new AssembledRow(_next, _next, next.Sum, IsLast(_next) ? _end : null)) is { } row)
                finished.Add(row);
            _next++;
        }
        return finished;
    }

    /// <returns>The row that can be shown now: from the plan's last one on, the one before.</returns>
    private AssembledRow? Finish(AssembledRow row)
    {
        if (_held is { } before && row.End is not null)
        {
            foreach (IntervalRecorder recorder in before.Recorders)
                recorder.Counters.Gauges = default;
            AddTo(before.Recorders, row.Recorders);
            return before with { Last = row.Last, End = row.End };
        }
        if (row.Last < planned - 1 || row.End is not null)
            return row;
        AssembledRow? shown = _held;
        _held = row;
        return shown;
    }

    private void NoteEnd(Slice slice)
    {
        if (slice.End is not { } end)
            return;
        _lastOf[slice.Source] = (slice.Interval, [.. slice.Recorders.Select(recorder => recorder.Counters.Gauges)]);
        _end = Math.Max(_end, end);
    }

    /// <summary>What a thread that is done has left, a pool's connections say, is there in later intervals, too.</summary>
    private void AddGaugesOfDone(IntervalRecorder[] sum, int interval)
    {
        foreach ((int last, IntervalGauges[] gauges) in _lastOf.OfType<(int, IntervalGauges[])>())
        {
            for (int group = 0; group < sum.Length && last < interval; group++)
                sum[group].Counters.Gauges.Add(gauges[group]);
        }
    }

    private int SlicesOf(int interval) => _lastOf.Count(last => !(last?.Interval < interval));

    private bool IsLast(int interval) => _lastOf.All(last => last?.Interval <= interval);

    private void AddTo(IntervalRecorder[] sum, IntervalRecorder[] added)
    {
        for (int group = 0; group < sum.Length; group++)
            sum[group].Add(added[group]);
        giveBack(added);
    }
}
