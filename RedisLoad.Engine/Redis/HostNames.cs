using System.Net;
using System.Net.Sockets;

namespace RedisLoad.Redis;

/// <summary>Looks up the addresses of hosts.</summary>
internal static class HostNames
{
    /// <summary>The addresses of a name, IPv4 first: a Redis listens there more often than on IPv6.</summary>
    /// <exception cref="ServerException">The name has none.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
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
        throw new ServerException(
            ServerProblem.HostNotFound, $"The name '{host}' could not be resolved. Check it, and that this host can resolve it.");
    }
}
