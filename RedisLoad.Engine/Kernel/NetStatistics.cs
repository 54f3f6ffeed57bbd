using System.Collections.Immutable;

namespace RedisLoad.Kernel;

/// <summary>Reads the kernel's counters and gauges, of the network namespace that it was opened in.</summary>
internal sealed class NetStatistics : IDisposable
{
    /// <summary>The column of /proc/net/softnet_stat with the packets dropped because a processor's backlog was full.</summary>
    private const int DroppedColumn = 1;

    private static readonly string[] s_netFiles = ["snmp", "netstat", "sockstat", "softnet_stat"];

    private readonly Dictionary<string, ProcFile> _files = [];

    /// <param name="netFolder">/proc/thread-self/net, but in tests.</param>
    /// <param name="sysFolder">/proc/sys, but in tests.</param>
    /// <param name="sysctls">The files in it that will be read.</param>
    public NetStatistics(string netFolder, string sysFolder, IEnumerable<string> sysctls)
    {
        foreach (string name in s_netFiles)
            _files[name] = new ProcFile(Path.Combine(netFolder, name));
        foreach (string name in sysctls)
            _files[name] = new ProcFile(Path.Combine(sysFolder, name));
    }

    /// <summary>Reads counters of /proc/net/snmp (Tcp) and /proc/net/netstat (TcpExt).</summary>
    public NetCounters ReadCounters(ImmutableArray<string> names)
    {
        var counters = new NetCounters(names);
        counters.Read(Read("snmp"));
        counters.Read(Read("netstat"));
        return counters;
    }

    /// <summary>Packets that the processors dropped so far because their backlogs were full, those of loopback and veth among
    /// them.</summary>
    public ulong? ReadSoftnetDropped() => ProcNumbers.SumOfHexColumn(Read("softnet_stat"), DroppedColumn);

    /// <summary>Reads a number of a sysctl; null where this kernel or namespace does not show it.</summary>
    /// <param name="name">The file, one of those that this was made for.</param>
    /// <param name="place">Which of its numbers.</param>
    public long? ReadSysctl(string name, int place = 0) => ProcNumbers.At(Read(name), place);

    /// <summary>Reads a figure of TCP out of /proc/net/sockstat.</summary>
    public long? ReadSockstat(string name) => ProcNumbers.Named(Read("sockstat"), "TCP:", name);

    public void Dispose()
    {
        foreach (ProcFile file in _files.Values)
            file.Dispose();
    }

    private ReadOnlySpan<byte> Read(string name) => _files[name].Read();
}
