using RedisLoad.Redis;

namespace RedisLoad.Plan;

public sealed partial record LoadPlan
{
    /// <summary>A server of the plan, as it is asked about itself: with the plan's credential and TLS.</summary>
    /// <exception cref="PlanException">A file of certificates cannot be used.</exception>
    public RedisEndPoint ControlOf(RedisEndPoint server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return server with { Credential = Security.Credential, Tls = Security.Resolve().Tls };
    }

    /// <summary>The only server of the plan, as it is asked about itself.</summary>
    /// <exception cref="PlanException">There are several, or a file of certificates cannot be used.</exception>
    public RedisEndPoint ControlOfOne(string parameter)
    {
        if (ComputerNames.Length > 1)
            throw new PlanException(PlanProblem.ValueOutOfRange, parameter, null, "it names several servers. Use one.");
        return FirstControl();
    }

    /// <summary>The first server of the plan, as it is asked about itself.</summary>
    /// <exception cref="PlanException">A file of certificates cannot be used.</exception>
    internal RedisEndPoint FirstControl() => Controls().First();

    /// <summary>All servers of the plan, as they are asked about themselves.</summary>
    /// <exception cref="PlanException">A file of certificates cannot be used.</exception>
    public IEnumerable<RedisEndPoint> Controls() =>
        (UnixSocket is { } path ? [new RedisEndPoint(path, Port: null, Credential: null)] : Servers).Select(ControlOf);
}
