namespace RedisLoad.Parameters;

/// <summary>Why a plan is refused.</summary>
public enum PlanProblem
{
    /// <summary>A value is out of its range.</summary>
    ValueOutOfRange,

    /// <summary>A value cannot be read.</summary>
    InvalidValue,

    /// <summary>Two values ask for different things.</summary>
    ValuesConflict,

    /// <summary>A command cannot be read, or not be sent.</summary>
    InvalidCommand,

    /// <summary>A command can destroy data or reconfigure the server, and nobody has confirmed it.</summary>
    DangerousCommand,

    /// <summary>A file of a certificate or a key is not there.</summary>
    CertificateNotFound,

    /// <summary>A file of a certificate or a key cannot be read, or does not hold what it should.</summary>
    CertificateUnusable,

    /// <summary>This host has no OpenSSL that TLS could be spoken with.</summary>
    TlsUnavailable,

    /// <summary>This process may not open as many files as the plan needs.</summary>
    FileLimitTooLow,

    /// <summary>The moment at which the load should have begun has passed.</summary>
    StartMissed,
}

/// <summary>A plan cannot be carried out as it was asked for.</summary>
/// <param name="problem">Why.</param>
/// <param name="parameter">The parameter at fault.</param>
/// <param name="value">Its value.</param>
/// <param name="reason">What is wrong with it, and the way out.</param>
public sealed class PlanException(PlanProblem problem, string parameter, object? value, string reason)
    : Exception($"-{parameter}: {reason}")
{
    /// <summary>Why the plan is refused.</summary>
    public PlanProblem Problem { get; } = problem;

    /// <summary>The parameter at fault.</summary>
    public string Parameter { get; } = parameter;

    /// <summary>The same of the parameter that the value was part of.</summary>
    public PlanException Of(string whole) => new(Problem, whole, Value, reason);

    /// <summary>Its value; null where it can contain a password.</summary>
    public object? Value { get; } = UserText.Target(value);
}
