using System.Management.Automation;
using System.Net;

namespace RedisLoad.Cmdlets.Commands;

public abstract partial class LoadCommand
{
    private PSCredential? _credential;

    /// <summary>Names or addresses of the Redis servers, with or without a port: redis1, 10.0.0.5:6380, [::1]:6380. Connections go to them
    /// in turn, and to all addresses of
    /// each. The pipeline can bring names, ports of this host, or objects with the properties ComputerName (HostName, Server) and Port; all
    /// of them form one load.
    /// Default: localhost.</summary>
    [Parameter(ValueFromPipeline = true)]
    [Alias("HostName", "Server")]
    [Server]
    [AllowEmptyString]
    public string[] ComputerName
    {
        get => [.. Plan.ComputerNames];
        set => Plan = Plan with { ComputerNames = [.. value ?? []] };
    }

    /// <summary>Port of servers that are given without one: 1 to 65535. Default: 6379.</summary>
    [Parameter]
    [WholeNumber<int>]
    public int Port
    {
        get => Plan.Port;
        set => Plan = Plan with { Port = value };
    }

    /// <summary>Server as a URI: redis://user:password@host:port/database, rediss:// for TLS, or unix:/path for a socket.</summary>
    [Parameter]
    public string? Uri { get; set; }

    /// <summary>ACL user name and password that each connection sends with AUTH. If the server only has a password, the user name is
    /// default.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential
    {
        get => _credential;
        set
        {
            _credential = value;
            bool isGiven = value is not null && value != PSCredential.Empty;
            Plan = Plan with { Credential = isGiven ? new NetworkCredential(value!.UserName, value.Password) : null };
        }
    }

    /// <summary>Asks the server, a node of a Redis Cluster, for the masters that have slots, and loads them in turn, at the endpoints that
    /// CLUSTER SLOTS shows to clients. A master that does not respond before the load is skipped with a warning. Keys need
    /// {hash-tag}.</summary>
    [Parameter]
    public SwitchParameter Cluster
    {
        get => Plan.Cluster;
        set => Plan = Plan with { Cluster = value };
    }

    /// <summary>Addresses of this host that connections come from, in turn: addresses, or networks such as 127.0.0.8/29. Each has its own
    /// range of local ports. Default: chosen by the kernel.</summary>
    [Parameter]
    public string[] SourceAddress
    {
        get => [.. Plan.SourceAddresses];
        set => Plan = Plan with { SourceAddresses = [.. value ?? []] };
    }

    /// <summary>Key that ends the load early and lets the pipeline finish: rows, summaries and files are complete as far as the load went.
    /// Pressed again, it does not wait for
    /// connections that are open. Default: q for a command that is typed at a terminal, none in scripts; an empty text turns it
    /// off.</summary>
    [Parameter]
    [ValidateLength(0, 1)]
    public string? StopKey { get; set; }

    /// <summary>Loads a small server in this process instead of a Redis: a control run, which shows what the load generator itself can
    /// do.</summary>
    [Parameter]
    public SwitchParameter BuiltInTarget { get; set; }

    /// <summary>Skips the connections that check the servers before the load, and the confirmations: of servers that are not this host, and
    /// of commands that can destroy data or
    /// reconfigure the server (ACL categories @admin and @dangerous).</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }
}
