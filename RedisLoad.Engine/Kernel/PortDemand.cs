namespace RedisLoad.Kernel;

/// <summary>How many local ports connections need: rules of Linux, as numbers.</summary>
internal static class PortDemand
{
    public const string ReuseName = "net.ipv4.tcp_tw_reuse";
    public const string TimestampsName = "net.ipv4.tcp_timestamps";

    private const double SecondsInTimeWait = 60;
    private const double SecondsUntilReuse = 1;

    /// <summary>For how long a connection that this host closed first keeps its port from a new one, in seconds.</summary>
    /// <param name="reuse">net.ipv4.tcp_tw_reuse: 1, or 2 for loopback alone.</param>
    /// <param name="timestamps">net.ipv4.tcp_timestamps, without which no port is taken again.</param>
    /// <param name="isLoopback">Whether the connections stay on this host.</param>
    public static double SecondsKept(string? reuse, string? timestamps, bool isLoopback)
    {
        bool isReused = (reuse == "1" || (reuse == "2" && isLoopback)) && timestamps is "1" or "2";
        return isReused ? SecondsUntilReuse : SecondsInTimeWait;
    }

    /// <summary>The ports that a range must have so that no more than half are in use: past half, connect() searches long.</summary>
    /// <param name="inUse">Connections that are open or in TIME_WAIT at once.</param>
    /// <param name="pairs">Source addresses times destinations: each has the whole range.</param>
    public static double Needed(double inUse, int pairs) => Math.Ceiling(2 * inUse / pairs);
}
