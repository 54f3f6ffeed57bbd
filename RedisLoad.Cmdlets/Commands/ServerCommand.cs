using System.Collections;
using System.Management.Automation;
using System.Reflection;
using RedisLoad.Cmdlets.Completion;
using RedisLoad.Cmdlets.Parameters;
using RedisLoad.Parameters;
using RedisLoad.Plan;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>Base class of the cmdlets that connect to servers as a client does: servers and credentials.</summary>
public abstract class ServerCommand : SecureCommand, IDynamicParameters
{
    private RedisUri? _uri;

    /// <summary>The servers, and how to connect to them.</summary>
    internal LoadPlan Plan { get; set; } = new();

    /// <summary>Names or addresses of the Redis servers, with or without a port: redis1, 10.0.0.5:6380, [::1]:6380. Connections go to them
    /// in turn, and to all addresses of each. The pipeline can bring names, ports of this host, or objects with the properties ComputerName
    /// (HostName, Server) and Port; all of them form one load. Default: localhost.</summary>
    [Parameter(ValueFromPipeline = true)]
    [Alias("HostName", "Server")]
    [Server]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(HostCompleter))]
    public virtual string[] ComputerName
    {
        get => [.. Plan.Targets.ComputerNames];
        set => With(Plan.Targets with { ComputerNames = [.. value ?? []] });
    }

    /// <summary>Port of servers that are given without one: 1 to 65535. Default: 6379.</summary>
    [Parameter]
    [WholeNumber<int>]
    [ArgumentCompleter(typeof(PortCompleter))]
    public int Port
    {
        get => Plan.Targets.Port;
        set => With(Plan.Targets with { Port = value });
    }

    /// <summary>Server as a URI: redis://user:password@host:port/database, rediss:// for TLS, or unix:/path for a socket.</summary>
    [Parameter]
    public string? Uri { get; set; }

    /// <summary>No parameters: PowerShell asks for them before Tab offers names, which is when some are left out.</summary>
    public virtual object? GetDynamicParameters()
    {
        bool isCompleting = MyInvocation.BoundParameters.Count == 0;
        OfferedParameters.HideOnly(this, isCompleting ? Combinations.FindExcluded(GivenOnLine()) : new HashSet<string>());
        return null;
    }

    /// <summary>Whether the server can ask for a password.</summary>
    private protected virtual bool TakesPassword => true;

    /// <summary>Completes <see cref="Plan"/> by what stands beside it. Defaults of the session give way to what was typed.</summary>
    /// <param name="servers">The servers from the pipeline; null where it brings none.</param>
    /// <exception cref="PlanException">Parameters contradict each other, or the URI cannot be read.</exception>
    private protected void CompletePlan(IEnumerable<string>? servers)
    {
        IReadOnlySet<string> defaults = SessionDefaults.Of(this);
        _uri = Uri is null ? null : RedisUri.Parse(Uri);
        if (_uri is not null && !defaults.Contains(nameof(Uri)))
            Forget(_uri.Contents.Intersect(defaults));
        LoadPlan plan = Apply(servers, defaults);
        for (; Combinations.FindYielding(GivenWith(plan), defaults).ToList() is { Count: > 0 } yielding; plan = Apply(servers, defaults))
            Forget(yielding);
        Combinations.Check(GivenWith(plan), GetType().GetProperties().Select(property => property.Name).ToHashSet());
        SecurityPlan security = CertificatePaths.Resolve(plan.Security, this).Resolve();
        if (TakesPassword)
            security = security with { Credential = security.Credential ?? RedisCliAuth.Credential };
        Plan = plan with { Security = security };
        KnownHosts.Remember(Plan.Targets.UnixSocket is null ? Plan.Targets.Servers.Select(server => server.Host) : []);
    }

    /// <inheritdoc/>
    /// <remarks>What is wrong with a part of a URI is wrong with the URI, which was typed.</remarks>
    private protected override ErrorRecord? ErrorOf(Exception exception) => base.ErrorOf(
        exception is PlanException plan && _uri?.Contents.Contains(plan.Parameter) == true ? plan.Of(nameof(Uri)) : exception);

    private LoadPlan Apply(IEnumerable<string>? servers, IReadOnlySet<string> defaults)
    {
        LoadPlan plan = Plan with { Security = Security };
        if (servers is not null)
            plan = plan with { Targets = plan.Targets with { ComputerNames = [.. servers.Select(ServerAttribute.WithHost)] } };
        _uri = Uri is null ? null : _uri;
        return _uri is null ? plan : _uri.ApplyTo(plan, yields: defaults.Contains(nameof(Uri)));
    }

    private protected void With(TargetPlan targets) => Plan = Plan with { Targets = targets };

    private protected void With(SocketPlan sockets) => Plan = Plan with { Sockets = sockets };

    private protected void With(SchedulePlan schedule) => Plan = Plan with { Schedule = schedule };

    private protected void With(SessionPlan session) => Plan = Plan with { Session = session };

    private protected void With(LifetimePlan lifetime) => Plan = Plan with { Lifetime = lifetime };

    private protected void With(ClientsPlan clients) => Plan = Plan with { Clients = clients };

    private protected void With(ReconnectPlan reconnect) => Plan = Plan with { Reconnect = reconnect };

    private protected void With(RowPlan rows) => Plan = Plan with { Rows = rows };

    /// <summary>The given parameters, of the plan and others.</summary>
    private Dictionary<string, object?> GivenWith(LoadPlan plan)
    {
        var given = new Dictionary<string, object?>(plan.Given);
        foreach ((string name, object? value) in MyInvocation.BoundParameters.Where(bound => GetType().GetProperty(bound.Key) is not null))
        {
            given.TryAdd(name, value is SwitchParameter { IsPresent: false } or Array { Length: 0 } ? null : true);
            if (value is Enum)
                given.TryAdd($"{name} {value}", true);
        }
        if (MyInvocation.ExpectingInput)
            given[nameof(ComputerName)] = true;
        return given;
    }

    /// <summary>What is given where PowerShell completes a line: it sets values, and says nowhere which.</summary>
    private Dictionary<string, object?> GivenOnLine()
    {
        var initial = (ServerCommand)Activator.CreateInstance(GetType())!;
        var given = new Dictionary<string, object?>((Plan with { Security = Security }).Given);
        foreach (PropertyInfo property in GetType().GetProperties().Where(property => property.IsDefined(typeof(ParameterAttribute))))
        {
            if (!StructuralComparisons.StructuralEqualityComparer.Equals(property.GetValue(this), property.GetValue(initial)))
                given.TryAdd(property.Name, true);
        }
        return given;
    }

    /// <summary>Treats parameters as not given: the plan is built again from the others.</summary>
    private void Forget(IEnumerable<string> names)
    {
        var initial = (ServerCommand)Activator.CreateInstance(GetType())!;
        foreach (string name in names)
        {
            PropertyInfo property = GetType().GetProperty(name)!;
            property.SetValue(this, property.GetValue(initial));
            MyInvocation.BoundParameters.Remove(name);
            WriteVerbose($"The default of -{name} is ignored: it cannot be used with the given parameters.");
        }
        (Plan, Security) = (initial.Plan, initial.Security);
        foreach ((string name, object? value) in MyInvocation.BoundParameters)
            GetType().GetProperty(name)?.SetValue(this, value);
    }
}
