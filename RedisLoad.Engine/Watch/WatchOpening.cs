using System.Net;
using System.Net.Sockets;
using RedisLoad.Interop;
using RedisLoad.Kernel;
using RedisLoad.Redis;

namespace RedisLoad.Watch;

/// <summary>What a watch does before its first row: it looks names up, and opens what it reads.</summary>
internal static class WatchOpening
{
    private const string NetFolder = "/proc/thread-self/net";
    private const string SysFolder = "/proc/sys";

    /// <exception cref="WatchException">A name has no address.</exception>
    public static async Task<SocketFilter> ResolveAsync(WatchPlan plan, CancellationToken cancellationToken)
    {
        var peers = new List<IPAddress>();
        foreach (string name in plan.Peers)
        {
            try
            {
                IPAddress[] addresses = await Dns.GetHostAddressesAsync(HostAndPort.Parse(name).Host, cancellationToken).ConfigureAwait(
                    false);
                peers.AddRange(addresses.Select(address => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));
            }
            catch (Exception exception) when (exception is SocketException or ArgumentException)
            {
                throw new WatchException(
                    WatchProblem.HostNotFound, "ComputerName", name,
                    $"the name '{name}' could not be resolved. Use the name or address of a remote host.");
            }
        }
        return new SocketFilter([.. plan.Ports.Distinct().Select(port => (ushort)port)], plan.Side, [.. peers.Distinct()]);
    }

    /// <summary>Opens the network namespace of the plan.</summary>
    /// <returns>What takes the rows, and what counts their sockets.</returns>
    /// <exception cref="WatchException">The namespace is not there, or may not be entered.</exception>
    public static (SnapshotSource Rows, SocketReader Sockets) Open(WatchPlan plan, SocketFilter filter)
    {
        if (plan.Namespace is not { } name)
            return OpenHere(filter);
        try
        {
            return NetworkNamespace.Run(name, () => OpenHere(filter));
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or LinuxException)
        {
            throw new WatchException(
                WatchProblem.NamespaceDenied, nameof(plan.Namespace), name, $"this process cannot enter the network namespace '{name}': {exception.Message}. It requires root (CAP_SYS_ADMIN).");
        }
        catch (IOException)
        {
            throw new WatchException(
                WatchProblem.NamespaceNotFound, nameof(plan.Namespace), name, $"'{name}' is neither a network namespace ('ip netns' lists them) nor the ID of a process.");
        }
    }

    private static (SnapshotSource Rows, SocketReader Sockets) OpenHere(SocketFilter filter)
    {
        SocketReader sockets = SocketReader.Open(filter, NetFolder);
        var rows = new SnapshotSource(filter, sockets, new NetStatistics(NetFolder, SysFolder, SnapshotSource.SysctlFiles));
        try
        {
            rows.Begin();
            return (rows, sockets);
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }
}
