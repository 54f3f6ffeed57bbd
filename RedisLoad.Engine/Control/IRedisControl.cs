namespace RedisLoad.Control;

/// <summary>A connection to a Redis that asks it about itself. The client library behind it is loaded apart from the rest.</summary>
public interface IRedisControl : IDisposable
{
    /// <summary>What INFO says, by its field names.</summary>
    /// <exception cref="RedisControlException">The server does not answer, or does not let this user ask.</exception>
    IReadOnlyDictionary<string, string> Info();

    /// <summary>A setting of the server, by CONFIG GET.</summary>
    /// <param name="name">The setting.</param>
    /// <returns>Its value; null where the server does not have it.</returns>
    /// <exception cref="RedisControlException">The server does not answer, or refuses (<see cref="RedisControlException.IsRefusal"/>): the user may not ask, or the command was renamed.</exception>
    string? Config(string name);

    /// <summary>The masters of the cluster that the server is a node of, those that are down left out; empty where it is none.</summary>
    /// <exception cref="RedisControlException">The server does not answer, or does not let this user ask.</exception>
    IReadOnlyList<ClusterMaster> ClusterMasters();
}

/// <summary>Makes connections that ask a Redis about itself.</summary>
public interface IRedisControlFactory
{
    /// <summary>Connects.</summary>
    /// <param name="endPoint">The server.</param>
    /// <param name="timeout">How long connecting and each answer may take.</param>
    /// <exception cref="RedisControlException">The server cannot be reached, or does not take the credential.</exception>
    IRedisControl Connect(RedisEndPoint endPoint, TimeSpan timeout);
}

/// <summary>A Redis could not be asked about itself.</summary>
/// <param name="message">Why, and the way out.</param>
/// <param name="cause">What the client library said.</param>
public sealed class RedisControlException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Whether the server answered with an error: it may well answer other questions.</summary>
    public bool IsRefusal { get; init; }
}
