using RedisLoad.Failures;
using RedisLoad.Results;

namespace RedisLoad.Report.Page;

/// <summary>Verdicts and faults in words.</summary>
internal static class VerdictText
{
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Valid => "the load was as it was asked for, and the server kept up. The figures are the server's.",
        Verdict.ServerSlow => "the server did not keep up. The figures are the server's, or the path's to it.",
        Verdict.ServerFailing => "the server turned connections away, broke them off or answered with errors.",
        Verdict.PathFailing => "the server could not be reached over the network.",
        Verdict.AccessDenied => "the server did not let the connections do what was asked: password or rights.",
        Verdict.GeneratorBottleneck => "the load generator was too slow. The figures hold delays of its own.",
        Verdict.PlanLimited => "the plan's own limit, -MaxOpen or -PoolSize, kept connections from being started.",
        Verdict.HostLimited => "connections failed on the load generator's own host. The run says nothing about the server.",
        Verdict.PartMissing => "a load generator was lost, or its rows are not here: the load was less than was asked for.",
        _ => "no connection fell due, or none has ended.",
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
        Fault.Server => "the server's",
        Fault.ServerOrPath => "the server's, or the network's on the way to it",
        Fault.Path => "the network's on the way to the server",
        Fault.Configuration => "of what was asked for: user, password, rights",
        _ => "this load generator's host's",
    };
}
