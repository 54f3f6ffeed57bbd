using System.Net;

namespace RedisLoad.Cmdlets.Parameters;

/// <summary>The password in the environment variable REDISCLI_AUTH, as redis-cli reads it: for servers for which no other is
/// given.</summary>
internal static class RedisCliAuth
{
    private const string Variable = "REDISCLI_AUTH";

    /// <summary>The password, of the user <c>default</c>; null where there is none.</summary>
    public static NetworkCredential? Credential =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } password ? new NetworkCredential("default", password) : null;
}
