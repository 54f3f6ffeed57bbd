using System.Management.Automation;
using RedisLoad.Cmdlets.Completion;
using RedisLoad.Parameters;
using RedisLoad.Plan;
using RedisLoad.Redis;

namespace RedisLoad.Cmdlets.Parameters;

/// <summary>The parameter -Redis of the cmdlets that ask a Redis about itself.</summary>
internal static class ControlParameter
{
    private const string Name = "Redis";

    /// <summary>How long connecting and each answer may take.</summary>
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    /// <summary>The Redis to ask.</summary>
    /// <param name="command">The command.</param>
    /// <param name="redis">The value of -Redis: a host, a host and port, or a URI.</param>
    /// <param name="security">As whom, and how encrypted.</param>
    /// <returns>The Redis; null where none was given.</returns>
    /// <exception cref="PlanException">The value is not a server, or the parameters contradict each other.</exception>
    public static RedisEndPoint? EndPointOf(PSCmdlet command, string? redis, SecurityPlan security)
    {
        var plan = new LoadPlan { Security = security };
        if (redis is null)
        {
            // A default of the session is for when there is a Redis to ask.
            IReadOnlySet<string> defaults = SessionDefaults.Of(command);
            return plan.Given.FirstOrDefault(given => given.Value is not null && !defaults.Contains(given.Key)) is { Key: { } lonely }
                ? throw new PlanException(PlanProblem.ValuesConflict, lonely, null, $"requires -{Name}, the server that it is for.")
                : null;
        }
        RedisUri uri = RedisUri.ParseServer(redis, Name);
        try
        {
            plan = uri.ApplyTo(plan, Name);
            security = CertificatePaths.Resolve(plan.Security, command);
            plan = plan with { Security = security with { Credential = security.Credential ?? RedisCliAuth.Credential } };
            RedisEndPoint server = plan.Resolve().ControlOfOne(Name);
            KnownHosts.Remember(server.Port is null ? [] : [server.Host]);
            return server;
        }
        catch (PlanException exception) when (uri.Contents.Contains(exception.Parameter) && exception.Problem != PlanProblem.ValuesConflict)
        {
            throw exception.Of(Name);
        }
    }

    /// <summary>Connects to a Redis to ask.</summary>
    /// <exception cref="RedisControlException">It cannot be reached, or does not accept the credential.</exception>
    /// <exception cref="OperationCanceledException">The pipeline is being stopped.</exception>
    public static RedisControl Connect(RedisEndPoint redis, CancellationToken cancellationToken) =>
        RedisControl.ConnectAsync(redis, s_timeout, cancellationToken).GetAwaiter().GetResult();
}
