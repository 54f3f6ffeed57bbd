using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using RedisLoad.Plan;
using RedisLoad.Redis;
using RedisLoad.Transport;

namespace RedisLoad.Preflight;

/// <summary>Tells servers on this host from servers on others.</summary>
public static class OtherHosts
{
    /// <summary>The servers of a plan that are not on this host: one of their addresses is neither loopback nor an address of this
    /// host.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Ends the looking up of names.</param>
    /// <returns>The servers as they are written; one whose name cannot be resolved is not among them.</returns>
    public static async Task<IReadOnlyList<string>> FindAsync(LoadPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var others = new List<string>();
        foreach (RedisEndPoint server in plan.Targets.UnixSocket is null ? plan.Targets.Servers : [])
        {
            try
            {
                IPAddress[] addresses = await Dns.GetHostAddressesAsync(server.Host, cancellationToken).ConfigureAwait(false);
                if (!addresses.All(IsThisHost))
                    others.Add($"{server}");
            }
            catch (SocketException)
            {
                // What looks for the servers next says so.
            }
        }
        return others;
    }

    /// <summary>The servers that were found and are not on this host, as a cluster names its masters.</summary>
    /// <param name="targets">The servers.</param>
    public static IReadOnlyList<string> Of(IEnumerable<LoadTarget> targets) =>
        [.. targets.Where(target => target.EndPoints.Any(endPoint => endPoint is IPEndPoint ip && !IsThisHost(ip.Address)))
            .Select(target => target.Name)];

    private static bool IsThisHost(IPAddress address) => IPAddress.IsLoopback(address) || NetworkInterface.GetAllNetworkInterfaces()
        .SelectMany(card => card.GetIPProperties().UnicastAddresses)
        .Any(own => own.Address.Equals(address));
}
