namespace RedisLoad.Cmdlets;

/// <summary>Where the pages of the cmdlets are, which Get-Help -Online opens.</summary>
internal static class HelpPages
{
    public const string Folder = "https://github.com/redisload/redisload/blob/main/docs/";
}
