using System.Net;
using RedisLoad.Control;
using StackExchange.Redis;

namespace RedisLoad.Client;

/// <summary>Asks a Redis about itself, over one connection of StackExchange.Redis.</summary>
/// <param name="connection">The connection; it is closed with this.</param>
/// <param name="endPoint">The server, for messages.</param>
internal sealed class RedisControl(ConnectionMultiplexer connection, RedisEndPoint endPoint) : IRedisControl
{
    private IServer Server => connection.GetServers()[0];

    public IReadOnlyDictionary<string, string> Info() => RedisInfo.Parse(Ask(() => (string?)Server.Execute("INFO")) ?? string.Empty);

    public string? Config(string name) => Ask(() => Server.ConfigGet(name).Select(pair => pair.Value).FirstOrDefault(), "CONFIG GET");

    public IReadOnlyList<ClusterMaster> ClusterMasters()
    {
        if (Server.ServerType != ServerType.Cluster)
            return [];
        ClusterConfiguration? cluster = Ask(() => Server.ClusterNodes(), "CLUSTER NODES");
        return [.. from node in cluster?.Nodes ?? []
                   where !node.IsReplica && !node.IsFail && node.EndPoint is IPEndPoint
                   let address = (IPEndPoint)node.EndPoint!
                   orderby node.Slots.Select(slots => slots.From).DefaultIfEmpty(int.MaxValue).Min()
                   select new ClusterMaster($"{address.Address}", address.Port, [.. node.Slots.Select(slots => (slots.From, slots.To))])];
    }

    public void Dispose() => connection.Dispose();

    private T Ask<T>(Func<T> question, string command = "INFO")
    {
        try
        {
            return question();
        }
        catch (RedisServerException exception)
        {
            throw new RedisControlException($"{endPoint} refused {command}: {exception.Message}", exception) { IsRefusal = true };
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            throw Silent(exception);
        }
    }

    private RedisControlException Silent(Exception exception) => new($"{endPoint} does not answer any more.", exception);
}
