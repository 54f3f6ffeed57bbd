using RedisLoad.Session;

namespace RedisLoad.Run;

/// <summary>Where workers leave a record of each connection. It never makes them wait.</summary>
internal interface IConnectionLog
{
    /// <summary>Takes a session that is over.</summary>
    /// <param name="session">The session.</param>
    /// <param name="start">When connections began to count, on <see cref="Clock"/>.</param>
    void Add(in SessionRecord session, long start);
}
