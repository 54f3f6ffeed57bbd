using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using RedisLoad.Cmdlets.Completion;
using RedisLoad.Cmdlets.Generators;
using RedisLoad.Cmdlets.Parameters;
using RedisLoad.Kernel;
using RedisLoad.Redis;
using RedisLoad.Watch;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>Shows the connections to a Redis server once per interval: sockets by state, and what the kernel counted.</summary>
/// <remarks>
/// <para>Watches the TCP sockets of this host with one end at -Port, on the clients' host or the server's, and writes one
/// ConnectionSnapshot per interval, until Ctrl+C, -Duration, or -Count ends it. The first row comes after one interval, because counters
/// cover the time since the previous row. Nothing is changed, and no connection is opened except one to -Redis, which sends INFO with each
/// row. While that server does not respond, its columns are null; one warning says so, and the columns return with the server.</para>
/// <para>Sockets are counted by state: Listen, SynSent, SynRecv, Established, FinWait1, FinWait2, TimeWait, Close, CloseWait,
/// LastAck, Closing. A connection with both ends on this host is two sockets. AcceptQueue is the number of connections that wait to be
/// accepted. The counters have the kernel's own names and cover the whole network namespace; values that this kernel does not have are
/// null.</para>
/// <para>Attention shows what is wrong in a row, in the words below; it is null if nothing is.</para>
/// <members cref="AttentionRules"/>
/// </remarks>
/// <example>
/// <code>Watch-RedisConnections</code>
/// <para>Shows one row per second for port 6379 until Ctrl+C.</para>
/// </example>
/// <example>
/// <code>Watch-RedisConnections -Interval 1 -Duration 5m | Export-Csv connections.csv</code>
/// <para>Saves one row per second for five minutes: start it before a load, on the clients' host, the server's host, or both.</para>
/// </example>
/// <example>
/// <code>Watch-RedisConnections -Redis localhost -Credential default | Select-Object Timestamp, ConnectedClients,
/// ServerConnectionsPerSecond, ServerCpuPercent</code>
/// <para>Prompts for the password, and shows the server's own figures about its connections.</para>
/// </example>
/// <example>
/// <code>Watch-RedisConnections -Port 6379, 6380 -Side Server | Where-Object Attention | Select-Object Timestamp, Attention,
/// AcceptQueue</code>
/// <para>On the server's host, shows only the moments at which something was wrong.</para>
/// </example>
/// <example>
/// <code>$sessions = New-PSSession -HostName redis1, client1
/// Watch-RedisConnections -Session $sessions -InstallModule -Duration 5m | Export-Csv connections.csv</code>
/// <para>Watches two hosts over SSH at the same time, and saves the rows of both.</para>
/// </example>
[Cmdlet(VerbsCommon.Watch, "RedisConnections", HelpUri = HelpPages.Folder + "Watch-RedisConnections.md")]
[Alias("Watch-RedisConnection")]
[OutputType(typeof(ConnectionSnapshot))]
public sealed class WatchRedisConnectionsCommand : SecureCommand
{
    /// <summary>A host that is so long behind its next row is lost.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly List<string> _pipedServers = [];
    private WatchPlan _plan = new();

    /// <summary>Ports of the servers: 1 to 65535, up to 100 of them. Default: the port of -Redis, or 6379.</summary>
    [Parameter(Position = 0)]
    [WholeNumber<int>(IsList = true)]
    [ArgumentCompleter(typeof(PortCompleter))]
    public int[] Port
    {
        get => [.. _plan.Ports];
        set => _plan = _plan with { Ports = [.. value ?? []] };
    }

