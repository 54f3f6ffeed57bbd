using System.Management.Automation;
using RedisLoad.Cmdlets.Completion;
using RedisLoad.Parameters;
using RedisLoad.Tuning;
using RedisLoad.Tuning.Changes;

namespace RedisLoad.Cmdlets.Commands;

/// <summary>Sets the kernel settings that the planned connections need, live and after reboot, and restores the previous state.</summary>
/// <remarks>
/// <para>Requires checks from Test-KernelTuning, of which those that failed are used, a plan (-Cps or -MaxOpen), or -Name and -Value;
/// without any of them, nothing is done. It asks before each change. In a script, use -Confirm:$false.</para>
/// <para>It never lowers a value, reads back what it wrote, and changes only its own files: /etc/sysctl.d/90-redisload.conf,
/// /etc/security/limits.d/90-redisload.conf, and with -Unit a drop-in of that unit.</para>
/// <para>The previous state is stored first, in /var/lib/redisload; -Restore restores exactly that, live and on disk, even after an
/// interrupted change. Changes made by others since are kept, unless -Force is used. Each setting that cannot be set is an error, and the
/// others are still set. Without root, nothing is changed, and each error says how to make the change.</para>
/// <para>Settings of a network namespace are set in that of this process. Other hosts are set by running the cmdlet there, with
/// Invoke-Command: each keeps its previous state on its own disk.</para>
/// </remarks>
/// <example>
/// <code>Test-KernelTuning -Cps 8000 | Set-KernelTuning -PassThru</code>
/// <para>Sets what is missing for 8,000 connections per second, asks before each change, and shows what was changed.</para>
/// </example>
/// <example>
/// <code>Set-KernelTuning -Cps 8000 -Side Server -WhatIf</code>
/// <para>Shows what would be changed on a server.</para>
/// </example>
/// <example>
/// <code>Set-KernelTuning -Name net.core.somaxconn -Value 16384 -Scope Live</code>
/// <para>Sets one value until reboot.</para>
/// </example>
/// <example>
/// <code>Invoke-Command -Session $sessions { Test-KernelTuning -Cps 8000 | Set-KernelTuning -Confirm:$false -PassThru }</code>
/// <para>Sets what is missing on other hosts, which have the module.</para>
/// </example>
/// <example>
/// <code>Set-KernelTuning -Restore</code>
/// <para>Restores everything as it was before the first change.</para>
/// </example>
[Cmdlet(
    VerbsCommon.Set, "KernelTuning", DefaultParameterSetName = PlanSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpPages.Folder + "Set-KernelTuning.md")]
[OutputType(typeof(TuningChange))]
public sealed class SetKernelTuningCommand : TuningCommand
{
    private const string CheckSet = "Check";
    private const string ValueSet = "Value";
    private const string RestoreSet = "Restore";
    private const string ThisHost = "/";

    private readonly Dictionary<string, string> _shown = [];
    private TuningSession? _session;
    private string _root = ThisHost;
    private TuningScope _scope;
    private bool _isSessionRefused;

    /// <summary>Checks from Test-KernelTuning. Only those that failed are used.</summary>
    [Parameter(ParameterSetName = CheckSet, Mandatory = true, ValueFromPipeline = true)]
    public TuningCheck[] InputObject { get; set; } = [];

