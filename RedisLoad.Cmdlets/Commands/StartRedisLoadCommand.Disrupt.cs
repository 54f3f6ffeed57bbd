using System.Globalization;
using System.Management.Automation;
using System.Net;
using RedisLoad.Cmdlets.Parameters;
using RedisLoad.Parameters;
using RedisLoad.Plan;
using RedisLoad.Redis;

namespace RedisLoad.Cmdlets.Commands;

public partial class StartRedisLoadCommand
{
    private static readonly TimeSpan s_disruptTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longestDisruption = TimeSpan.FromHours(1);

    /// <summary>Disrupts -DisruptServer at -DisruptAt: ClientKill closes the connections of all normal clients (CLIENT KILL TYPE normal),
    /// ClientPause suspends all clients for -DisruptTime (CLIENT PAUSE), DebugSleep blocks the server for -DisruptTime (DEBUG SLEEP, which
    /// the
    /// server must allow). It affects every client of the server, not only those of this load. Default: no disruption.</summary>
    [Parameter]
    public DisruptionKind Disrupt { get; set; }

    /// <summary>Script that runs at -DisruptAt in this session, instead of -Disrupt: to restart a server, to fail over, or to add a
    /// firewall rule. Its output is not part of the output of the load. Rows wait while it runs, and the load continues.</summary>
    [Parameter]
    public ScriptBlock? DisruptWith { get; set; }

    /// <summary>Time of the disruption, after the warm-up: seconds, units (500ms, 1m30s), or a TimeSpan.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan DisruptAt { get; set; }

    /// <summary>Length of a ClientPause or DebugSleep, 1 ms to 1 h. Default: 1 s.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan DisruptTime { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Servers to disrupt, with or without a port, or as URIs. They must be named, even if they are those that are loaded. Without
    /// a URI, the user name, password and TLS are those of the load.</summary>
    [Parameter]
    [Server]
    public string[] DisruptServer { get; set; } = [];

    private bool IsBound(string name) => MyInvocation.BoundParameters.ContainsKey(name);

    private void CheckDisruption(LoadPlan plan)
    {
        Bounds.Require(nameof(DisruptTime), DisruptTime, TimeSpan.FromMilliseconds(1), s_longestDisruption);
        if (IsBound(nameof(DisruptAt)))
            Bounds.Require(nameof(DisruptAt), DisruptAt, TimeSpan.Zero, plan.Schedule.Duration);
    }

    private string DisruptionText => string.Create(
        CultureInfo.InvariantCulture, $"{Disruption.Describe(Disrupt, DisruptTime)} {DisruptAt.TotalSeconds} s after the load begins");

    /// <summary>The servers without their passwords.</summary>
    private string DisruptedServers => string.Join(", ", DisruptServer.Select(server => $"{EndPointOf(server)}"));

    /// <summary>Whether the servers may be disrupted, by -WhatIf and -Confirm.</summary>
    private bool ShouldDisrupt() => !IsBound(nameof(Disrupt)) || ShouldProcess(DisruptedServers, DisruptionText);

    /// <summary>Asks the user who typed the load to confirm the disruption, because it affects other clients.</summary>
    private bool IsDisruptionConfirmed()
    {
        bool isAsked = IsBound(nameof(Disrupt)) && IsTyped && Terminal.IsInteractive(Host) && !Force && !IsBound("Confirm");
        string query = $"{DisruptionText}: this affects every client of {DisruptedServers}, not only those of the load.";
        return !isAsked || IsConfirmed(query, "Disrupt the server?");
    }

    /// <summary>Prepares the disruption: connects to the servers, and checks that they permit it.</summary>
    private Disruption? PrepareDisruption()
    {
        if (!IsBound(nameof(Disrupt)))
            return null;
        try
        {
            RedisEndPoint[] servers = [.. DisruptServer.Select(EndPointOf)];
            return Disruption.PrepareAsync(Disrupt, DisruptTime, servers, s_disruptTimeout, Cancellation).GetAwaiter().GetResult();
        }
        catch (RedisControlException exception)
        {
            ThrowOfRedis(exception, nameof(Disrupt));
            throw;
        }
    }

    /// <remarks>Who may disrupt a server is often another user than the one that loads it: a user in the URI goes before
    /// -Credential.</remarks>
    private RedisEndPoint EndPointOf(string server)
    {
        RedisUri uri = RedisUri.ParseServer(ServerAttribute.WithHost(server), nameof(DisruptServer));
        NetworkCredential? credential = uri.Credential is null ? Plan.Security.Credential : null;
        LoadPlan plan = Plan with
        {
            Targets = Plan.Targets with { UnixSocket = null },
            Security = Plan.Security with { Credential = credential },
            Session = new(),
        };
        return uri.ApplyTo(plan, nameof(DisruptServer)).ControlOfOne(nameof(DisruptServer));
    }

    private LoadDisruption? DisruptionOf(Disruption? prepared)
    {
        if (prepared is not null)
            return new LoadDisruption($"{nameof(Disrupt)} {Disrupt}", DisruptAt, () => prepared.RunAsync(Cancellation));
        return DisruptWith is { } script ? new LoadDisruption(nameof(DisruptWith), DisruptAt, () => Run(script)) : null;
    }

    private Task Run(ScriptBlock script)
    {
        try
        {
            foreach (PSObject output in script.Invoke())
                WriteVerbose($"-{nameof(DisruptWith)}: {output}");
            return Task.CompletedTask;
        }
        catch (RuntimeException exception)
        {
            return Task.FromException(exception);
        }
    }
}
