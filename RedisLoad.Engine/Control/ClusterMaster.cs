using System.Collections.Immutable;

namespace RedisLoad.Control;

/// <summary>A master of a cluster.</summary>
/// <param name="Host">Its address.</param>
/// <param name="Port">Its port.</param>
/// <param name="Slots">The slots that it owns, from the first to the last of each range; none for one that waits for some.</param>
public sealed record ClusterMaster(string Host, int Port, ImmutableArray<(int First, int Last)> Slots)
{
    /// <summary>Whether a slot is one of its own.</summary>
    public bool Owns(int slot) => Slots.Any(range => slot >= range.First && slot <= range.Last);
}
