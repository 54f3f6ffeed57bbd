using System.Globalization;
using System.Net;

namespace RedisLoad.Load;

/// <summary>A server as one address: <c>redis://user:password@host:port/database</c>, <c>rediss://</c> for TLS, <c>unix:/path</c>.</summary>
/// <remarks>As redis-cli -u reads it. Schemes: https://www.iana.org/assignments/uri-schemes/prov/redis; unix: as most client libraries have it.</remarks>
public sealed record RedisUri
{
    private const string Example = "Give redis://user:password@host:port/database, rediss:// for TLS, or unix:/path";

    private RedisUri()
    {
    }

    /// <summary>The host with its port; null for a socket in the file system.</summary>
    public string? Host { get; private init; }

    /// <summary>The path of the socket; null for TCP.</summary>
    public string? SocketPath { get; private init; }

    /// <summary>The user and password; null for none.</summary>
    public NetworkCredential? Credential { get; private init; }

    /// <summary>The database; null where it is not said.</summary>
    public int? Database { get; private init; }

    /// <summary>Whether the connection is encrypted.</summary>
    public bool UsesTls { get; private init; }

    /// <summary>Reads an address. What is wrong with it is said without showing it, for it can hold a password.</summary>
    /// <exception cref="PlanException">It is none.</exception>
    public static RedisUri Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith("unix:", StringComparison.OrdinalIgnoreCase))
            return ParseUnix(text["unix:".Length..]);
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("redis" or "rediss") || uri.Host.Length == 0)
            throw Refuse($"this is no address of a Redis. {Example}.");
        if (uri.Query.Length > 0 || uri.Fragment.Length > 0)
            throw Refuse($"what follows a ? or # says nothing here; in a password write %3F and %23. {Example}.");
        return new RedisUri
        {
            Host = string.Create(CultureInfo.InvariantCulture, $"{uri.Host}:{(uri.Port < 0 ? LoadPlan.DefaultPort : uri.Port)}"),
            Credential = CredentialOf(uri.UserInfo),
            Database = DatabaseOf(uri.AbsolutePath.Trim('/')),
            UsesTls = uri.Scheme == "rediss",
        };
    }

    /// <summary>The plan with this server.</summary>
    /// <exception cref="PlanException">The plan says another thing already.</exception>
    public LoadPlan ApplyTo(LoadPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (Credential is not null && plan.Credential is not null)
            throw new PlanException(PlanProblem.ValuesConflict, nameof(plan.Credential), null, "it does not go together with -Uri, which has a user and password already. Leave one of the two out.");
        if (Database is not null && plan.Database != 0)
            throw new PlanException(PlanProblem.ValuesConflict, nameof(plan.Database), plan.Database, "it does not go together with -Uri, which has a database already. Leave one of the two out.");
        return plan with
        {
            ComputerNames = Host is null ? plan.ComputerNames : [Host],
            UnixSocket = SocketPath,
            Credential = Credential ?? plan.Credential,
            Database = Database ?? plan.Database,
            UseTls = UsesTls || plan.UseTls,
        };
    }

    /// <summary>The server, without its password.</summary>
    public override string ToString() => Host ?? SocketPath ?? string.Empty;

    private static RedisUri ParseUnix(string rest)
    {
        // The longest path that fits into sun_path with the zero behind it: unix(7).
        const int LongestPath = 107;
        string path = rest.StartsWith("//", StringComparison.Ordinal) ? rest[2..] : rest;
        if (!path.StartsWith('/'))
            throw Refuse("the path of a socket has to be a whole one: unix:/run/redis/redis.sock.");
        if (System.Text.Encoding.UTF8.GetByteCount(path) > LongestPath)
            throw Refuse($"the path of a socket has at most {LongestPath} bytes.");
        return new RedisUri { SocketPath = Uri.UnescapeDataString(path) };
    }

    private static NetworkCredential? CredentialOf(string userInfo)
    {
        if (userInfo.Length == 0)
            return null;
        // Without a colon it is a password, as redis-cli has it.
        string[] parts = userInfo.Contains(':', StringComparison.Ordinal) ? userInfo.Split(':', 2) : [string.Empty, userInfo];
        string user = Uri.UnescapeDataString(parts[0]);
        return new NetworkCredential(user.Length == 0 ? "default" : user, Uri.UnescapeDataString(parts[1]));
    }

    private static int? DatabaseOf(string path)
    {
        if (path.Length == 0)
            return null;
        return int.TryParse(path, NumberStyles.None, CultureInfo.InvariantCulture, out int database)
            ? database
            : throw Refuse($"what follows the host is no number of a database. {Example}.");
    }

    private static PlanException Refuse(string reason) => new(PlanProblem.ValueOutOfRange, "Uri", null, reason);
}
