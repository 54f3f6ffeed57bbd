namespace RedisLoad.Failures;

/// <summary>Whose fault a failure is.</summary>
public enum Fault
{
    /// <summary>The server's.</summary>
    Server,

    /// <summary>The server's, or that of the network on the way to it.</summary>
    ServerOrPath,

    /// <summary>The network's on the way to the server.</summary>
    Path,

    /// <summary>What was asked for does not fit the server: user, password, rights, certificates.</summary>
    Configuration,

    /// <summary>The load generator's own host: such a run says nothing about the server.</summary>
    ThisHost,
}

/// <summary>Whose fault each kind of failure is.</summary>
public static class Faults
{
    /// <summary>Every kind of failure, in the order of the columns.</summary>
    public static IReadOnlyList<FailureKind> AllKinds { get; } = [.. Enum.GetValues<FailureKind>().Where(kind => kind != FailureKind.None)];

    /// <summary>Whose fault a kind of failure is.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="FailureKind.None"/> is nobody's fault.</exception>
    public static Fault Of(FailureKind kind) => kind switch
    {
        FailureKind.Refused or FailureKind.ClosedByServer or FailureKind.MaxClients or FailureKind.ErrorReply or FailureKind.WrongReply => Fault.Server,
        FailureKind.Reset or FailureKind.ConnectTimeout or FailureKind.ReplyTimeout => Fault.ServerOrPath,
        FailureKind.Unreachable => Fault.Path,
        FailureKind.AuthRequired or FailureKind.AuthFailed or FailureKind.TlsFailed => Fault.Configuration,
        FailureKind.PortsExhausted or FailureKind.FileLimit or FailureKind.NoMemory => Fault.ThisHost,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of failure."),
    };
}
