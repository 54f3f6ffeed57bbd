using System.Management.Automation;
using System.Management.Automation.Runspaces;
using RedisLoad.Cmdlets.Generators;
using RedisLoad.Parameters;
using RedisLoad.Rows;

namespace RedisLoad.Cmdlets.Commands;

public partial class StartRedisLoadCommand
{
    /// <summary>PowerShell sessions on the hosts of the Redis servers. Connections are watched there during the load, and each row has the
    /// servers' side: AcceptQueue, the most of all hosts, ListenOverflows, their sum, and ServerCps. The hosts need this version of the
    /// module, or -InstallModule. Default: the server's side is not watched.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public PSSession[] ServerSession { get; set; } = [];

    private void CheckServerSessions()
    {
        if (ServerSession.Intersect(Session).FirstOrDefault() is { } shared)
        {
            throw new PlanException(
                PlanProblem.ValuesConflict, nameof(ServerSession), shared.ComputerName,
                $"the session on {shared.ComputerName} is also in -{nameof(Session)}, and runs one command at a time. Use another session on that host.");
        }
    }

    /// <summary>Begins to watch the servers' hosts; null where that is not asked for.</summary>
    /// <exception cref="GeneratorException">One cannot be watched, or several.</exception>
    private ServerWatch? WatchServers()
    {
        if (ServerSession.Length == 0)
            return null;
        WriteProgress(new ProgressRecord(0, $"Loading {TargetName}", "preparing to watch the servers' hosts"));
        return ServerWatch.Start(
            ServerSession, new GeneratorModule(MyInvocation.MyCommand.Module, InstallModule),
            ForGenerators, Plan.Rows.Interval, Cancellation);
    }

    /// <summary>Rows with the servers' side, where that is watched: those of the new ones and those before that are finished.</summary>
    private IReadOnlyList<LoadSample> WithServers(ServerWatch? servers, IReadOnlyList<LoadSample> rows, TimeSpan counting)
    {
        if (servers is null)
            return rows;
        IReadOnlyList<LoadSample> finished = servers.Pass(rows, counting);
        foreach (string warning in servers.TakeWarnings())
            WriteWarning(warning);
        return finished;
    }
}
