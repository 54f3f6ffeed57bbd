namespace RedisLoad.Kernel;

/// <summary>A listening socket.</summary>
/// <param name="Queue">Connections that wait to be accepted.</param>
/// <param name="QueueLimit">How many may wait: from one more on, the kernel takes no connection; null where it does not say.</param>
/// <param name="Inode">What tells the socket among the files of a process.</param>
/// <param name="Drops">Connections that it did not take since it listens; null where the kernel does not say.</param>
internal readonly record struct Listener(long Queue, long? QueueLimit, ulong Inode, ulong? Drops)
{
    public bool IsFullerThan(Listener other)
    {
        double share = Share;
        double others = other.Share;
        return share > others || (share == others && QueueLimit < other.QueueLimit);
    }

    private double Share => Queue / (QueueLimit + 1.0 ?? double.MaxValue);
}
