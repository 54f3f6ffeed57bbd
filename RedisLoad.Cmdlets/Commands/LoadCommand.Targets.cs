using System.Management.Automation;

namespace RedisLoad.Cmdlets.Commands;

public abstract partial class LoadCommand
{
    /// <summary>Asks the server, a node of a Redis Cluster, for the masters that have slots, and loads them in turn, at the endpoints that
    /// CLUSTER SLOTS shows to clients. A master that does not respond before the load is skipped with a warning. When connections fail, or
    /// a slot has moved, the cluster is asked again. Keys need {hash-tag}.</summary>
    [Parameter]
    public SwitchParameter Cluster
    {
        get => Plan.Targets.Cluster;
        set => With(Plan.Targets with { Cluster = value });
    }

    /// <summary>Name of a master that Redis Sentinel watches. -ComputerName and -Port then give the sentinels (default port: 26379). They
    /// are asked for the master before the load, and again when connections fail, as client libraries do. -Credential is for the
    /// master. Default: no sentinels.</summary>
    [Parameter]
    public string? Sentinel
    {
        get => Plan.Targets.Sentinel;
        set => With(Plan.Targets with { Sentinel = value });
    }

    /// <summary>Offers to resume the TLS session of an earlier connection, as clients that reconnect do. The column TlsResumedPercent is
    /// the share of the handshakes in which the server accepted that.</summary>
    [Parameter]
    public SwitchParameter TlsResume
    {
        get => Security.TlsResume;
        set => Security = Security with { TlsResume = value };
    }

    /// <summary>Addresses of this host that connections come from, in turn: addresses, or networks such as 127.0.0.8/29. Each has its own
    /// range of local ports. Default: chosen by the kernel.</summary>
    [Parameter]
    public string[] SourceAddress
    {
        get => [.. Plan.Sockets.SourceAddresses];
        set => With(Plan.Sockets with { SourceAddresses = [.. value ?? []] });
    }

    /// <summary>Key that ends the load early and lets the pipeline finish: rows, summaries, and files are complete up to that point. Press
    /// it again to end without waiting for open connections. Default: q for a command that is typed at a terminal, none in scripts; an
    /// empty string turns it off.</summary>
    [Parameter]
    [ValidateLength(0, 1)]
    public string? StopKey { get; set; }

    /// <summary>Loads a small server in this process instead of a Redis: a control run, which shows what the load generator itself can
    /// do.</summary>
    [Parameter]
    public SwitchParameter BuiltInTarget { get; set; }

    /// <summary>Skips the connections that check the servers before the load, and the confirmations: of servers that are not this host, and
    /// of commands that can destroy data or reconfigure the server (ACL categories @admin and @dangerous).</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }
}
