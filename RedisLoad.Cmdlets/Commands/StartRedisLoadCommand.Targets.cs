using System.Management.Automation;
using System.Net;

namespace RedisLoad.Cmdlets.Commands;

public sealed partial class StartRedisLoadCommand
{
    private PSCredential? _credential;

    /// <summary>The names or addresses of the Redis servers, each with its port or without; connections go to them in turn, and to all addresses of each. An IPv6 address
    /// with a port stands in brackets: [::1]:6380. localhost when left out.</summary>
    [Parameter]
    [Alias("HostName", "Server")]
    public string[] ComputerName
    {
        get => [.. _plan.ComputerNames];
        set => _plan = _plan with { ComputerNames = [.. value ?? []] };
    }

    /// <summary>The port of the servers that are given without one: 1 to 65535. 6379 when left out.</summary>
    [Parameter]
    [WholeNumber<int>]
    public int Port
    {
        get => _plan.Port;
        set => _plan = _plan with { Port = value };
    }

    /// <summary>The server as an address of its own form: redis://user:password@host:port/database, rediss:// for TLS, or unix:/path of a socket. What it leaves out is as it
    /// is without it.</summary>
    [Parameter]
    public string? Uri { get; set; }

    /// <summary>The ACL user and password that each connection sends with AUTH. For a server with a password alone, the user name is default.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential
    {
        get => _credential;
        set
        {
            _credential = value;
            bool isGiven = value is not null && value != PSCredential.Empty;
            _plan = _plan with { Credential = isGiven ? new NetworkCredential(value!.UserName, value.Password) : null };
        }
    }

    /// <summary>Asks the server, a node of a Redis Cluster, for the masters that have slots, and loads these in turn. Keys need {hash-tag} then, or commands without keys.</summary>
    [Parameter]
    public SwitchParameter Cluster
    {
        get => _plan.Cluster;
        set => _plan = _plan with { Cluster = value };
    }

    /// <summary>Writes a row a server and interval, with the server in the column Target, in place of one for all.</summary>
    [Parameter]
    public SwitchParameter PerTarget
    {
        get => _plan.PerTarget;
        set => _plan = _plan with { PerTarget = value };
    }

    /// <summary>The addresses of this host that connections come from, in turn: addresses, or networks such as 127.0.0.8/29. Each has the range of local ports for itself.
    /// What the kernel chooses when left out.</summary>
    [Parameter]
    public string[] SourceAddress
    {
        get => [.. _plan.SourceAddresses];
        set => _plan = _plan with { SourceAddresses = [.. value ?? []] };
    }

    /// <summary>Writes a ConnectionRecord a connection in place of the samples: when it was due, started, connected and answered, what its GET read, and why it failed.
    /// Where the pipeline behind is too slow for that, records are dropped and counted, and the load goes on.</summary>
    [Parameter]
    public SwitchParameter PerConnection
    {
        get => _plan.PerConnection;
        set => _plan = _plan with { PerConnection = value };
    }

    /// <summary>Loads a small server inside this process in place of a Redis: a control run, which shows what the load generator itself can do.</summary>
    [Parameter]
    public SwitchParameter BuiltInTarget { get; set; }

    /// <summary>Leaves out the connections that look at the servers before the load.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }
}
