using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using RedisLoad.Parameters;

namespace RedisLoad.Plan;

/// <summary>A row of the table of combinations. A name can be followed by the values that are meant: <c>Close Server</c>.</summary>
/// <param name="parameter">The parameter that an error names.</param>
/// <param name="other">The other.</param>
public abstract class CombinationAttribute(string parameter, string other) : Attribute
{
    /// <summary>The parameter that an error names.</summary>
    public string Parameter { get; } = parameter;

    /// <summary>The other.</summary>
    public string Other { get; } = other;
}

/// <summary>Two parameters that cannot be combined.</summary>
/// <param name="parameter">The parameter that an error names.</param>
/// <param name="other">The other.</param>
/// <param name="reason">Why not, as the end of a sentence.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class ExcludesAttribute(string parameter, string other, string reason) : CombinationAttribute(parameter, other)
{
    /// <summary>Why not, as the end of a sentence.</summary>
    public string Reason { get; } = reason;
}

/// <summary>A parameter that has no meaning without another.</summary>
/// <param name="parameter">The parameter.</param>
/// <param name="other">What it requires; of several that are joined by <c>or</c>, one.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class RequiresAttribute(string parameter, string other) : CombinationAttribute(parameter, other);

/// <summary>Which parameters cannot be combined, and which require another: the only place of it. The pages show this table.</summary>
[Excludes("Uri", "ComputerName", NamesTheServer)]
[Excludes("Uri", "Port", NamesTheServer)]
[Excludes("Uri of a socket", "Cluster", "a cluster requires network addresses")]
[Excludes("Database", "Cluster", "a cluster only has database 0")]
[Excludes("Sentinel", "Uri", "-ComputerName gives the sentinels")]
[Excludes("Sentinel", "Cluster", "a cluster elects its masters without sentinels")]
[Excludes("BuiltInTarget", "Sentinel", TakesItsPlace)]
[Excludes("BuiltInTarget", "ComputerName", TakesItsPlace)]
[Excludes("BuiltInTarget", "Port", TakesItsPlace)]
[Excludes("BuiltInTarget", "Uri", TakesItsPlace)]
[Excludes("BuiltInTarget", "Cluster", TakesItsPlace)]
[Excludes("BuiltInTarget", "Credential", "it has no password")]
[Excludes("BuiltInTarget", "UseTls", "it does not speak TLS")]
[Excludes("SourceAddress", "Uri of a socket", "a Unix socket has no addresses")]
[Excludes("TcpKeepAlive", "Uri of a socket", "a Unix socket is not a TCP connection")]
[Excludes("UseTls", "Uri of a socket", "a Redis does not speak TLS over a Unix socket")]
[Excludes("TlsCipher", "TlsVersion of other ciphers", "the ciphers of TLS 1.3 are its own; their names begin with TLS_")]
[Excludes("CaCertificate", "SkipCertificateCheck", "without the check, it does not matter who signed the certificate")]
[Excludes("Cps", "Saturate", HasNoSchedule)]
[Excludes("Gap", "Saturate", HasNoSchedule)]
[Excludes("Arrival Poisson", "Saturate", HasNoSchedule)]
[Excludes("RampTo", "Saturate", HasNoSchedule)]
[Excludes("Step", "Saturate", HasNoSchedule)]
[Excludes("Count", "Saturate", HasNoSchedule)]
[Excludes("Count", "Duration", "both set the end of the load")]
[Excludes("RampTo without -RampTime", "Count", "the ramp takes the whole duration, which -Count does not have; add -RampTime")]
[Excludes("Step", "Count", "the number of steps follows from the duration; use -Duration")]
[Excludes("RampTo", "Step", "the rate changes either linearly or in steps")]
[Excludes("Gap", "Arrival Poisson", IsABurst)]
[Excludes("Gap", "RampTo", IsABurst)]
[Excludes("Gap", "Step", IsABurst)]
[Excludes("Gap", "WarmUp", "the first burst is part of the result")]
[Excludes("Gap", "Duration shorter than -Gap", "it has no burst")]
[Excludes("DataSize", "Command", "it is the size of the value that SET writes without -Command; use {random-string:1024} in a command")]
[Excludes("Requests", "Command @()", "there is no command to repeat")]
[Excludes("Pipeline", "Command @()", "there is no command to send")]
[Excludes("PoolSize", "MaxOpen", "at most -PoolSize connections are open")]
[Excludes("PoolSize", "Close Server", "a pool keeps its connections, so the server does not close them")]
[Excludes("Clients", "PerTarget", "clients are not counted per server")]
[Excludes("Clients", "Command @()", "the clients have no command to send")]
[Excludes("Clients", "Command with MULTI", "a client's request is one command, and MULTI starts several")]
[Excludes("ClientRate", "SteadyRate", "-ClientRate is per client, and -SteadyRate is for all clients together")]
[Excludes("Reconnect", "ReconnectAs", IsOfTheLibrary)]
[Excludes("ReconnectDelay", "ReconnectAs", IsOfTheLibrary)]
[Excludes("ReconnectMaxDelay", "ReconnectAs", IsOfTheLibrary)]
[Excludes("ReconnectJitter", "ReconnectAs", IsOfTheLibrary)]
[Excludes("ReconnectLimit", "ReconnectAs", IsOfTheLibrary)]
[Excludes("Retry", "Reconnect None", HasNoAttempts)]
[Excludes("ReconnectDelay", "Reconnect None", HasNoAttempts)]
[Excludes("ReconnectMaxDelay", "Reconnect None", HasNoAttempts)]
[Excludes("ReconnectJitter", "Reconnect None", HasNoAttempts)]
[Excludes("ReconnectLimit", "Reconnect None", HasNoAttempts)]
[Excludes("ReconnectDelay", "Reconnect Immediate", HasNoDelays)]
[Excludes("ReconnectMaxDelay", "Reconnect Immediate", HasNoDelays)]
[Excludes("ReconnectJitter", "Reconnect Immediate", HasNoDelays)]
[Excludes("ReconnectMaxDelay", "Reconnect Fixed", "the delay does not grow")]
[Excludes("ReconnectJitter Decorrelated", "Reconnect Fixed", GrowsByItself)]
[Excludes("ReconnectJitter Decorrelated", "Reconnect Linear", GrowsByItself)]
[Excludes("MaxOpen", "Clients without -Cps", OpensNone)]
[Excludes("Workers", "Clients without -Cps", OpensNone)]
[Excludes("HoldTime", "Clients without -Cps", OpensNone)]
[Excludes("PoolSize", "Clients without -Cps", OpensNone)]
[Excludes("Close", "Clients without -Cps", OpensNone)]
[Excludes("Requests", "Clients without -Cps", OpensNone)]
[Excludes("Pipeline", "Clients without -Cps", OpensNone)]
[Excludes("Retry", "Clients without -Cps", OpensNone)]
[Excludes("PerConnection", "Clients without -Cps", OpensNone)]
[Excludes("Arrival", "Clients without -Cps", OpensNone)]
[Excludes("PerConnection", "PerTarget", "connection records include the server")]
[Excludes("IncludeHistogram", "PerConnection", "histograms are columns of rows, and -PerConnection returns records")]
[Excludes("Watch", "PerConnection", IsOfAPort)]
[Excludes("Watch", "PerTarget", IsOfAPort)]
[Excludes("Watch", "Uri of a socket", IsOfAPort)]
[Excludes("ServerSession", "PerConnection", IsOfAPort)]
[Excludes("ServerSession", "PerTarget", IsOfAPort)]
[Excludes("ServerSession", "Uri of a socket", IsOfAPort)]
[Excludes("ServerSession", "BuiltInTarget", "it is in this process")]
[Excludes("Session", "Processes", "both set the load generators")]
[Excludes("Session", "PerConnection", "rows of several load generators are merged, and records of connections are not")]
[Excludes("Session", "PerTarget", "rows are merged over all servers")]
[Excludes("Session", "Disrupt", IsByOneHost)]
[Excludes("Session", "DisruptWith", IsByOneHost)]
[Excludes("Processes", "PerConnection", "rows of several load generators are merged, and records of connections are not")]
[Excludes("Processes", "PerTarget", "rows are merged over all servers")]
[Excludes("Processes", "Disrupt", IsByOneHost)]
[Excludes("Processes", "DisruptWith", IsByOneHost)]
[Excludes("DisruptWith", "Disrupt", "a load has one kind of disruption")]
[Requires("Disrupt", "DisruptAt")]
[Requires("DisruptWith", "DisruptAt")]
[Requires("Disrupt", "DisruptServer")]
[Requires("DisruptServer", "Disrupt")]
[Requires("DisruptAt", "Disrupt or -DisruptWith")]
[Requires("DisruptTime", "Disrupt ClientPause or -Disrupt DebugSleep")]
[Requires("RampTime", "RampTo")]
[Requires("StepTime", "Step")]
[Requires("Step", "StepTime")]
[Requires("KeepAliveInterval", "HoldTime")]
[Requires("PoolIdleTimeout", "PoolSize")]
[Requires("ClientRate", "Clients")]
[Requires("SteadyRate", "Clients")]
[Requires("ClientRamp", "Clients")]
[Requires("Reconnect", "Clients or -Retry")]
[Requires("ReconnectDelay", "Clients or -Retry")]
[Requires("ReconnectMaxDelay", "Clients or -Retry")]
[Requires("ReconnectJitter", "Clients or -Retry")]
[Requires("ReconnectLimit", "Clients")]
[Requires("ReconnectAs", "Clients or -Retry")]
[Requires("TlsServerName", "UseTls")]
[Requires("CaCertificate", "UseTls")]
[Requires("ClientCertificate", "UseTls")]
[Requires("ClientKey", "UseTls")]
[Requires("ClientCertificatePassword", "UseTls")]
[Requires("SkipCertificateCheck", "UseTls")]
[Requires("TlsVersion", "UseTls")]
[Requires("TlsCipher", "UseTls")]
[Requires("TlsResume", "UseTls")]
[Requires("ClientKey", "ClientCertificate")]
[Requires("ClientCertificatePassword", "ClientCertificate")]
[Requires("AbortOnBreach", "Threshold")]
[Requires("InstallModule", "Session or -ServerSession")]
[Requires("PerGenerator", "Session or -Processes")]
[Requires("Share with -Arrival Poisson", "Seed")]
public static class Combinations
{
    private const string NamesTheServer = "it contains the server";
    private const string TakesItsPlace = "it replaces the server";
    private const string HasNoSchedule = "it is part of a schedule, and -Saturate has none";
    private const string IsABurst = "with -Gap, -Cps connections are opened at once";
    private const string IsOfTheLibrary = "the library determines delays and limits";
    private const string HasNoAttempts = "there are no attempts";
    private const string HasNoDelays = "there are no delays";
    private const string GrowsByItself = "decorrelated delays always grow";
    private const string OpensNone = "it applies to new connections, and -Clients alone opens none; add -Cps";
    private const string IsByOneHost = "it is not supported with several load generators";
    private const string IsOfAPort = "its figures cover all connections to a port";

