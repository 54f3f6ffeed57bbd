using System.Collections.Immutable;
using System.Net;
using RedisLoad.Cmdlets.Parameters;
using RedisLoad.Plan;
using RedisLoad.Redis;
using RedisLoad.Rows;
using RedisLoad.Run;
using RedisLoad.Transport;
using RedisLoad.Watch;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>A watch of the connections alongside a load: what it sees when a row comes goes into the row.</summary>
internal sealed class LoadWatch : IDisposable
{
    /// <summary>What it means that the server cannot be asked.</summary>
    public const string WithoutServer = "The column ServerCps remains empty.";

    private readonly ConnectionWatch _watch;
    private bool _hasBegun;

    private LoadWatch(ConnectionWatch watch) => _watch = watch;

    /// <summary>Connects to the server and looks once, before the load: what is compiled and loaded for it then takes no processor from the
    /// load.</summary>
    /// <param name="plan">What will be loaded.</param>
    /// <param name="targets">Its servers. Of several, none is asked for its own count.</param>
    /// <param name="warn">Is told that the server cannot be asked, and is watched from outside alone.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static LoadWatch Start(
        LoadPlan plan, ImmutableArray<LoadTarget> targets, Action<string> warn, CancellationToken cancellationToken)
    {
        RedisEndPoint? server = targets.Length == 1 ? plan.OfMaster(targets[0].Name).FirstControl() : null;
        ConnectionWatch watch = Open(plan, PortsOf(targets), server, message => warn($"-Watch: {message}"), cancellationToken);
        watch.TakeNow(cancellationToken);
        return new LoadWatch(watch);
    }

    /// <summary>The ports of servers.</summary>
    public static ImmutableArray<int> PortsOf(ImmutableArray<LoadTarget> targets) => [.. targets
        .SelectMany(target => target.EndPoints).OfType<IPEndPoint>().Select(endPoint => endPoint.Port).Distinct()];

    /// <summary>Opens a watch that takes its rows as a load does.</summary>
    /// <param name="plan">The load.</param>
    /// <param name="ports">The ports of its servers.</param>
    /// <param name="server">The server to ask for its own count; null for none.</param>
    /// <param name="warn">Is told that the server cannot be asked, and is watched from outside alone.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static ConnectionWatch Open(
        LoadPlan plan, ImmutableArray<int> ports, RedisEndPoint? server, Action<string> warn, CancellationToken cancellationToken)
    {
        RedisControl? redis = server is null ? null : TryConnect(server, warn, cancellationToken);
        return ConnectionWatch.Start(new WatchPlan { Ports = ports, Interval = plan.Rows.Interval }, redis, cancellationToken);
    }

    /// <summary>How long to wait for a row at most: the watch's first interval begins when the load's does.</summary>
    public TimeSpan Limit(TimeSpan wait, LoadRun run)
    {
        TimeSpan until = run.UntilCounting;
        return _hasBegun || until > wait ? wait : TimeSpan.FromTicks(Math.Max(0, until.Ticks));
    }

    /// <summary>Begins the first interval, once connections count.</summary>
    public void Begin(LoadRun run, CancellationToken cancellationToken)
    {
        if (_hasBegun || run.UntilCounting > TimeSpan.Zero)
            return;
        _watch.TakeNow(cancellationToken);
        _hasBegun = true;
    }

    /// <summary>The row with what there is to see now.</summary>
    public LoadSample AddTo(LoadSample sample, CancellationToken cancellationToken) => sample.With(_watch.TakeNow(cancellationToken));

    public IEnumerable<string> TakeWarnings() => _watch.TakeWarnings();

    public void Dispose() => _watch.Dispose();

    private static RedisControl? TryConnect(RedisEndPoint server, Action<string> warn, CancellationToken cancellationToken)
    {
        RedisControl? redis = null;
        try
        {
            redis = ControlParameter.Connect(server, cancellationToken);
            _ = redis.InfoAsync(cancellationToken).GetAwaiter().GetResult();
            return redis;
        }
        catch (RedisControlException exception)
        {
            redis?.Dispose();
            warn($"{exception.Message} {WithoutServer}");
            return null;
        }
    }
}
