using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using RedisLoad.Control;
using RedisLoad.Transport;

namespace RedisLoad.Load;

/// <summary>Finds the servers that a plan names, once, before the load.</summary>
public static class TargetFinder
{
    /// <summary>Resolves the servers' names.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The servers with all their addresses, IPv4 first: a Redis listens there more often than on IPv6.</returns>
    /// <exception cref="PreflightException">A name has no address.</exception>
    /// <exception cref="PlanException">No address is of the family of the source addresses.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<ImmutableArray<LoadTarget>> FindAsync(LoadPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.UnixSocket is { } path)
            return [new LoadTarget(path, [new UnixDomainSocketEndPoint(path)])];

        var targets = ImmutableArray.CreateBuilder<LoadTarget>();
        foreach (RedisEndPoint server in plan.Servers)
        {
            IPAddress[] addresses = await ResolveAsync(server.Host, cancellationToken).ConfigureAwait(false);
            targets.Add(new LoadTarget($"{server}", [.. Reachable(plan, server, addresses).Select(address => new IPEndPoint(address, server.Port))]));
        }
        return targets.ToImmutable();
    }

    /// <summary>One of this host's own addresses, where a server's are all that: few listen at 127.0.0.1 and ::1 both.</summary>
    public static LoadTarget WithoutCheck(LoadTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return IsThisHost(target) ? target with { EndPoints = target.EndPoints[..1] } : target;
    }

    /// <summary>Whether all addresses of a server are loopback addresses.</summary>
    internal static bool IsThisHost(LoadTarget target) => target.EndPoints.All(endPoint => endPoint is IPEndPoint ip && IPAddress.IsLoopback(ip.Address));

    private static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
            if (addresses.Length > 0)
                return [.. addresses.OrderBy(address => address.AddressFamily != AddressFamily.InterNetwork)];
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            // Which of its many reasons the resolver gives does not change what to do; a name too long is an argument to it.
        }
        throw new PreflightException(PreflightProblem.HostNotFound, $"The name '{host}' has no address. Check -ComputerName.");
    }

    private static IPAddress[] Reachable(LoadPlan plan, RedisEndPoint server, IPAddress[] addresses)
    {
        if (plan.CreateSockets().Sources is not [IPAddress source, ..])
            return addresses;
        IPAddress[] reachable = Array.FindAll(addresses, address => address.AddressFamily == source.AddressFamily);
        return reachable.Length > 0 ? reachable : throw new PlanException(
            PlanProblem.ValuesConflict, "SourceAddress", $"{source}", $"{server} has no address of its family ({addresses[0]}). Give source addresses of the family of the server's.");
    }
}
