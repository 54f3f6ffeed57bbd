using System.Collections.Immutable;

namespace RedisLoad.Transport;

/// <summary>Where the targets of a load are now. One that fails over is the same target at another address.</summary>
/// <remarks>Every thread of a load reads it for each connection, and one changes it.</remarks>
/// <param name="targets">Where they are at first.</param>
internal sealed class TargetBook(ImmutableArray<LoadTarget> targets)
{
    private volatile Page _current = new(targets);

    /// <summary>The targets as they are now: another object where one has moved.</summary>
    public Page Current => _current;

    /// <summary>Has targets be elsewhere from now on.</summary>
    public void Move(ImmutableArray<LoadTarget> moved) => _current = new Page(moved);

    /// <summary>The targets at a time.</summary>
    internal sealed record Page(ImmutableArray<LoadTarget> Targets);
}
