using System.Management.Automation;
using System.Net;
using RedisLoad.Cmdlets.Completion;
using RedisLoad.Plan;
using RedisLoad.Redis;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>The parameters -Redis and -Credential of the cmdlets that ask a Redis about itself.</summary>
internal static class ControlParameter
{
    private const string Name = "Redis";

    /// <summary>How long connecting and each answer may take.</summary>
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    /// <summary>The Redis to ask.</summary>
    /// <param name="redis">The value of -Redis: a host, a host and port, or a URI.</param>
    /// <param name="credential">The value of -Credential.</param>
    /// <returns>The Redis; null where none was given.</returns>
    /// <exception cref="PlanException">The value is not a server, or the two contradict each other.</exception>
    public static RedisEndPoint? EndPointOf(string? redis, PSCredential? credential)
    {
        NetworkCredential? given = credential is null || credential == PSCredential.Empty
            ? null
            : new NetworkCredential(credential.UserName, credential.Password);
        if (redis is not null)
        {
            LoadPlan plan = RedisUri.ParseServer(redis, Name).ApplyTo(new LoadPlan { Credential = given }, Name);
            RedisEndPoint server = (plan with { Credential = plan.Credential ?? RedisCliAuth.Credential }).ControlOfOne(Name);
            KnownHosts.Remember(server.Port is null ? [] : [server.Host]);
            return server;
        }
        return given is null ? null : throw new PlanException(
            PlanProblem.ValuesConflict, nameof(LoadPlan.Credential), given.UserName, "requires -Redis, the server that it is for.");
    }

    /// <summary>Connects to a Redis to ask.</summary>
    /// <exception cref="RedisControlException">It cannot be reached, or does not accept the credential.</exception>
    /// <exception cref="OperationCanceledException">The pipeline is being stopped.</exception>
    public static RedisControl Connect(RedisEndPoint redis, CancellationToken cancellationToken) =>
        RedisControl.ConnectAsync(redis, s_timeout, cancellationToken).GetAwaiter().GetResult();
}
