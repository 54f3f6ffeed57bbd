using System.Collections.Immutable;
using System.Net;
using System.Text;
using RedisLoad.Parameters;
using RedisLoad.Redis;

namespace RedisLoad.Plan;

/// <summary>
/// A server as a user writes it: <c>redis://user:password@host:port/database</c>, <c>rediss://</c> for TLS, <c>unix:/path</c>, or only its
/// name.
/// </summary>
/// <remarks>
/// As client libraries read it, and where they differ as redis-cli does. The forms and query options that each of them takes:
/// https://redis.io/docs/latest/develop/clients/connection-urls/
/// Read here and not by System.Uri, which drops the zone of an address, and whose error would not say what of a password has to be escaped.
/// </remarks>
public sealed record RedisUri
{
    private const string Example = "Use redis://user:password@host:port/database, rediss:// for TLS, or unix:/path";

    private static readonly Dictionary<string, RedisUri> s_schemes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["redis"] = new(),
        ["valkey"] = new(),
        ["rediss"] = new() { UsesTls = true },
        ["valkeys"] = new() { UsesTls = true },
        ["redis+ssl"] = new() { UsesTls = true },
        ["unix"] = new() { SocketPath = string.Empty },
        ["redis+unix"] = new() { SocketPath = string.Empty },
        ["valkey+unix"] = new() { SocketPath = string.Empty },
        ["redis+socket"] = new() { SocketPath = string.Empty },
        ["redis-socket"] = new() { SocketPath = string.Empty },
    };

    private RedisUri()
    {
    }

    /// <summary>The hosts with their ports: one, or several nodes of a cluster; none for a Unix socket.</summary>
    public ImmutableArray<string> Hosts { get; internal init; } = [];

    /// <summary>The path of the Unix socket; null for TCP.</summary>
    public string? SocketPath { get; private init; }

    /// <summary>Whether the connection is encrypted.</summary>
    public bool UsesTls { get; private init; }

    /// <summary>The user and password; null for none.</summary>
    public NetworkCredential? Credential { get; internal init; }

    /// <summary>The database; null for the default.</summary>
    public int? Database { get; internal init; }

    /// <summary>The connection name; null for none.</summary>
    public string? ClientName { get; internal init; }

    /// <summary>The version of the protocol; null for the default.</summary>
    public int? Resp { get; internal init; }

    /// <summary>The path of the trusted certificates; null for those of this host.</summary>
    public string? CaCertificate { get; internal init; }

    /// <summary>The path of the client's certificate; null for none.</summary>
    public string? ClientCertificate { get; internal init; }

    /// <summary>The path of the key to that certificate; null for none.</summary>
    public string? ClientKey { get; internal init; }

    /// <summary>Whether any certificate of the server is accepted.</summary>
    public bool SkipsCertificateCheck { get; internal init; }

    /// <summary>The parameters whose values it contains, beside those that say where the server is.</summary>
    public IEnumerable<string> Contents =>
        from part in new (string Name, object? Value)[]
        {
            (nameof(Credential), Credential), (nameof(Database), Database), (nameof(ClientName), ClientName), (nameof(Resp), Resp),
            (nameof(CaCertificate), CaCertificate), (nameof(ClientCertificate), ClientCertificate), (nameof(ClientKey), ClientKey),
        }
        where part.Value is not null
        select part.Name;

    /// <summary>Reads a URI. Messages never show it, because it can contain a password.</summary>
    /// <param name="text">The URI.</param>
    /// <param name="parameter">The parameter that it was given to, for messages.</param>
    /// <exception cref="PlanException">It is not one.</exception>
    public static RedisUri Parse(string text, string parameter = "Uri") => Try(() => ParseUri(text), parameter);

    /// <summary>Reads a URI, a host with or without a port, or the path of a Unix socket.</summary>
    /// <param name="text">The text.</param>
    /// <param name="parameter">The parameter that it was given to, for messages.</param>
    /// <exception cref="PlanException">It is none of these.</exception>
    public static RedisUri ParseServer(string text, string parameter)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith('/'))
            return Try(() => ParseSocket(s_schemes["unix"], text), parameter);
        if (text.Contains("://", StringComparison.Ordinal) || text.StartsWith("unix:", StringComparison.OrdinalIgnoreCase))
            return Parse(text, parameter);
        return new RedisUri { Hosts = [$"{ServerOf(text, parameter)}"] };
    }

    /// <summary>Reads a host with or without a port.</summary>
    /// <param name="text">The text.</param>
    /// <param name="parameter">The parameter that it was given to, for messages.</param>
    /// <exception cref="PlanException">It is not one.</exception>
    internal static HostAndPort ServerOf(string text, string parameter)
    {
        try
        {
            return HostAndPort.Parse(text);
        }
        catch (FormatException exception)
        {
            string hint = text.Contains("://", StringComparison.Ordinal) || text.Contains('@', StringComparison.Ordinal)
                ? " A URI belongs to -Uri."
                : string.Empty;
            throw new PlanException(
                PlanProblem.ValueOutOfRange,
                parameter,
                text,
                $"{UserText.Show(text)} is not a server: {exception.Message}. Use a host name or address, with or without a port: redis.example.com, 10.0.0.5:6380, [::1]:6379.{hint}");
        }
    }

    /// <summary>The plan with this server.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="parameter">The parameter that the URI was given to, for messages.</param>
    /// <param name="yields">Whether what the plan has already counts, and is not a contradiction.</param>
    /// <exception cref="PlanException">The plan already has another value for something that the URI contains, or the URI requires TLS and
    /// this host has no OpenSSL 3.</exception>
    public LoadPlan ApplyTo(LoadPlan plan, string parameter = "Uri", bool yields = false)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (UsesTls)
            SecurityPlan.RequireOpenSsl(parameter);
        return plan with
        {
            Targets = plan.Targets with { ComputerNames = Hosts.IsEmpty ? plan.Targets.ComputerNames : Hosts, UnixSocket = SocketPath },
            Session = plan.Session with
            {
                Database = One(nameof(Database), plan.Session.Database == 0 ? null : plan.Session.Database, Database) ?? 0,
                ClientName = One(nameof(ClientName), plan.Session.ClientName, ClientName),
                Resp = One(nameof(Resp), plan.Session.Resp == 2 ? null : plan.Session.Resp, Resp) ?? 2,
            },
            Security = plan.Security with
            {
                UseTls = UsesTls || plan.Security.UseTls,
                Credential = One(nameof(Credential), plan.Security.Credential, Credential),
                CaCertificate = One(nameof(CaCertificate), plan.Security.CaCertificate, CaCertificate),
                ClientCertificate = One(nameof(ClientCertificate), plan.Security.ClientCertificate, ClientCertificate),
                ClientKey = One(nameof(ClientKey), plan.Security.ClientKey, ClientKey),
                SkipCertificateCheck = SkipsCertificateCheck || plan.Security.SkipCertificateCheck,
            },
        };

        T? One<T>(string name, T? given, T? own) => given is null || own is null || yields
            ? given ?? own
            : throw new PlanException(
                PlanProblem.ValuesConflict, name, null, $"cannot be combined with a -{parameter} that contains it. Remove one of the two.");
    }

    /// <summary>The server, without its password.</summary>
    public override string ToString() => SocketPath ?? string.Join(", ", Hosts);

    private static RedisUri Try(Func<RedisUri> parse, string parameter)
    {
        try
        {
            return parse();
        }
        catch (FormatException exception)
        {
            throw new PlanException(PlanProblem.ValueOutOfRange, parameter, null, $"{exception.Message}.");
        }
    }

    private static RedisUri ParseUri(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Trim().Split(':', 2);
        if (parts[0].Contains("sentinel", StringComparison.OrdinalIgnoreCase))
            throw new FormatException("Sentinel URIs are not supported. Use the URI of the master");
        if (parts.Length < 2 || !s_schemes.TryGetValue(parts[0], out RedisUri? uri))
            throw new FormatException($"this is not the URI of a Redis server. {Example}");
        string rest = parts[1];
        if (!rest.StartsWith("//", StringComparison.Ordinal))
            return uri.SocketPath is not null
                ? ParseSocket(uri, rest)
                : throw new FormatException($"this is not the URI of a Redis server. {Example}");
        return uri.SocketPath is not null ? ParseSocket(uri, rest[2..]) : ParseHosts(uri, rest[2..]);
    }

    /// <summary>Reads <c>[user[:password]@][host[:port][,host[:port]]][/database][?options][#insecure]</c>.</summary>
    private static RedisUri ParseHosts(RedisUri uri, string text) => Read(text, parts =>
    {
        string database = parts.Path.Trim('/');
        if (parts.Authority.Length == 0 && database.Length == 0)
            throw new FormatException($"the host is missing. {Example}");
        string hosts = parts.Authority.Length == 0 ? "localhost" : parts.Authority;
        uri = uri with { Hosts = [.. hosts.Split(',').Select(HostOf)], Credential = CredentialOf(parts.UserInfo) };
        if (database.Length > 0)
            uri = RedisUriOptions.WithDatabase(uri, database);
        return RedisUriOptions.Apply(uri, parts.Query, parts.Fragment);
    });

    /// <summary>Reads <c>[user[:password]@]/path[?options]</c>.</summary>
    private static RedisUri ParseSocket(RedisUri uri, string text) => Read(text, parts =>
    {
        // The longest path that fits into sun_path with the zero behind it: unix(7).
        const int LongestPath = 107;
        string path = Unescape(parts.Path);
        if (parts.Authority.Length > 0 || path.Length < 2)
            throw new FormatException("the path of a Unix socket must be absolute: unix:/run/redis/redis.sock");
        if (Encoding.UTF8.GetByteCount(path) > LongestPath)
            throw new FormatException($"the path of a Unix socket cannot be longer than {LongestPath} bytes");
        return RedisUriOptions.Apply(
            uri with { SocketPath = path, Credential = CredentialOf(parts.UserInfo) }, parts.Query, parts.Fragment);
    });

    private static RedisUri Read(string text, Func<UriParts, RedisUri> read)
    {
        int end = text.IndexOfAny(['/', '?', '#']);
        bool isAuthorityInDoubt = end >= 0 && text.IndexOf('@', end) >= 0;
        try
        {
            return read(UriParts.Split(text, end < 0 ? text.Length : end));
        }
        catch (FormatException) when (isAuthorityInDoubt)
        {
            // The @ that ends a user and password comes behind the character that seems to end the host.
            throw MustBeEscaped(text[end]);
        }
    }

    internal static string HostOf(string text)
    {
        if (!text.StartsWith('[') && text.IndexOf(':', StringComparison.Ordinal) != text.LastIndexOf(':'))
            throw new FormatException(HostAndPort.BracketsHint);
        // The zone of an address begins with % in brackets, and with %25 as RFC 6874 has it.
        HostAndPort host = HostAndPort.Parse(text.StartsWith('[') ? text.Replace("%25", "%", StringComparison.Ordinal) : text);
        return $"{host with { Port = host.Port ?? TargetPlan.DefaultPort }}";
    }

    private static NetworkCredential? CredentialOf(string userInfo)
    {
        // Without a colon it is a password, as redis-cli has it.
        string[] parts = userInfo.Contains(':', StringComparison.Ordinal) ? userInfo.Split(':', 2) : [string.Empty, userInfo];
        return CredentialOf(Unescape(parts[0]), Unescape(parts[1]));
    }

    internal static NetworkCredential? CredentialOf(string user, string password) =>
        user.Length + password.Length == 0 ? null : new NetworkCredential(user.Length == 0 ? "default" : user, password);

    internal static string Unescape(string text)
    {
        for (int i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (!Uri.IsHexEncoding(text, i))
                throw MustBeEscaped('%');
        }
        return Uri.UnescapeDataString(text);
    }

    private static FormatException MustBeEscaped(char character) => new(
        $"a '{character}' in the user name or password must be percent-encoded: @ is %40, / is %2F, ? is %3F, # is %23, % is %25");

    private readonly record struct UriParts(string UserInfo, string Authority, string Path, string Query, string Fragment)
    {
        /// <summary>Splits what follows the scheme, whose user and host end at an index.</summary>
        public static UriParts Split(string text, int end)
        {
            string authority = text[..end];
            int at = authority.LastIndexOf('@');
            if (authority.IndexOf('@', StringComparison.Ordinal) != at)
                throw MustBeEscaped('@');
            string[] beforeFragment = text[end..].Split('#', 2);
            string[] pathAndQuery = beforeFragment[0].Split('?', 2);
            return new UriParts(
                authority[..Math.Max(at, 0)], authority[(at + 1)..], pathAndQuery[0], pathAndQuery.ElementAtOrDefault(1)
                    ?? string.Empty, beforeFragment.ElementAtOrDefault(1) ?? string.Empty);
        }
    }
}
