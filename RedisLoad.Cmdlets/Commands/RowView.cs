using System.Management.Automation;
using RedisLoad.Plan;
using RedisLoad.Redis;
using RedisLoad.Session;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>The table in which rows are shown: 80 columns have no room for everything, so it follows what was
/// asked for. RedisLoad.Format.ps1xml has the tables.</summary>
internal static class RowView
{
    /// <summary>The view of the summaries of load generators, and of all of them.</summary>
    public const string PerGenerator = "PerGenerator";

    /// <summary>The view of a load's rows; null for the usual one.</summary>
    /// <param name="plan">The load.</param>
    /// <param name="isWatched">Whether a watch adds its columns.</param>
    public static string? Of(LoadPlan plan, bool isWatched) => plan switch
    {
        { OpensConnections: false } => "Clients",
        { Rows.PerTarget: true } => "PerTarget",
        _ when isWatched => "Watch",
        { Clients.Count: > 0 } => "Steady",
        { Reconnect.Retries: > 0 } => "Retry",
        { Security.UseTls: true } => "Tls",
        { Lifetime.PoolSize: not null } => "Pool",
        _ when plan.Lifetime.HoldTime != TimeRange.None => "Held",
        _ => null,
    };

    /// <summary>The view of tries to connect to a server; null for the usual one.</summary>
    public static string? Of(RedisEndPoint server) => server is { Tls: null, Credential: null } ? null : "Secure";

    /// <summary>A row with the name of its view, which it keeps in a job and on another host.</summary>
    public static object With(this object row, string? view)
    {
        if (view is null)
            return row;
        var shown = PSObject.AsPSObject(row);
        shown.TypeNames.Insert(0, $"{row.GetType().FullName}#{view}");
        return shown;
    }
}
