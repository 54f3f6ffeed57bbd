using RedisLoad.Kernel;

namespace RedisLoad.Watch;

/// <summary>Follows the process that listens at the port, if it is on this host.</summary>
internal sealed class ServerProcess
{
    private ulong _inode;
    private int? _id;
    private long? _ticks;
    private long _time;

    /// <summary>Adds to a row what the process uses.</summary>
    /// <param name="row">The row.</param>
    /// <param name="listener">The listener that the row saw.</param>
    /// <param name="now">When, in nanoseconds.</param>
    public ConnectionSnapshot AddTo(ConnectionSnapshot row, Listener? listener, long now)
    {
        // Looking through the files of all processes is dear, and done once for each listener.
        if (listener?.Inode != _inode)
        {
            _inode = listener?.Inode ?? 0;
            _id = _inode == 0 ? null : SocketOwner.Find(_inode);
            _ticks = null;
        }
        if (_id is not { } id)
            return row;

        ProcessUse use = ProcessUse.Of(id);
        double? cpuPercent = (use.CpuTicks - _ticks) * 1e9 / (now - _time);
        (_ticks, _time) = (use.CpuTicks, now);
        return row with
        {
            ServerProcessId = id,
            ServerFilesOpen = use.FilesOpen,
            ServerFilesLimit = use.FilesLimit,
            ServerCpuPercent = cpuPercent is { } percent ? Math.Round(percent, 1) : null,
        };
    }
}