    /// <summary>Names or addresses of hosts: only connections with one of them at the other end are counted. A listener is always counted.
    /// The pipeline can bring names with or without a port, ports, or objects with the properties ComputerName (HostName, Server) and Port;
    /// all of them are watched together. Default: any host.</summary>
    [Parameter(ValueFromPipeline = true)]
    [Alias("HostName", "Server")]
    [Server]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(HostCompleter))]
    public string[] ComputerName
    {
        get => [.. _plan.Peers];
        set => _plan = _plan with { Peers = [.. value ?? []] };
    }

    /// <summary>Ends of connections to count: Client, sockets of this host that go to the ports; Server, sockets at the ports, including
    /// listeners; or Both. Default: Both.</summary>
    [Parameter]
    public ConnectionSide Side
    {
        get => _plan.Side;
        set => _plan = _plan with { Side = value };
    }

    /// <summary>Time from row to row, 0.1 s or more. Rows are due at whole intervals from the start, however long one takes. Default: 1
    /// s.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan Interval
    {
        get => _plan.Interval;
        set => _plan = _plan with { Interval = value };
    }

    /// <summary>How long to watch: seconds, units (500ms, 1m30s, 1d), or a TimeSpan. Default: until Ctrl+C.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan Duration
    {
        get => _plan.Duration ?? default;
        set => _plan = _plan with { Duration = value };
    }

    /// <summary>Number of rows to write. Default: no limit.</summary>
    [Parameter]
    [WholeNumber<int>]
    public int Count
    {
        get => _plan.Count ?? default;
        set => _plan = _plan with { Count = value };
    }

    /// <summary>Another network namespace to look into: its name ('ip netns' lists them), or the ID of a process in it, such as a
    /// container's.
    /// Requires root. Default: this one.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string? Namespace
    {
        get => _plan.Namespace;
        set => _plan = _plan with { Namespace = value };
    }

    /// <summary>Redis to ask for INFO with each row, as a host, host:port, or URI. Default: none.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ServerCompleter))]
    public string? Redis { get; set; }

    /// <summary>PowerShell sessions on other hosts (New-PSSession -HostName for SSH) to watch instead of this one, each with its name in
    /// the column Host. They need this version of the module, or -InstallModule. Files and -Redis are looked up there. A host that cannot
    /// be watched, or is lost, is an error, and the others are still watched. Default: this host.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public PSSession[] Session { get; set; } = [];

    /// <summary>Copies the module to the hosts of -Session that do not have this version. It is loaded from a temporary folder, which is
    /// then removed.</summary>
    [Parameter]
    public SwitchParameter InstallModule { get; set; }

    /// <summary>Key that ends the watch after the row that is under way, and lets the pipeline finish. Default: q for a command that is
    /// typed at a terminal, none in scripts; an empty string turns it off.</summary>
    [Parameter]
    [ValidateLength(0, 1)]
    public string? StopKey { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        if (MyInvocation.ExpectingInput)
            _pipedServers.AddRange(_plan.Peers);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (IsInputMissing)
            return;
        Run(() =>
        {
            if (MyInvocation.ExpectingInput)
                _plan = _plan.For(_pipedServers);
            _plan.Validate();
            HostCommand.Check(Session, InstallModule);
            var stopKey = Commands.StopKey.Of(this, StopKey);
            if (Session.Length > 0)
                WatchHosts(stopKey);
            else
                WatchThisHost(stopKey);
        });
    }

    private void WatchThisHost(StopKey? stopKey)
    {
        RedisEndPoint? redis = ControlParameter.EndPointOf(this, Redis, Security);
        if (redis?.Port is { } port && !MyInvocation.BoundParameters.ContainsKey(nameof(Port)) && !MyInvocation.ExpectingInput)
            _plan = _plan with { Ports = [port] };
        using var watch = ConnectionWatch.Start(_plan, redis is null ? null : ControlParameter.Connect(redis, Cancellation), Cancellation);
        while (stopKey?.IsPressed() != true && watch.TryTake(out ConnectionSnapshot? row, Cancellation))
        {
            foreach (string warning in watch.TakeWarnings())
                WriteWarning(warning);
            WriteObject(row.With(redis is null ? null : "Redis"));
        }
    }

    private void WatchHosts(StopKey? stopKey)
    {
        Hashtable parameters = GeneratorParameters.Of(
            MyInvocation.BoundParameters, CertificatePaths.Resolve(Security, this), [.. HostCommand.OwnParameters, nameof(StopKey)]);
        if (MyInvocation.ExpectingInput)
            parameters = parameters.With((nameof(Port), Port), (nameof(ComputerName), ComputerName));
        IEnumerable<(string Host, ConnectionSnapshot Output)> rows = HostCommand.Run<ConnectionSnapshot>(
            this, Session, InstallModule, parameters, 2 * Interval + s_patience, () => stopKey?.IsPressed() == true, Cancellation);
        foreach ((string host, ConnectionSnapshot row) in rows)
            WriteObject((row with { Host = host }).With("Host"));
    }
}
