using System.Collections.Immutable;
using System.Reflection;

namespace RedisLoad.Failures;

/// <summary>What caused a failure.</summary>
public enum Fault
{
    /// <summary>The server.</summary>
    Server,

    /// <summary>The server, or the network between it and this host.</summary>
    ServerOrPath,

    /// <summary>The network between the server and this host.</summary>
    Path,

    /// <summary>Parameters that do not fit the server: user, password, permissions, certificates.</summary>
    Configuration,

    /// <summary>The load generator's own host: such a run says nothing about the server.</summary>
    ThisHost,
}

/// <summary>Says of a kind of failure what causes it.</summary>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class CausedByAttribute(Fault fault) : Attribute
{
    public Fault Fault { get; } = fault;
}

/// <summary>What caused each kind of failure.</summary>
public static class Faults
{
    private static readonly ImmutableDictionary<FailureKind, Fault> s_byKind = Enum.GetValues<FailureKind>()
        .Where(kind => kind != FailureKind.None)
        .ToImmutableDictionary(kind => kind, CauseOf);

    /// <summary>Every kind of failure, in the order of the columns.</summary>
    public static IReadOnlyList<FailureKind> AllKinds { get; } = [.. s_byKind.Keys.Order()];

    /// <summary>What causes a kind of failure.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="FailureKind.None"/> has no cause.</exception>
    public static Fault Of(FailureKind kind) =>
        s_byKind.TryGetValue(kind, out Fault fault)
            ? fault
            : throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of failure.");

    private static Fault CauseOf(FailureKind kind) =>
        typeof(FailureKind).GetField(kind.ToString())!.GetCustomAttribute<CausedByAttribute>()!.Fault;
}