    private static readonly ImmutableArray<CombinationAttribute> s_rows = [.. typeof(
        Combinations).GetCustomAttributes<CombinationAttribute>()];

    /// <summary>The parameters that the table names.</summary>
    public static IEnumerable<string> Names => s_rows
        .SelectMany(row => Alternatives(row.Other).Append(row.Parameter)).Select(NameOf).Distinct();

    /// <summary>Checks the parameters that are given.</summary>
    /// <param name="given">What is given, by name: parameters, and the values that the table speaks of. Null is not given.</param>
    /// <param name="command">The parameters of the command: an error says to add one of these.</param>
    /// <exception cref="PlanException">Two cannot be combined, or one lacks what it requires.</exception>
    public static void Check(IReadOnlyDictionary<string, object?> given, IReadOnlySet<string>? command = null)
    {
        if (s_rows.FirstOrDefault(row => IsBroken(row, given)) is { } row)
        {
            throw row is ExcludesAttribute exclusion
                ? Conflict(row.Parameter, given[row.Parameter], row.Other, exclusion.Reason)
                : Needs(row.Parameter, given[row.Parameter], [.. Alternatives(row.Other)
                    .Where(other => command?.Contains(NameOf(other)) != false)]);
        }
    }

    /// <summary>The defaults that give way: to a parameter that was typed, or because what they require was not.</summary>
    /// <param name="given">What is given, by name.</param>
    /// <param name="defaults">Those of the parameters that a default gave.</param>
    public static IEnumerable<string> FindYielding(IReadOnlyDictionary<string, object?> given, IReadOnlySet<string> defaults) => s_rows
        .Where(row => IsBroken(row, given))
        .Select(row => YieldingOf(row, defaults))
        .OfType<string>()
        .Distinct();

