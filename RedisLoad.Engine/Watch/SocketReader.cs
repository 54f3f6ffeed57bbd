using RedisLoad.Interop;
using RedisLoad.Kernel;

namespace RedisLoad.Watch;

/// <summary>Counts sockets by netlink, and by /proc/net/tcp from the moment on that netlink is denied.</summary>
/// <param name="netlink">The first choice; null where it could not be opened.</param>
/// <param name="proc">The second.</param>
internal sealed class SocketReader(ISocketSource? netlink, ProcTcpSource proc) : ISocketSource
{
    private ISocketSource? _netlink = netlink;

    /// <summary>Why netlink is not used; null while it is.</summary>
    public string? Denial { get; private set; }

    /// <summary>Opens both in the network namespace of the calling thread.</summary>
    public static SocketReader Open(SocketFilter filter, string netFolder)
    {
        ISocketSource? netlink = null;
        string? denial = null;
        try
        {
            netlink = new SockDiagSource(filter);
        }
        catch (LinuxException exception)
        {
            denial = exception.Message;
        }
        return new SocketReader(netlink, new ProcTcpSource(netFolder)) { Denial = denial };
    }

    public void Count(SocketTally tally)
    {
        if (_netlink is not null && TryCount(_netlink, tally))
            return;
        _netlink?.Dispose();
        _netlink = null;
        if (!proc.Exists)
            throw new WatchException(
                WatchProblem.SocketsUnreadable, null, null,
                $"The kernel does not report TCP sockets: {Denial} There is no /proc/net/tcp either.");
        proc.Count(tally);
    }

    public void Dispose()
    {
        _netlink?.Dispose();
        proc.Dispose();
    }

    private bool TryCount(ISocketSource source, SocketTally tally)
    {
        try
        {
            source.Count(tally);
            return true;
        }
        catch (Exception exception) when (exception is LinuxException or InvalidDataException)
        {
            Denial = exception.Message;
            return false;
        }
    }
}
