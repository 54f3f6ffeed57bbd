using RedisLoad.Rows;

namespace RedisLoad.Results;

/// <summary>What a watch of the server's host saw of a run.</summary>
internal static class ServerFindings
{
    /// <summary>How often the kernel of the server's host dropped a connection, in the rows that say it.</summary>
    /// <remarks>Only where something listens at the server's port is the host the server's.</remarks>
    public static long OverflowsOf(IEnumerable<LoadSample> rows) =>
        rows.Where(row => row.AcceptQueue is not null).Sum(row => row.ListenOverflows ?? 0);

    public static IEnumerable<Finding> Of(LoadSummary run)
    {
        if (run.ServerOverflows > 0)
            yield return new Finding(
                Verdict.Valid,
                $"The server's accept queue overflowed: its host dropped connections {Plural.Of(run.ServerOverflows, "time")} (ListenOverflows), and those waited until they were sent again. "
                + "Raise tcp-backlog of Redis and net.core.somaxconn on that host, and restart Redis.");
    }
}
