using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using RedisLoad.Parameters;
using RedisLoad.Plan;
using RedisLoad.Redis;
using RedisLoad.Resp;
using RedisLoad.Transport;

namespace RedisLoad.Preflight;

/// <summary>Finds the servers that a plan names, once, before the load.</summary>
public static class TargetFinder
{
    /// <summary>In a failover, whoever does not answer soon is asked in vain.</summary>
    private static readonly TimeSpan s_quick = TimeSpan.FromMilliseconds(500);

    /// <summary>Resolves the servers' names, or asks one of them for the masters of its cluster.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The servers with all their addresses, IPv4 first.</returns>
    /// <exception cref="ServerException">A name could not be resolved, or a server is not a node of a cluster.</exception>
    /// <exception cref="RedisControlException">No node of a cluster answers.</exception>
    /// <exception cref="PlanException">No address is of the family of the source addresses.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<ImmutableArray<LoadTarget>> FindAsync(LoadPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Targets.UnixSocket is { } path)
            return [new LoadTarget(path, [new UnixDomainSocketEndPoint(path)])];

        var targets = ImmutableArray.CreateBuilder<LoadTarget>();
        if (plan.Targets.Cluster)
        {
            foreach (ClusterMaster master in await FindMastersAsync(plan, cancellationToken).ConfigureAwait(false))
            {
                LoadTarget target = await ResolveAsync(plan, new RedisEndPoint(master.Host, master.Port, Credential: null),
                    cancellationToken).ConfigureAwait(false);
                targets.Add(target with { HashTag = HashSlot.TagIn(master.Owns) });
            }
            return targets.ToImmutable();
        }
        if (plan.Targets.Sentinel is not null)
        {
            RedisEndPoint master = await FindSentinelMasterAsync(plan, cancellationToken).ConfigureAwait(false);
            return [await ResolveAsync(plan, master, cancellationToken).ConfigureAwait(false)];
        }
        foreach (RedisEndPoint server in plan.Targets.Servers)
            targets.Add(await ResolveAsync(plan, server, cancellationToken).ConfigureAwait(false));
        return targets.ToImmutable();
    }

    /// <summary>Finds the targets of a plan again, whose servers may have failed over: the master that the sentinels have now, or of each
    /// target of a cluster the node that owns its slot now.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="before">Where they were. Each of a cluster may be asked, too.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The targets in the same order; one that nobody knows is where it was.</returns>
    /// <exception cref="ServerException">A name could not be resolved, or no sentinel knows the master.</exception>
    /// <exception cref="RedisControlException">Nobody answers.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal static async Task<ImmutableArray<LoadTarget>> FindAgainAsync(
        LoadPlan plan, ImmutableArray<LoadTarget> before, CancellationToken cancellationToken)
    {
        LoadPlan quick = plan with { Session = plan.Session with { ConnectTimeout = s_quick, ReplyTimeout = s_quick } };
        if (plan.Targets.Sentinel is not null)
        {
            RedisEndPoint master = await FindSentinelMasterAsync(quick, cancellationToken).ConfigureAwait(false);
            LoadTarget found = WithoutCheck(await ResolveAsync(plan, master, cancellationToken).ConfigureAwait(false));
            return [found.Name == before[0].Name ? before[0] : found with { HashTag = before[0].HashTag }];
        }
        LoadPlan asked = quick with
        {
            Targets = plan.Targets with { ComputerNames = [.. plan.Targets.ComputerNames, .. before.Select(target => target.Name)] },
        };
        ImmutableArray<ClusterMaster> masters = await FindMastersAsync(asked, cancellationToken).ConfigureAwait(false);
        var now = ImmutableArray.CreateBuilder<LoadTarget>(before.Length);
        foreach (LoadTarget target in before)
        {
            int slot = HashSlot.Of(target.HashTag.Span[1..^1]);
            ClusterMaster? owner = masters.FirstOrDefault(master => master.Owns(slot));
            RedisEndPoint? server = owner is null ? null : new RedisEndPoint(owner.Host, owner.Port, Credential: null);
            if (server is null || $"{server}" == target.Name)
            {
                now.Add(target);
                continue;
            }
            LoadTarget moved = WithoutCheck(await ResolveAsync(plan, server, cancellationToken).ConfigureAwait(false));
            now.Add(moved with { HashTag = target.HashTag });
        }
        return now.MoveToImmutable();
    }

    /// <summary>One of this host's own addresses, where a server's are all that: few listen at 127.0.0.1 and ::1 both.</summary>
    public static LoadTarget WithoutCheck(LoadTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return IsThisHost(target) ? target with { EndPoints = target.EndPoints[..1] } : target;
    }

    /// <summary>Whether all addresses of a server are loopback addresses.</summary>
    internal static bool IsThisHost(LoadTarget target) =>
        target.EndPoints.All(endPoint => endPoint is IPEndPoint ip && IPAddress.IsLoopback(ip.Address));

    private static async Task<ImmutableArray<ClusterMaster>> FindMastersAsync(LoadPlan plan, CancellationToken cancellationToken)
    {
        RedisControlException? firstFailure = null;
        foreach (RedisEndPoint server in plan.Targets.Servers)
        {
            try
            {
                using RedisControl redis = await RedisControl.ConnectAsync(
                    plan.ControlOf(server), plan.Session.AskTimeout, cancellationToken).ConfigureAwait(false);
                ImmutableArray<ClusterMaster> masters = await redis.ClusterMastersAsync(cancellationToken).ConfigureAwait(false);
                return masters.IsEmpty
                    ? throw new ServerException(
                        ServerProblem.NotACluster, $"{server} is not a node of a Redis Cluster, or no slot of the cluster is assigned. Remove -Cluster, or use one of its nodes.")
                    : masters;
            }
            catch (RedisControlException exception)
            {
                // Any node knows the others; one that is down is no reason to give up.
                firstFailure ??= exception;
            }
        }
        throw firstFailure!;
    }

    private static async Task<RedisEndPoint> FindSentinelMasterAsync(LoadPlan plan, CancellationToken cancellationToken)
    {
        RedisControlException? firstFailure = null;
        foreach (RedisEndPoint server in plan.Targets.Servers)
        {
            try
            {
                // The password is the master's: a sentinel without one refuses AUTH.
                using RedisControl sentinel = await RedisControl.ConnectAsync(
                    plan.ControlOf(server) with { Credential = null }, plan.Session.AskTimeout, cancellationToken).ConfigureAwait(false);
                if (await sentinel.SentinelMasterAsync(plan.Targets.Sentinel!, cancellationToken).ConfigureAwait(false) is { } master)
                    return master;
            }
            catch (RedisControlException exception)
            {
                firstFailure ??= exception;
            }
        }
        throw firstFailure as Exception ?? new ServerException(
            ServerProblem.MasterUnknown, $"No sentinel of {plan.Targets} watches a master named {UserText.Show(plan.Targets.Sentinel!)}. Use the name after 'sentinel monitor' in the sentinels' configuration.");
    }

    private static async Task<LoadTarget> ResolveAsync(LoadPlan plan, RedisEndPoint server, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = await HostNames.ResolveAsync(server.Host, cancellationToken).ConfigureAwait(false);
        ImmutableArray<EndPoint> endPoints = [.. Reachable(plan, server, addresses)
            .Select(address => new IPEndPoint(address, server.Port!.Value))];
        return new LoadTarget($"{server}", endPoints) { Host = server.CertificateName };
    }

    private static IPAddress[] Reachable(LoadPlan plan, RedisEndPoint server, IPAddress[] addresses)
    {
        if (plan.Sockets.Sources is not [IPAddress source, ..])
            return addresses;
        IPAddress[] reachable = Array.FindAll(addresses, address => address.AddressFamily == source.AddressFamily);
        return reachable.Length > 0 ? reachable : throw new PlanException(
            PlanProblem.ValuesConflict, "SourceAddress", $"{source}", $"{server} has no address of the family of {addresses[0]}. Use source addresses of the same family as the server's.");
    }
}
