namespace RedisLoad.Results;

/// <summary>What a run says, and of whom: the gravest of what was found.</summary>
public enum Verdict : long
{
    /// <summary>The load was as it was asked for, and the server kept up: the figures are the server's.</summary>
    Valid,

    /// <summary>The server did not keep up: connections were dropped or timed out, or one in a hundred waited long. The figures are the
    /// server's, or the path's to it.</summary>
    ServerSlow,

    /// <summary>The server turned connections away, broke them off or answered with errors.</summary>
    ServerFailing,

    /// <summary>The server could not be reached over the network.</summary>
    PathFailing,

    /// <summary>The server did not let the connections do what was asked: password or rights.</summary>
    AccessDenied,

    /// <summary>The load generator was too slow: the figures hold delays of its own.</summary>
    GeneratorBottleneck,

    /// <summary>Connections failed on the load generator's own host, for want of ports, files or memory: the run says nothing about the
    /// server.</summary>
    HostLimited,

    /// <summary>The plan's own limit, -MaxOpen or -PoolSize, kept connections from being started: the load was not the one that was asked
    /// for, and the server not the reason.</summary>
    PlanLimited,

    /// <summary>A load generator was lost, or its rows are not here: the load was less than was asked for.</summary>
    PartMissing,

    /// <summary>No connection fell due, or none has ended.</summary>
    NothingMeasured,
}
