using System.Globalization;
using System.Text.RegularExpressions;

namespace RedisLoad.Plan;

/// <summary>The query options of a URI, and its fragment: those of client libraries that say which server and session are meant.</summary>
/// <remarks>An option that is not known is refused: it could change what is loaded.</remarks>
internal static partial class RedisUriOptions
{
    private static readonly Dictionary<string, Func<RedisUri, string, RedisUri>> s_options = new(StringComparer.OrdinalIgnoreCase)
    {
        ["db"] = WithDatabase,
        ["database"] = WithDatabase,
        ["virtual_host"] = WithDatabase,
        ["user"] = WithUser,
        ["username"] = WithUser,
        ["pass"] = WithPassword,
        ["password"] = WithPassword,
        ["addr"] = (uri, value) => uri with { Hosts = [.. uri.Hosts, RedisUri.HostOf(value)] },
        ["client_name"] = (uri, value) => uri with { ClientName = value },
        ["clientName"] = (uri, value) => uri with { ClientName = value },
        ["protocol"] = (uri, value) => uri with { Resp = ProtocolOf(value) },
        ["ssl_ca_certs"] = (uri, value) => uri with { CaCertificate = value },
        ["ssl_certfile"] = (uri, value) => uri with { ClientCertificate = value },
        ["ssl_keyfile"] = (uri, value) => uri with { ClientKey = value },
        ["ssl_cert_reqs"] = (uri, value) => WithCheck(uri, "ssl_cert_reqs", value, isOn: ["required", "optional"], isOff: ["none"]),
        ["ssl_check_hostname"] = (uri, value) => WithCheck(uri, "ssl_check_hostname", value, isOn: ["true", "1", "yes"], isOff: []),
        ["skip_verify"] = (uri, value) => WithCheck(uri, "skip_verify", value, isOn: ["false", "0"], isOff: ["true", "1"]),
        ["verifyPeer"] = (uri, value) => WithCheck(uri, "verifyPeer", value, isOn: ["FULL"], isOff: ["NONE"]),
    };

    /// <summary>The URI with its options.</summary>
    /// <exception cref="FormatException">One is not known, or has a value that it cannot have.</exception>
    public static RedisUri Apply(RedisUri uri, string query, string fragment)
    {
        foreach (string option in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = option.Split('=', 2);
            if (parts.Length < 2 || !OptionName().IsMatch(parts[0]))
                throw new FormatException("the text after ? is not a list of options (?db=1&protocol=3)");
            if (!s_options.TryGetValue(parts[0], out Func<RedisUri, string, RedisUri>? apply))
                throw new FormatException(
                    $"the option '{parts[0]}' is not supported. Remove it; timeouts, pools and connections have parameters of their own");
            uri = apply(uri, RedisUri.Unescape(parts[1]));
        }
        return fragment switch
        {
            "" => uri,
            "insecure" when uri.UsesTls => uri with { SkipsCertificateCheck = true },
            _ => throw new FormatException("the text after # has no meaning (rediss://host/#insecure skips the certificate check)"),
        };
    }

    /// <summary>The URI with its database.</summary>
    /// <exception cref="FormatException">It is not a number, or another one than the URI already has.</exception>
    public static RedisUri WithDatabase(RedisUri uri, string value)
    {
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int database))
            throw new FormatException("the database is not a number");
        if (uri.Database is { } other && other != database)
            throw new FormatException($"it names two databases, {other} and {database}");
        return uri with { Database = database };
    }

    private static RedisUri WithUser(RedisUri uri, string user) =>
        uri with { Credential = RedisUri.CredentialOf(user, uri.Credential?.Password ?? string.Empty) };

    private static RedisUri WithPassword(RedisUri uri, string password) =>
        uri with { Credential = RedisUri.CredentialOf(uri.Credential?.UserName ?? string.Empty, password) };

    private static int ProtocolOf(string value) => value.ToUpperInvariant() switch
    {
        "2" or "RESP2" => 2,
        "3" or "RESP3" => 3,
        _ => throw new FormatException("the option 'protocol' must be 2 or 3"),
    };

    private static RedisUri WithCheck(RedisUri uri, string name, string value, string[] isOn, string[] isOff)
    {
        if (isOff.Contains(value, StringComparer.OrdinalIgnoreCase))
            return uri with { SkipsCertificateCheck = true };
        return isOn.Contains(value, StringComparer.OrdinalIgnoreCase)
            ? uri
            : throw new FormatException($"the option '{name}' cannot have this value. Use -TlsServerName for a certificate of another name, -SkipCertificateCheck for any certificate");
    }

    [GeneratedRegex("^[A-Za-z_]+$")]
    private static partial Regex OptionName();
}
