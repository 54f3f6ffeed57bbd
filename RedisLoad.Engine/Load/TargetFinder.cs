using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using RedisLoad.Control;
using RedisLoad.Resp;
using RedisLoad.Transport;

namespace RedisLoad.Load;

/// <summary>Finds the servers that a plan names, once, before the load.</summary>
public static class TargetFinder
{
    /// <summary>Resolves the servers' names.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="control">Gives what asks a cluster for its masters; it is not called for without one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The servers with all their addresses, IPv4 first: a Redis listens there more often than on IPv6.</returns>
    /// <exception cref="PreflightException">A name has no address.</exception>
    /// <exception cref="RedisControlException">A node of a cluster does not answer.</exception>
    /// <exception cref="PlanException">No address is of the family of the source addresses.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<ImmutableArray<LoadTarget>> FindAsync(LoadPlan plan, Func<IRedisControlFactory> control, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(control);
        if (plan.UnixSocket is { } path)
            return [new LoadTarget(path, [new UnixDomainSocketEndPoint(path)])];

        if (plan.Cluster)
            return FindMasters(plan, control());

        var targets = ImmutableArray.CreateBuilder<LoadTarget>();
        foreach (RedisEndPoint server in plan.Servers)
        {
            IPAddress[] addresses = await ResolveAsync(server.Host, cancellationToken).ConfigureAwait(false);
            ImmutableArray<EndPoint> endPoints = [.. Reachable(plan, server, addresses).Select(address => new IPEndPoint(address, server.Port!.Value))];
            targets.Add(new LoadTarget($"{server}", endPoints) { Host = server.CertificateName });
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

    private static ImmutableArray<LoadTarget> FindMasters(LoadPlan plan, IRedisControlFactory control)
    {
        RedisControlException? lastFailure = null;
        foreach (RedisEndPoint server in plan.Servers)
        {
            try
            {
                using IRedisControl redis = control.Connect(plan.ControlOf(server), plan.ConnectTimeout + plan.ReplyTimeout);
                ImmutableArray<LoadTarget> masters = [.. redis.ClusterMasters().Where(master => !master.Slots.IsEmpty).Select(TargetOf)];
                return masters.IsEmpty
                    ? throw new PreflightException(PreflightProblem.NotACluster, $"{server} is no node of a Redis Cluster, or of one without slots. Leave out -Cluster, or give one of its nodes.")
                    : masters;
            }
            catch (RedisControlException exception)
            {
                // Any node knows the others; one that is down is no reason to give up.
                lastFailure = exception;
            }
        }
        throw lastFailure ?? new RedisControlException("There is no node to ask.");
    }

    private static LoadTarget TargetOf(ClusterMaster master)
    {
        var endPoint = new IPEndPoint(IPAddress.Parse(master.Host), master.Port);
        return LoadTarget.Of(endPoint) with { HashTag = HashSlot.TagIn(master.Owns) };
    }

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
        throw new PreflightException(PreflightProblem.HostNotFound, $"The name '{host}' could not be resolved. Check -ComputerName.");
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
