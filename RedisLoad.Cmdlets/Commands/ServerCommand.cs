using System.Management.Automation;
using System.Net;
using RedisLoad.Plan;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>What the cmdlets that connect to servers as a client does have in common: which servers, and as whom.</summary>
public abstract partial class ServerCommand : RedisLoadCommand
{
    private const string NamesTheServer = "it names the server";

    private static readonly (string Name, string Other, string Reason)[] s_conflicts =
    [
        (nameof(Uri), nameof(ComputerName), NamesTheServer),
        (nameof(Uri), nameof(Port), NamesTheServer),
    ];

    private PSCredential? _credential;

    /// <summary>The servers, and how to connect to them.</summary>
    private protected LoadPlan Plan { get; set; } = new();

    /// <summary>Names or addresses of the Redis servers, with or without a port: redis1, 10.0.0.5:6380, [::1]:6380. Connections go to them
    /// in turn, and to all addresses of each. The pipeline can bring names, ports of this host, or objects with the properties ComputerName
    /// (HostName, Server) and Port; all of them form one load. Default: localhost.</summary>
    [Parameter(ValueFromPipeline = true)]
    [Alias("HostName", "Server")]
    [Server]
    [AllowEmptyString]
    public virtual string[] ComputerName
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

    /// <summary>Completes <see cref="Plan"/> by what stands beside it.</summary>
    /// <param name="servers">The servers from the pipeline; null where it brings none.</param>
    /// <exception cref="PlanException">Parameters contradict each other, or the URI cannot be read.</exception>
    private protected void CompletePlan(IEnumerable<string>? servers)
    {
        CheckCombinations(s_conflicts);
        if (servers is not null)
            Plan = Plan with { ComputerNames = [.. servers.Select(ServerAttribute.WithHost)] };
        if (Uri is not null)
            Plan = RedisUri.Parse(Uri).ApplyTo(Plan);
        Plan = WithFilePaths(Plan);
    }

    /// <summary>Refuses two parameters of a pair that are both given.</summary>
    /// <remarks>Not by sets of parameters alone, because PowerShell's own error names neither of the two.</remarks>
    /// <exception cref="PlanException">Both are given.</exception>
    private protected void CheckCombinations(IEnumerable<(string Name, string Other, string Reason)> conflicts)
    {
        foreach ((string name, string other, string reason) in conflicts)
        {
            if (IsGiven(name) && IsGiven(other))
            {
                throw new PlanException(
                    PlanProblem.ValuesConflict, name, null, $"it does not go together with -{other}: {reason}. Leave one of the two out.");
            }
        }
    }

    private bool IsGiven(string name) => (name == nameof(ComputerName) && MyInvocation.ExpectingInput)
        || (MyInvocation.BoundParameters.TryGetValue(name, out object? value) && value is not SwitchParameter { IsPresent: false });
}
