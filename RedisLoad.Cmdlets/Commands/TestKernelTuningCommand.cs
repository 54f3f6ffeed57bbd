using System.Collections;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using RedisLoad.Cmdlets.Completion;
using RedisLoad.Cmdlets.Generators;
using RedisLoad.Cmdlets.Parameters;
using RedisLoad.Plan;
using RedisLoad.Redis;
using RedisLoad.Tuning;
using RedisLoad.Tuning.Files;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>Checks kernel settings, or configuration files, against the planned connections.</summary>
/// <remarks>
/// <para>Writes one TuningCheck per rule for -Side: the current value, the value that the plan requires, whether it is enough, and the
/// rule with its numbers. A check that could not be made is Skipped, with the reason. Nothing is changed.</para>
/// <para>With -Path, the lines of sysctl and limits files are checked instead of the current settings: right for this plan, too low, not
/// needed, harmful, or obsolete. A line that cannot be read is an error with file and line number; the others are still checked.</para>
/// <para>Settings of a network namespace are checked in that of this process.</para>
/// </remarks>
/// <example>
/// <code>Test-KernelTuning -Cps 8000 | Where-Object Status -eq Fail</code>
/// <para>Shows what must be changed for 8,000 connections per second.</para>
/// </example>
/// <example>
/// <code>Test-KernelTuning -Cps 8000 -Close Fin -SourceAddress 127.0.0.8/29 -Side Client</code>
/// <para>Checks a client that closes its connections with FIN, from six addresses.</para>
/// </example>
/// <example>
/// <code>Test-KernelTuning -Cps 8000 -Path /etc/sysctl.d, /etc/security/limits.conf</code>
/// <para>Checks the lines of configuration files.</para>
/// </example>
/// <example>
/// <code>Test-KernelTuning -Cps 8000 -Side Server -Redis localhost:6379</code>
/// <para>Checks a server's host, and the settings of the Redis server itself.</para>
/// </example>
/// <example>
/// <code>if (-not (Test-KernelTuning -Cps 8000 -Side Client -Quiet)) { throw 'This host is not ready.' }</code>
/// <para>Ends a script if a check fails.</para>
/// </example>
/// <example>
/// <code>Test-KernelTuning -Cps 8000 -Session (New-PSSession -HostName redis1, client1) -InstallModule |
/// Where-Object Status -eq Fail</code>
/// <para>Shows what must be changed on two other hosts.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "KernelTuning", DefaultParameterSetName = PlanSet, HelpUri = HelpPages.Folder + "Test-KernelTuning.md")]
[OutputType(typeof(TuningCheck))]
[OutputType(typeof(bool))]
[Borrows(typeof(SecureCommand))]
public sealed class TestKernelTuningCommand : TuningCommand, IDynamicParameters
{
    private readonly List<string> _servers = [];
    private readonly RuntimeDefinedParameterDictionary _borrowed = [];

