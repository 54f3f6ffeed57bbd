using RedisLoad.Run;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>A disruption of the servers during a load, at its time. For the pipeline thread.</summary>
/// <param name="name">What, as rows say it.</param>
/// <param name="at">When, since the end of the warm-up.</param>
/// <param name="begin">Does it: to its end, or begins it.</param>
internal sealed class LoadDisruption(string name, TimeSpan at, Func<Task> begin)
{
    private Task? _task;
    private bool _isTold;

    /// <summary>How long to wait for a row at most.</summary>
    public TimeSpan Limit(TimeSpan wait, LoadRun run)
    {
        TimeSpan until = Until(run);
        return _task is not null || until > wait ? wait : until > TimeSpan.Zero ? until : TimeSpan.Zero;
    }

    /// <summary>Does what is due.</summary>
    /// <returns>What went wrong with it, once; null for nothing.</returns>
    public string? Update(LoadRun run)
    {
        if (_task is null && Until(run) <= TimeSpan.Zero)
        {
            run.Mark(name);
            _task = begin();
        }
        if (_isTold || _task?.IsFaulted != true)
            return null;
        _isTold = true;
        return $"-{name}: {_task.Exception!.InnerException!.Message}";
    }

    private TimeSpan Until(LoadRun run) => at + run.UntilCounting;
}
