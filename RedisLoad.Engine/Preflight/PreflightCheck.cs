using System.Collections.Immutable;
using System.Net;
using RedisLoad.Plan;
using RedisLoad.Redis;
using RedisLoad.Resp;
using RedisLoad.Session;
using RedisLoad.Transport;

namespace RedisLoad.Preflight;

/// <summary>Goes through one session with the server before the load, to say clearly what is wrong with it.</summary>
/// <remarks>The session is the load's own, with -1 for its numbers: as the original client did, it sets the key to -1:-1.</remarks>
public static class PreflightCheck
{
    /// <summary>Goes through a session with every address of the servers.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="targets">The servers, found.</param>
    /// <param name="skipped">The commands of the session that are not sent, by their names with their subcommands.</param>
    /// <param name="warn">Is told of an address that takes no connection, where its server has others.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The servers with the addresses that can be loaded.</returns>
    /// <exception cref="ServerException">A server cannot be loaded.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<ImmutableArray<LoadTarget>> RunAsync(
        LoadPlan plan, ImmutableArray<LoadTarget> targets, ImmutableHashSet<string> skipped, Action<string> warn,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(skipped);
        ArgumentNullException.ThrowIfNull(warn);
        var checkedTargets = ImmutableArray.CreateBuilder<LoadTarget>();
        ServerException? firstFailure = null;
        foreach (LoadTarget target in targets)
        {
            try
            {
                checkedTargets.Add(await RunAsync(plan, target, skipped, warn, cancellationToken).ConfigureAwait(false));
            }
            catch (ServerException failure) when (
                plan.Targets.Cluster && (ServerUnreachable.IsProblem(failure.Problem) || failure.Problem == ServerProblem.NoReply))
            {
                // A cluster can go on without a master, and does not know for a while that it has to.
                firstFailure ??= failure;
                warn($"A master of the cluster is skipped: {failure.Message}");
            }
        }
        return checkedTargets.Count > 0 ? checkedTargets.ToImmutable() : throw firstFailure!;
    }

    private static async Task<LoadTarget> RunAsync(
        LoadPlan plan, LoadTarget target, ImmutableHashSet<string> skipped, Action<string> warn, CancellationToken cancellationToken)
    {
        var good = new List<EndPoint>();
        var failures = new List<ServerException>();
        // A name of this host stands for 127.0.0.1 and ::1, and few servers listen at both: the first that answers is meant.
        bool isThisHost = TargetFinder.IsThisHost(target);
        foreach (EndPoint endPoint in target.EndPoints)
        {
            if (isThisHost && good.Count > 0)
                break;
            try
            {
                foreach (IPAddress? source in SourcesToTry(plan))
                    await TalkAsync(plan, target, endPoint, source, skipped, cancellationToken).ConfigureAwait(false);
                good.Add(endPoint);
            }
            catch (ServerException failure) when (ServerUnreachable.IsProblem(failure.Problem))
            {
                failures.Add(failure);
                if (!isThisHost && target.EndPoints.Length > 1)
                    warn($"{target.Name} at {endPoint} accepts no connections and is skipped:  {failure.Message}");
            }
        }
        // The first address is the likeliest, and says best what is wrong.
        return good.Count > 0 ? target with { EndPoints = [.. good] } : throw failures[0];
    }

    /// <summary>The first and the last source address: a server in protected mode takes connections from 127.0.0.1, and not from
    /// 127.0.0.2.</summary>
    private static IEnumerable<IPAddress?> SourcesToTry(LoadPlan plan) => plan.Sockets.Sources switch
    {
        [IPAddress first, .., IPAddress last] => [first, last],
        [IPAddress only] => [only],
        _ => [null],
    };

    private static async Task TalkAsync(
        LoadPlan plan, LoadTarget target, EndPoint endPoint, IPAddress? source, ImmutableHashSet<string> skipped,
        CancellationToken cancellationToken)
    {
        SessionScript script = plan.CreateScript();
        using PreflightSession session = await OpenAsync(plan).ConfigureAwait(false);
        foreach (CommandTemplate command in script.Commands.Where(command => !skipped.Contains(command.FullName)))
        {
            try
            {
                await session.RunAsync(command, cancellationToken).ConfigureAwait(false);
            }
            catch (ServerException failure) when (command.Name == "PING" && session.HasHungUp && failure.Problem == ServerProblem.NotRedis)
            {
                if (await AnswersOtherCommandsAsync().ConfigureAwait(false))
                    throw ReplyExplanation.Closed(target.Name, command);
                throw;
            }
        }
        await RunOwnCommandsAsync(plan, script, session, cancellationToken).ConfigureAwait(false);

        Task<PreflightSession> OpenAsync(LoadPlan plan) => PreflightSession.OpenAsync(plan, target, endPoint, source, cancellationToken);

        // A proxy that does not forward PING can have a Redis behind it.
        async Task<bool> AnswersOtherCommandsAsync()
        {
            try
            {
                LoadPlan quick = plan with { Session = plan.Session with { ReplyTimeout = plan.Session.ConnectTimeout } };
                using PreflightSession other = await OpenAsync(quick).ConfigureAwait(false);
                foreach (CommandTemplate command in script.Commands.Take(script.Handshake))
                    await other.RunAsync(command, cancellationToken).ConfigureAwait(false);
                _ = await other.AskAsync(CommandTemplate.Literal(ReplyExpectation.Value, "GET", SessionPlan.DefaultKey), cancellationToken)
                    .ConfigureAwait(false);
                return true;
            }
            catch (ServerException)
            {
                return false;
            }
        }
    }

    /// <summary>Runs the commands that parameters bring with them.</summary>
    private static async Task RunOwnCommandsAsync(
        LoadPlan plan, SessionScript script, PreflightSession session, CancellationToken cancellationToken)
    {
        string? pings = plan.Lifetime switch
        {
            { PoolSize: not null } => nameof(LifetimePlan.PoolSize),
            { KeepAliveInterval: not null } => nameof(LifetimePlan.KeepAliveInterval),
            _ => null,
        };
        if (pings is not null)
            await RunAsync(pings, script.PingStep).ConfigureAwait(false);
        if (plan.Lifetime.Close == CloseMode.Server)
            await RunAsync(nameof(LifetimePlan.Close), script.QuitStep).ConfigureAwait(false);

        async Task RunAsync(string parameter, int step)
        {
            CommandTemplate command = script.Steps[step].Commands[0];
            try
            {
                await session.RunAsync(command, cancellationToken).ConfigureAwait(false);
            }
            catch (ServerException failure)
            {
                throw new ServerException(failure.Problem, $"-{parameter} requires {command.Name}. {failure.Message}");
            }
        }
    }
}
