namespace RedisLoad.Kernel;

/// <summary>Where the sockets of a network namespace are read.</summary>
internal interface ISocketSource : IDisposable
{
    /// <summary>Counts the sockets there are now.</summary>
    /// <exception cref="Interop.LinuxException">The kernel does not tell.</exception>
    /// <exception cref="InvalidDataException">What it tells makes no sense.</exception>
    void Count(SocketTally tally);
}
