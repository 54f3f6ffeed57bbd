namespace RedisLoad.Kernel;

/// <summary>Reads the kernel's counters and gauges, of the network namespace that it was opened in.</summary>
internal sealed class NetStatistics : IDisposable
{
    /// <summary>The column of /proc/net/softnet_stat with the packets dropped because a processor's backlog was full.</summary>
    private const int DroppedColumn = 1;

    private static readonly string[] s_netFiles = ["snmp", "netstat", "sockstat", "softnet_stat"];

    private static readonly string[] s_sysFiles =
    [
        "net/ipv4/tcp_mem",
        "net/ipv4/tcp_max_orphans",
        "net/ipv4/tcp_max_tw_buckets",
        "net/ipv4/ip_local_port_range",
        "net/netfilter/nf_conntrack_count",
        "net/netfilter/nf_conntrack_max",
        "fs/file-nr",
    ];

    private readonly Dictionary<string, ProcFile> _files = [];

    /// <param name="netFolder">/proc/thread-self/net, but in tests.</param>
    /// <param name="sysFolder">/proc/sys, but in tests.</param>
    public NetStatistics(string netFolder, string sysFolder)
    {
        foreach (string name in s_netFiles)
            _files[name] = new ProcFile(Path.Combine(netFolder, name));
        foreach (string name in s_sysFiles)
            _files[name] = new ProcFile(Path.Combine(sysFolder, name));
    }

    public NetCounters ReadCounters()
    {
        var counters = new NetCounters();
        counters.Read(Read("snmp"));
        counters.Read(Read("netstat"));
        return counters;
    }

    /// <summary>Packets that the processors dropped so far because their backlogs were full, those of loopback and veth among them.</summary>
    public ulong? ReadSoftnetDropped() => ProcNumbers.SumOfHexColumn(Read("softnet_stat"), DroppedColumn);

    public NetGauges ReadGauges() => new()
    {
        Orphans = ReadSockstat("orphan"u8),
        OrphanLimit = ReadNumber("net/ipv4/tcp_max_orphans"),
        TimeWait = ReadSockstat("tw"u8),
        TimeWaitLimit = ReadNumber("net/ipv4/tcp_max_tw_buckets"),
        MemoryPages = ReadSockstat("mem"u8),
        MemoryPressurePages = ReadNumber("net/ipv4/tcp_mem", 1),
        MemoryLimitPages = ReadNumber("net/ipv4/tcp_mem", 2),
        Conntrack = ReadNumber("net/netfilter/nf_conntrack_count"),
        ConntrackLimit = ReadNumber("net/netfilter/nf_conntrack_max"),
        FilesOpen = ReadNumber("fs/file-nr"),
        FilesLimit = ReadNumber("fs/file-nr", 2),
        LocalPorts = ReadNumber("net/ipv4/ip_local_port_range", 1) - ReadNumber("net/ipv4/ip_local_port_range") + 1,
    };

    public void Dispose()
    {
        foreach (ProcFile file in _files.Values)
            file.Dispose();
    }

    private ReadOnlySpan<byte> Read(string name) => _files[name].Read();

    private long? ReadNumber(string name, int index = 0) => ProcNumbers.At(Read(name), index);

    private long? ReadSockstat(ReadOnlySpan<byte> name) => ProcNumbers.Named(Read("sockstat"), "TCP:"u8, name);
}