    /// <summary>Settings to check; wildcards are allowed. Default: all.</summary>
    [Parameter(ParameterSetName = PlanSet)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TuningNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The Redis servers that the connections are for, as hosts, host:port, or URIs: their own settings are checked, too
    /// (maxclients, tcp-backlog, timeout, tcp-keepalive, and
    /// the limit of open files of one that is on this host). The pipeline can bring names, ports of this host, or objects with the
    /// properties ComputerName (HostName, Server) and Port.</summary>
    [Parameter(ParameterSetName = PlanSet, ValueFromPipeline = true)]
    [Server]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(ServerCompleter))]
    public string[]? Redis { get; set; }

    /// <summary>Names or addresses of the servers that the connections go to. Each has the whole range of local ports. They are not
    /// contacted: -Redis asks a server for its settings. Default: one server.</summary>
    [Parameter(ParameterSetName = PlanSet)]
    [Alias("HostName", "Server")]
    [Server]
    [AllowEmptyString]
    public string[]? ComputerName { get; set; }

    /// <summary>Files to check instead of the settings in force: sysctl or limits files, or folders of *.conf files, the most important
    /// first. Wildcards are allowed.</summary>
    [Parameter(ParameterSetName = PlanSet)]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    /// <summary>PowerShell sessions on other hosts (New-PSSession -HostName for SSH) to check instead of this one, each with its name in
    /// the property Host. They need this version of the module, or -InstallModule. -Path, the files of certificates, and -Redis are looked
    /// up there. A host that cannot be checked is an error, and the others are still checked. Default: this host.</summary>
    [Parameter(ParameterSetName = PlanSet)]
    [ValidateNotNullOrEmpty]
    public PSSession[] Session { get; set; } = [];

    /// <summary>Copies the module to the hosts of -Session that do not have this version. It is loaded from a temporary folder, which is
    /// then removed.</summary>
    [Parameter(ParameterSetName = PlanSet)]
    public SwitchParameter InstallModule { get; set; }

    /// <summary>Returns True if no check failed, otherwise False. With -Session, a host that could not be checked counts as a
    /// failure.</summary>
    [Parameter(ParameterSetName = PlanSet)]
    public SwitchParameter Quiet { get; set; }

    /// <summary>The parameters that say as whom -Redis is asked, and how encrypted; and the other parameters of Start-RedisLoad, so that a
    /// plan of a load can be splatted: they do not matter to the kernel.</summary>
    public object GetDynamicParameters()
    {
        BorrowedParameters.Add(_borrowed, this, typeof(StartRedisLoadCommand));
        return _borrowed;
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        _servers.AddRange(MyInvocation.ExpectingInput ? (Redis ?? []).Select(ServerAttribute.WithHost) : Redis ?? []);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (IsInputMissing)
            return;
        Run(() =>
        {
            PlanOfServers.Validate();
            HostCommand.Check(Session, InstallModule);
            if (Session.Length > 0)
            {
                CheckHosts();
                return;
            }
            bool areFilesSound = true;
            TuningCheck[] checks = [.. Filter(Path is null ? CheckHost() : CheckFiles(out areFilesSound), Name)];
            if (checks.Length == 0 && Name is not null && Path is null)
                WriteError(new ErrorRecord(new ItemNotFoundException($"-Name: no setting in this check matches '{string.Join("', '", Name)}'."), "SettingNotFound", ErrorCategory.ObjectNotFound, Name));
            if (Quiet)
                WriteObject(areFilesSound && !Array.Exists(checks, check => check.Status == TuningStatus.Fail));
            else
                WriteObject(checks, enumerateCollection: true);
        });
    }

    private TuningPlan PlanOfServers => Plan with { ComputerName = [.. ComputerName ?? []] };

    private SecurityPlan Security => BorrowedParameters.Fill(new StartRedisLoadCommand(), _borrowed).Security;

    private void CheckHosts()
    {
        IEnumerable<string> unused = _borrowed.Keys.Where(name => typeof(SecureCommand).GetProperty(name) is null);
        Hashtable parameters = GeneratorParameters.Of(
            MyInvocation.BoundParameters, CertificatePaths.Resolve(Security, this), HostCommand.OwnParameters.Concat(unused));
        if (_servers.Count > 0)
            parameters = parameters.With((nameof(Redis), _servers.ToArray()));
        if (Quiet)
        {
            WriteObject(OnHosts<bool>(parameters).Count(host => host.Output) == Session.Length);
            return;
        }
        foreach ((string host, TuningCheck check) in OnHosts<TuningCheck>(parameters))
            WriteObject((check with { Host = host }).With("Host"));
    }

    private IEnumerable<(string Host, T Output)> OnHosts<T>(Hashtable parameters) => HostCommand.Run<T>(
        this, Session, InstallModule, parameters, longestSilence: null, isEnded: () => false, Cancellation);

    private ImmutableArray<TuningCheck> CheckHost()
    {
        SecurityPlan security = Security;
        bool isAsked = _servers.Count > 0 || ComputerName is null;
        RedisEndPoint?[] servers =
            [.. _servers.DefaultIfEmpty().Select(server => isAsked ? ControlParameter.EndPointOf(this, server, security) : null)];
        // What is said of the host is the same with each of them.
        return [.. servers.SelectMany((server, i) => CheckServer(server).Where(check => i == 0 || check.Server is not null))];
    }

    private IEnumerable<TuningCheck> CheckServer(RedisEndPoint? server)
    {
        if (server is null)
            return HostTuning.Check(PlanOfServers);
        using RedisControl control = ControlParameter.Connect(server, Cancellation);
        return HostTuning.Check(
            PlanOfServers with { Port = server.Port ?? Plan.Port }, redis: (control, server), cancellationToken: Cancellation)
            .Select(check => HostTuning.IsRedis(check.Name) ? check with { Server = $"{server}" } : check);
    }

    private ImmutableArray<TuningCheck> CheckFiles(out bool areSound)
    {
        List<string> paths = [.. Path!.SelectMany(ResolvePath)];
        ConfigurationReport report = ConfigurationTuning.Check(PlanOfServers, paths);
        foreach (ConfigurationProblem problem in report.Problems)
            WriteError(new ErrorRecord(new InvalidDataException(problem.ToString()), "ConfigurationNotUnderstood",
                ErrorCategory.InvalidData, problem.File));
        areSound = report.Problems.IsEmpty;
        return report.Checks;
    }

    private IEnumerable<string> ResolvePath(string path)
    {
        try
        {
            Collection<string> found = GetResolvedProviderPathFromPSPath(path, out _);
            return found;
        }
        catch (ItemNotFoundException exception)
        {
            WriteError(new ErrorRecord(exception, "PathNotFound", ErrorCategory.ObjectNotFound, path));
            return [];
        }
    }
}
