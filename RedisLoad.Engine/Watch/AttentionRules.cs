namespace RedisLoad.Watch;

/// <summary>What in a row deserves attention: one word and one rule each. A rule over what is not known does not hold.</summary>
internal static class AttentionRules
{
    /// <summary>From this share of a limit on it is nearly reached.</summary>
    private const double Nearly = 0.8;

    /// <summary>From this share of the limit on the kernel begins to reset orphans that do not move.</summary>
    private const double Half = 0.5;

    private static readonly (string Word, Func<ConnectionSnapshot, bool> Holds)[] s_rules =
    [
        // The kernel lets one more wait than the limit says. Overflows are those of any listener of the namespace, drops are for any reason.
        ("AcceptQueueFull", row => row.AcceptQueue > row.AcceptQueueLimit || (row.ListenerDrops > 0 && row.ListenOverflows > 0)),
        ("SynCookies", row => row.SyncookiesSent > 0 || row.TCPReqQFullDoCookies > 0),
        ("PortsNearlyExhausted", row => IsShare(row.LocalPortsInUse, row.LocalPorts, Nearly)),
        ("TimeWaitBucketsFull", row => row.TCPTimeWaitOverflow > 0 || IsShare(row.TimeWaitBuckets, row.TimeWaitBucketLimit, 1)),
        ("ConntrackNearlyFull", row => IsShare(row.Conntrack, row.ConntrackLimit, Nearly)),
        ("NearMaxClients", row => row.RejectedConnections > 0 || IsShare(row.ConnectedClients, row.MaxClients, Nearly)),
        ("NearFileLimit", row => IsShare(row.FilesOpen, row.FilesLimit, Nearly) || IsShare(row.ServerFilesOpen, row.ServerFilesLimit, Nearly)),
        ("OrphanPressure", row => IsShare(row.Orphans, row.OrphanLimit, Half)),
        ("MemoryPressure", row => row.TCPAbortOnMemory > 0 || IsShare(row.TcpMemoryPages, row.TcpMemoryPressurePages, 1)),
    ];

    /// <summary>The words that hold for a row, with a space between; null for none.</summary>
    public static string? Of(ConnectionSnapshot row)
    {
        string words = string.Join(' ', s_rules.Where(rule => rule.Holds(row)).Select(rule => rule.Word));
        return words.Length > 0 ? words : null;
    }

    private static bool IsShare(long? value, long? limit, double share) => limit > 0 && value >= share * limit;
}
