using System.Collections.Immutable;
using System.Management.Automation;
using System.Text.Json;
using RedisLoad.Cmdlets.Commands;
using RedisLoad.Parameters;
using RedisLoad.Preflight;
using RedisLoad.Redis;
using RedisLoad.Transport;
using RedisLoad.Watch;

namespace RedisLoad.Cmdlets.Generators;

/// <summary>The watch of a server's host beside a load: takes the load's parameters, and writes snapshots, as JSON, at the ends of the
/// load's rows. The first says that it is ready, and the last is of the load's end.</summary>
[Cmdlet(VerbsCommon.Watch, "RedisLoadServer", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(string))]
internal sealed class ServerWatchCommand : CoordinatedCommand
{
    /// <summary>Whether no other host is watched.</summary>
    [Parameter]
    public SwitchParameter IsOnly { get; set; }

    /// <summary>How long before the load it begins to count: as much as clocks differ and a busy host is late, and less than a connection
    /// waits. A warm-up goes over into the load, and has as much on one side as on the other.</summary>
    private TimeSpan Ahead => Plan.Schedule.WarmUp == TimeSpan.Zero ? TimeSpan.FromMilliseconds(100) : TimeSpan.Zero;

    /// <summary>The load begins soon after it is known when.</summary>
    private protected override TimeSpan OrderInterval => TimeSpan.FromMilliseconds(200);

    /// <remarks>Certificates may be on the hosts of the load alone. Of the watch, only the question to the Redis needs them.</remarks>
    protected override void BeginProcessing()
    {
        CaCertificate = IfHere(CaCertificate);
        ClientCertificate = IfHere(ClientCertificate);
        ClientKey = IfHere(ClientKey);
    }

    private protected override void Follow(CoordinatorOrders orders)
    {
        using ConnectionWatch watch = Open();
        if (Write(watch).Listen == 0)
            WriteWarning($"Nothing is listening there on the port of {Plan.Targets}. The column AcceptQueue remains empty.");
        orders.CountsFrom.Wait(Cancellation);
        DateTimeOffset start = orders.CountsFrom.Result;
        watch.StartIn(start - DateTimeOffset.UtcNow);
        // What was counted before is no part of the load.
        if (WaitFor(start - Ahead))
            watch.TakeNow(Cancellation);
        if (Ahead > TimeSpan.Zero && WaitFor(start))
            Write(watch);
        while (!orders.WaitForEnd(watch.UntilDue, Cancellation))
            Write(watch);
        Write(watch);

        bool WaitFor(DateTimeOffset time)
        {
            TimeSpan wait = time - DateTimeOffset.UtcNow;
            return wait > TimeSpan.Zero && !orders.WaitForEnd(wait, Cancellation);
        }
    }

    private static string? IfHere(string? path) => Path.Exists(path) ? path : null;

    private ConnectionSnapshot Write(ConnectionWatch watch)
    {
        ConnectionSnapshot snapshot = watch.TakeNow(Cancellation);
        WriteObject(JsonSerializer.Serialize(snapshot));
        foreach (string warning in watch.TakeWarnings())
            WriteWarning(warning);
        return snapshot;
    }

    private ConnectionWatch Open()
    {
        ImmutableArray<LoadTarget> targets = FindServers();
        ImmutableArray<int> ports = targets.IsEmpty
            ? [.. Plan.Targets.Servers.Select(server => server.Port!.Value).Distinct()]
            : LoadWatch.PortsOf(targets);
        return LoadWatch.Open(Plan, ports, ServerHere(targets), WriteWarning, Cancellation);
    }

    /// <summary>The servers by this host's names and addresses; none where they are not to be found from here.</summary>
    private ImmutableArray<LoadTarget> FindServers()
    {
        try
        {
            return TargetFinder.FindAsync(Plan, Cancellation).GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is ServerException or RedisControlException or PlanException)
        {
            WriteWarning($"{exception.Message} {LoadWatch.WithoutServer}");
            return [];
        }
    }

    /// <summary>The server to ask for its own count: the one on this host, if it has one of them.</summary>
    private RedisEndPoint? ServerHere(ImmutableArray<LoadTarget> targets)
    {
        IReadOnlyList<string> others = OtherHosts.Of(targets);
        LoadTarget[] here = [.. targets.Where(target => !others.Contains(target.Name))];
        // An address that a gateway translates is on no host.
        if (IsOnly && targets.Length == 1)
            here = [targets[0]];
        return here.Length == 1
            ? (Plan with { Targets = Plan.Targets with { Sentinel = null, ComputerNames = [here[0].Name] } }).FirstControl()
            : null;
    }
}
