using System.Collections.Immutable;
using System.Reflection;

namespace RedisLoad.Watch;

/// <summary>The words of the column Attention. Each word is a public method: its name is the word, its body the rule, its comment the
/// help.</summary>
/// <remarks>A rule over what is unknown does not hold.</remarks>
public static class AttentionRules
{
    /// <summary>The share of a limit from which on it is nearly reached.</summary>
    private const double Nearly = 0.8;

    private static readonly ImmutableArray<(string Word, Func<ConnectionSnapshot, bool> Holds)> s_rules =
    [
        .. typeof(AttentionRules).GetMethods(BindingFlags.Static | BindingFlags.Public)
            .Select(rule => (rule.Name, rule.CreateDelegate<Func<ConnectionSnapshot, bool>>())),
    ];

    /// <summary>The words that hold for a row, separated by spaces; null if none does.</summary>
    internal static string? Of(ConnectionSnapshot row)
    {
        string words = string.Join(' ', s_rules.Where(rule => rule.Holds(row)).Select(rule => rule.Word));
        return words.Length > 0 ? words : null;
    }

    /// <summary>AcceptQueue is above its limit, or ListenerDrops and ListenOverflows both rose: connections were dropped. Raise tcp-backlog
    /// of Redis and net.core.somaxconn, and restart Redis.</summary>
    // The kernel lets one more wait than the limit says. Overflows are those of any listener of the namespace, drops are for any reason.
    public static bool AcceptQueueFull(ConnectionSnapshot row) =>
        row.AcceptQueue > row.AcceptQueueLimit || (row.ListenerDrops > 0 && row.ListenOverflows > 0);

    /// <summary>SyncookiesSent or TCPReqQFullDoCookies rose: SYNs came faster than the server takes them. Raise
    /// net.ipv4.tcp_max_syn_backlog, net.core.somaxconn and tcp-backlog of Redis.</summary>
    public static bool SynCookies(ConnectionSnapshot row) => row.SyncookiesSent > 0 || row.TCPReqQFullDoCookies > 0;

    /// <summary>LocalPortsInUse is 80 % of LocalPorts or more. Widen net.ipv4.ip_local_port_range, use more source addresses, or close with
    /// resets.</summary>
    public static bool PortsNearlyExhausted(ConnectionSnapshot row) => IsShare(row.LocalPortsInUse, row.LocalPorts, Nearly);

    /// <summary>TimeWaitBuckets is at its limit, or TCPTimeWaitOverflow rose. Raise net.ipv4.tcp_max_tw_buckets.</summary>
    public static bool TimeWaitBucketsFull(ConnectionSnapshot row) =>
        row.TCPTimeWaitOverflow > 0 || IsShare(row.TimeWaitBuckets, row.TimeWaitBucketLimit, 1);

    /// <summary>Conntrack is 80 % of its limit or more; new connections are dropped at the limit. Raise net.netfilter.nf_conntrack_max, or
    /// do not track this port.</summary>
    public static bool ConntrackNearlyFull(ConnectionSnapshot row) => IsShare(row.Conntrack, row.ConntrackLimit, Nearly);

    /// <summary>ConnectedClients is 80 % of MaxClients or more, or RejectedConnections rose. Raise maxclients of Redis.</summary>
    public static bool NearMaxClients(ConnectionSnapshot row) =>
        row.RejectedConnections > 0 || IsShare(row.ConnectedClients, row.MaxClients, Nearly);

    /// <summary>ServerFilesOpen or FilesOpen is 80 % of its limit or more. Raise nofile of the server (limits.conf, LimitNOFILE) or
    /// fs.file-max.</summary>
    public static bool NearFileLimit(ConnectionSnapshot row) =>
        IsShare(row.FilesOpen, row.FilesLimit, Nearly) || IsShare(row.ServerFilesOpen, row.ServerFilesLimit, Nearly);

    /// <summary>Orphans is half of its limit or more: the kernel resets some of them. Raise
    /// net.ipv4.tcp_max_orphans.</summary>
    public static bool OrphanPressure(ConnectionSnapshot row) => IsShare(row.Orphans, row.OrphanLimit, 0.5);

    /// <summary>TcpMemoryPages has reached TcpMemoryPressurePages, or TCPAbortOnMemory rose. Raise net.ipv4.tcp_mem.</summary>
    public static bool MemoryPressure(ConnectionSnapshot row) =>
        row.TCPAbortOnMemory > 0 || IsShare(row.TcpMemoryPages, row.TcpMemoryPressurePages, 1);

    private static bool IsShare(long? value, long? limit, double share) => limit > 0 && value >= share * limit;
}