    /// <summary>Setting to set to -Value, with dots or slashes; with a plan, the settings to act on, with wildcards.</summary>
    [Parameter(ParameterSetName = PlanSet)]
    [Parameter(ParameterSetName = ValueSet, Mandatory = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TuningNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Value to set.</summary>
    [Parameter(ParameterSetName = ValueSet, Mandatory = true)]
    [AllowEmptyString]
    public string Value { get; set; } = string.Empty;

    /// <summary>Restores the state before the first change.</summary>
    [Parameter(ParameterSetName = RestoreSet, Mandatory = true)]
    public SwitchParameter Restore { get; set; }

    /// <summary>With -Restore, also restores values and files that others have changed since.</summary>
    [Parameter(ParameterSetName = RestoreSet)]
    public SwitchParameter Force { get; set; }

    /// <summary>Also uses checks with status Advice.</summary>
    [Parameter(ParameterSetName = PlanSet)]
    [Parameter(ParameterSetName = CheckSet)]
    public SwitchParameter IncludeAdvice { get; set; }

    /// <summary>Where changes take effect: Live (until reboot), Persistent (after reboot), or Both. Default: Both; with
    /// -Root, Persistent.</summary>
    [Parameter(ParameterSetName = PlanSet)]
    [Parameter(ParameterSetName = CheckSet)]
    [Parameter(ParameterSetName = ValueSet)]
    public TuningScope Scope
    {
        get => _scope;
        set => _scope = value;
    }

    /// <summary>Systemd service that also gets the limit of open files, as LimitNOFILE in a drop-in.</summary>
    [Parameter(ParameterSetName = PlanSet)]
    [Parameter(ParameterSetName = CheckSet)]
    [Parameter(ParameterSetName = ValueSet)]
    public string? Unit { get; set; }

    /// <summary>Root of another file system to change, such as an image. Live settings are not changed, and current values are read from
    /// its files instead of this host. Default: this host.</summary>
    [Parameter]
    public string? Root { get; set; }

    /// <summary>Writes a TuningChange for each setting: name, previous value, value, and whether it is in effect now and after
    /// reboot.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (ParameterSetName == PlanSet && !HasPlan && !MyInvocation.ExpectingInput)
        {
            string message = $"{(Name is null ? "Nothing says what to set" : "-Name selects settings, and does not say what to set them to")}. Use -Cps or -MaxOpen (a plan), checks of Test-KernelTuning, or -Name and -Value. Nothing was changed.";
            Throw(new InvalidOperationException(message), "PlanMissing", ErrorCategory.InvalidArgument, null);
        }
        if (Root is null)
            return;
        _root = System.IO.Path.TrimEndingDirectorySeparator(GetUnresolvedProviderPathFromPSPath(Root));
        if (!Directory.Exists(_root))
            Throw(
                new DirectoryNotFoundException($"-Root: the folder {_root} does not exist."), "RootNotFound", ErrorCategory.ObjectNotFound,
                Root);
        if (MyInvocation.BoundParameters.ContainsKey(nameof(Scope)) && Scope != TuningScope.Persistent)
        {
            var conflict = new PlanException(
                PlanProblem.ValuesConflict, nameof(Scope), Scope,
                $"{Scope} changes the running kernel, and -Root is another file system. Omit -Scope, or use Persistent.");
            Throw(conflict);
        }
        _scope = TuningScope.Persistent;
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        foreach (TuningCheck check in InputObject)
            Act(check);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (IsInputMissing)
            return;
        switch (ParameterSetName)
        {
            case PlanSet:
                ActOnPlan();
                break;
            case ValueSet:
                foreach (string name in Name!)
                    SetOne(name, Value);
                break;
            case RestoreSet:
                RestoreAll();
                break;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _session?.Dispose();
        base.Dispose(disposing);
    }

    private bool HasPlan =>
        MyInvocation.BoundParameters.ContainsKey(nameof(Cps)) || MyInvocation.BoundParameters.ContainsKey(nameof(MaxOpen));

    private void ActOnPlan()
    {
        try
        {
            foreach (TuningCheck check in Filter(HostTuning.Check(Plan, _root), Name))
                Act(check);
        }
        catch (PlanException exception)
        {
            Throw(exception);
        }
    }

    private void Act(TuningCheck check)
    {
        bool isMeant = check.Status == TuningStatus.Fail || (IncludeAdvice && check.Status == TuningStatus.Advice);
        if (isMeant && check.Host is { } host)
            WriteError(new TuningException(
                TuningProblem.OtherHost, check.Name,
                $"the check is of {host}, and settings are changed on this host only. Run both cmdlets there: Invoke-Command -Session $session {{ Test-KernelTuning ... | Set-KernelTuning }}. Nothing was changed.").ToRecord());
        else if (isMeant && HostTuning.IsRedis(check.Name))
            WriteWarning(
                $"{check.Name} is a setting of Redis and remains {check.Current}: set it to {check.Required} with CONFIG SET or in redis.conf.");
        else if (!isMeant)
            WriteVerbose($"{check.Name}: nothing to do ({check.Status}).");
        else if (check.Required is { } required)
            SetOne(check.Name, required);
        else if (check.Status == TuningStatus.Advice)
            WriteVerbose($"{check.Name}: {check.Reason}");
        else
            WriteError(
                new TuningException(TuningProblem.InvalidValue, check.Name, $"no value would be sufficient. {check.Reason}").ToRecord());
    }

    private void SetOne(string name, string value)
    {
        try
        {
            string? current = TuningSession.Check(_root, name, value, _scope, _shown);
            string action = $"set to {value} (currently {current ?? "not set"}){Describe(_scope)}";
            if (!ShouldProcess($"{name}: {action}.", $"{name}: {action}?", "Set-KernelTuning", out ShouldProcessReason reason))
            {
                // What -WhatIf shows of one setting counts for those after it, as it would if it were done.
                if (reason == ShouldProcessReason.WhatIf)
                    _shown[name] = value;
                return;
            }
            if (!HostTuning.IsRoot && _root == ThisHost)
                throw NotRoot(name, current, value);
            if (Session() is not { } session)
                return;
            TuningChange change = session.Set(name, value, _scope);
            if (PassThru)
                WriteObject(change);
        }
        catch (TuningException exception)
        {
            WriteError(exception.ToRecord());
        }
        WriteWarnings();
    }

    private void RestoreAll()
    {
        if (!HostTuning.IsRoot && _root == ThisHost)
        {
            WriteError(new TuningException(TuningProblem.PermissionDenied, "Restore",
                "only root can restore settings. Nothing was changed.").ToRecord());
            return;
        }
        if (Session() is not { } session)
            return;
        if (session.Stored.IsEmpty)
            WriteWarning("Nothing to restore.");
        foreach (StoredItem item in session.Stored)
            RestoreOne(session, item);
    }

    private void RestoreOne(TuningSession session, StoredItem item)
    {
        if (!ShouldProcess(item.Name, item.Action))
            return;
        try
        {
            TuningChange? change = session.Restore(item, Force);
            if (change is null)
                WriteVerbose($"{item.Name}: nothing to restore, because the host was rebooted or the process has ended since.");
            else if (PassThru)
                WriteObject(change);
        }
        catch (TuningException exception)
        {
            WriteError(exception.ToRecord());
        }
    }

    /// <summary>The session, opened with the first change; null when it was refused, which is said once.</summary>
    private TuningSession? Session()
    {
        if (_session is not null || _isSessionRefused)
            return _session;
        try
        {
            return _session = TuningSession.Open(_root, Unit, Cancellation);
        }
        catch (TuningException exception)
        {
            _isSessionRefused = true;
            WriteError(exception.ToRecord());
            return null;
        }
        catch (OperationCanceledException) when (Cancellation.IsCancellationRequested)
        {
            // The pipeline is being stopped: nobody is left to be told.
            _isSessionRefused = true;
            return null;
        }
    }

    private void WriteWarnings()
    {
        foreach (string warning in _session?.TakeWarnings() ?? [])
            WriteWarning(warning);
    }

    private static TuningException NotRoot(string name, string? current, string value) => new(
        TuningProblem.PermissionDenied,
        name,
        $"only root can set it. It is '{current}', and would become '{value}': as root, {ManualSteps.For(name, value)}. Nothing was changed.");

    private static string Describe(TuningScope scope) => scope switch
    {
        TuningScope.Live => " until reboot",
        TuningScope.Persistent => " after reboot",
        _ => ", live and after reboot",
    };
}
