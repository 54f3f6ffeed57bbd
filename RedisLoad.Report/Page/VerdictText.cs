using RedisLoad.Failures;
using RedisLoad.Results;

namespace RedisLoad.Report.Page;

/// <summary>Verdicts and faults in words.</summary>
internal static class VerdictText
{
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Valid => "the load was as planned, and the server kept up. The figures describe the server.",
        Verdict.ServerSlow => "the server did not keep up. The figures describe the server, or the path to it.",
        Verdict.ServerFailing => "the server refused connections, closed them early, or replied with errors.",
        Verdict.PathFailing => "the server could not be reached over the network.",
        Verdict.AccessDenied => "the server denied access. Check password, permissions, and certificates.",
        Verdict.GeneratorBottleneck => "the load generator was too slow. The figures include its own delays.",
        Verdict.PlanLimited => "the plan's own limit, -MaxOpen or -PoolSize, prevented connections from being started.",
        Verdict.HostLimited => "connections failed on the load host. The run does not show what the server can do.",
        Verdict.PartMissing => "a load generator was lost, or its rows are missing. The load was lower than planned.",
        _ => "no connection was due, or none has ended.",
    };

    /// <summary>How the page shows it: nothing wrong, something wrong at the other end, or a run that does not count.</summary>
    public static string ToneOf(Verdict verdict) => verdict switch
    {
        Verdict.Valid => "good",
        Verdict.GeneratorBottleneck or Verdict.HostLimited or Verdict.PlanLimited => "void",
        Verdict.PartMissing or Verdict.NothingMeasured => "void",
        _ => "bad",
    };

    public static string Of(Fault fault) => fault switch
    {
        Fault.Server => "server",
        Fault.ServerOrPath => "server or network",
        Fault.Path => "network",
        Fault.Configuration => "test plan: user, password, permissions, certificates",
        _ => "load host",
    };
}
