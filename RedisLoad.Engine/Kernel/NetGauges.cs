namespace RedisLoad.Kernel;

/// <summary>What the kernel holds at a moment, and its limits. What this kernel or namespace does not show is null.</summary>
internal sealed record NetGauges
{
    /// <summary>Sockets that no process has any more, of all namespaces, and how many there may be.</summary>
    public long? Orphans { get; init; }

    /// <inheritdoc cref="Orphans"/>
    public long? OrphanLimit { get; init; }

    /// <summary>Sockets in TIME_WAIT, and how many there may be.</summary>
    public long? TimeWait { get; init; }

    /// <inheritdoc cref="TimeWait"/>
    public long? TimeWaitLimit { get; init; }

    /// <summary>Pages of memory that TCP holds, of all namespaces; from how many on it economizes; and how many it may have.</summary>
    public long? MemoryPages { get; init; }

    /// <inheritdoc cref="MemoryPages"/>
    public long? MemoryPressurePages { get; init; }

    /// <inheritdoc cref="MemoryPages"/>
    public long? MemoryLimitPages { get; init; }

    /// <summary>Connections that conntrack follows, and how many it can.</summary>
    public long? Conntrack { get; init; }

    /// <inheritdoc cref="Conntrack"/>
    public long? ConntrackLimit { get; init; }

    /// <summary>Files open on the host, and how many there may be.</summary>
    public long? FilesOpen { get; init; }

    /// <inheritdoc cref="FilesOpen"/>
    public long? FilesLimit { get; init; }

    /// <summary>How many local ports connections can have.</summary>
    public long? LocalPorts { get; init; }
}
