using System.Diagnostics.CodeAnalysis;
using RedisLoad.Rows;

namespace RedisLoad.Run;

/// <summary>Rows on their way to a pipeline that may be slower than they come. No more than so many wait: then neighbours are merged to
/// rows of a longer time, and nothing is lost.</summary>
/// <remarks>One thread adds, another takes. The shortest neighbours are merged, so that the rows that wait stay about as long as each
/// other.</remarks>
/// <param name="capacity">For how many intervals rows may wait, at least 2.</param>
internal sealed class RowQueue(int capacity) : IDisposable
{
    private readonly List<LoadSample[]> _waiting = [];
    private readonly Queue<LoadSample> _current = [];
    private readonly ManualResetEvent _changed = new(initialState: false);
    private bool _isComplete;

    /// <summary>How many rows were merged into another.</summary>
    public int Merged { get; private set; }

    /// <summary>Whether there will be no more rows.</summary>
    public bool IsCompleted
    {
        get
        {
            lock (_waiting)
                return _isComplete && _waiting.Count == 0 && _current.Count == 0;
        }
    }

    /// <summary>Adds the rows of one time, one for each group.</summary>
    public void Add(LoadSample[] rows)
    {
        lock (_waiting)
        {
            _waiting.Add(rows);
            if (_waiting.Count > capacity)
                MergeShortest();
            _changed.Set();
        }
    }

    /// <summary>There will be no more rows.</summary>
    public void Complete()
    {
        lock (_waiting)
        {
            _isComplete = true;
            _changed.Set();
        }
    }

    /// <summary>Takes the next row, and waits for it.</summary>
    /// <param name="wait">How long to wait at most.</param>
    /// <param name="row">The row.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether there was a row.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public bool TryTake(TimeSpan wait, [NotNullWhen(true)] out LoadSample? row, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (TryTake(out row))
            return true;
        WaitHandle.WaitAny([_changed, cancellationToken.WaitHandle], wait);
        cancellationToken.ThrowIfCancellationRequested();
        return TryTake(out row);
    }

    public void Dispose() => _changed.Dispose();

    private bool TryTake([NotNullWhen(true)] out LoadSample? row)
    {
        lock (_waiting)
        {
            if (_current.Count == 0 && _waiting.Count > 0)
            {
                foreach (LoadSample each in _waiting[0])
                    _current.Enqueue(each);
                _waiting.RemoveAt(0);
            }
            if (_current.TryDequeue(out row))
                return true;
            if (!_isComplete)
                _changed.Reset();
            return false;
        }
    }

    private void MergeShortest()
    {
        int first = Enumerable.Range(0, _waiting.Count - 1).MinBy(i => _waiting[i][0].Span.Length + _waiting[i + 1][0].Span.Length);
        (LoadSample[] earlier, LoadSample[] later) = (_waiting[first], _waiting[first + 1]);
        _waiting[first] = [.. earlier.Zip(later, (before, after) => LoadSample.Merge(before, after))];
        _waiting.RemoveAt(first + 1);
        Merged += earlier.Length;
    }
}