    /// <summary>A value that counts as given; null where it is what it is by default.</summary>
    internal static object? Unless<T>(T value, T byDefault) => EqualityComparer<T>.Default.Equals(value, byDefault) ? null : value;

    /// <summary>The parameters that cannot be combined with those that are given, whatever their value, and whatever is still to
    /// come.</summary>
    /// <param name="given">What is given, by name.</param>
    public static IReadOnlySet<string> FindExcluded(IReadOnlyDictionary<string, object?> given) => s_rows.OfType<ExcludesAttribute>()
        .SelectMany(row => new[] { (Name: row.Parameter, By: row.Other), (Name: row.Other, By: row.Parameter) })
        .Where(pair => pair.Name == NameOf(pair.Name) && given.GetValueOrDefault(pair.By) is not null)
        // What is missing can still be typed.
        .Where(pair => !pair.By.Contains(" without ", StringComparison.Ordinal))
        .Select(pair => pair.Name)
        .ToHashSet();

    private static PlanException Conflict(string parameter, object? value, string other, string reason) => new(
        PlanProblem.ValuesConflict, NameOf(parameter), value,
        $"{Describe(value)}cannot be combined with -{other}: {reason}. Remove one of the two.");

    private static PlanException Needs(string parameter, object? value, string[] others) => new(
        PlanProblem.ValuesConflict, NameOf(parameter), value,
        $"{Describe(value)}requires -{string.Join(" or -", others)}. Add {(others.Length == 1 ? "it" : "one of them")}, or remove -{NameOf(parameter)}.");

    private static bool IsBroken(CombinationAttribute row, IReadOnlyDictionary<string, object?> given) =>
        given.GetValueOrDefault(row.Parameter) is not null
        && Alternatives(row.Other).All(other => given.GetValueOrDefault(other) is null) == row is RequiresAttribute;

    private static string[] Alternatives(string other) => other.Split(" or -");

    /// <remarks>Of two defaults, neither: they contradict each other, and that is an error.</remarks>
    private static string? YieldingOf(CombinationAttribute row, IReadOnlySet<string> defaults)
    {
        (string parameter, string other) = (NameOf(row.Parameter), NameOf(row.Other));
        if (row is RequiresAttribute)
            return defaults.Contains(parameter) ? parameter : null;
        return (defaults.Contains(parameter), defaults.Contains(other)) switch
        {
            (true, false) => parameter,
            (false, true) => other,
            _ => null,
        };
    }

    private static string NameOf(string name) => name.Split(' ')[0];

    private static string Describe(object? value) => value switch
    {
        null or bool => string.Empty,
        TimeSpan time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds} s "),
        IFormattable number and (int or long) => $"{number.ToString("N0", CultureInfo.InvariantCulture)} ",
        _ => $"{value} ",
    };
}
