using System.Diagnostics;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Processes named by id or by name; what is not there is a non-terminating error.</summary>
public abstract class ProcessCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Id")]
    [Alias("PID")]
    public int[] Id { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true)]
    public Process[] InputObject { get; set; } = [];

    private protected IEnumerable<Process> ById(IEnumerable<int> ids)
    {
        foreach (int id in ids)
        {
            Process? process = null;
            try
            {
                process = Process.GetProcessById(id);
            }
            catch (ArgumentException)
            {
                NotFound($"Cannot find a process with the process identifier {id}.", "NoProcessFoundForGivenId", id);
            }

            if (process is not null)
            {
                yield return process;
            }
        }
    }

    private protected void NotFound(string message, string errorId, object target) => WriteError(new ErrorRecord(
        new ProcessCommandException(message), errorId, ErrorCategory.ObjectNotFound, target));
}

[Cmdlet(VerbsCommon.Get, "Process", DefaultParameterSetName = "Name")]
[OutputType(typeof(Process))]
public sealed class GetProcessCommand : ProcessCommand
{
    [Parameter(Position = 0, ParameterSetName = "Name")]
    [Alias("ProcessName")]
    public string[]? Name { get; set; }

    protected override void ProcessRecord()
    {
        if (ParameterSetName == "Id")
        {
            WriteObject(ById(Id), enumerateCollection: true);
            return;
        }

        Process[] all = [.. Process.GetProcesses().OrderBy(p => p.ProcessName, StringComparer.OrdinalIgnoreCase)];
        foreach (string name in Name ?? ["*"])
        {
            WildcardPattern pattern = new(name, WildcardOptions.IgnoreCase);
            Process[] found = [.. all.Where(p => pattern.IsMatch(p.ProcessName))];
            WriteObject(found, enumerateCollection: true);
            if (found.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                NotFound(
                    $"Cannot find a process with the name \"{name}\". Verify the process name and call the cmdlet again.",
                    "NoProcessFoundForGivenName",
                    name);
            }
        }
    }
}

[Cmdlet(VerbsLifecycle.Stop, "Process", SupportsShouldProcess = true, DefaultParameterSetName = "Id")]
public sealed class StopProcessCommand : ProcessCommand
{
    // Accepted as in pwsh, where it only suppresses a question that is not asked here.
    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        foreach (Process process in ParameterSetName == "Id" ? ById(Id) : InputObject)
        {
            if (ShouldProcess($"{process.ProcessName} ({process.Id})"))
            {
                process.Kill();
            }
        }
    }
}

[Cmdlet(VerbsLifecycle.Wait, "Process", DefaultParameterSetName = "Id")]
public sealed class WaitProcessCommand : ProcessCommand, IDisposable
{
    private readonly CancellationTokenSource _stopped = new();

    [Parameter(Position = 1)]
    [Alias("TimeoutSec")]
    [ValidateRange(0, 32767)]
    public int? Timeout { get; set; }

    protected override void ProcessRecord()
    {
        foreach (Process process in ParameterSetName == "Id" ? ById(Id) : InputObject)
        {
            Wait(process);
        }
    }

    protected override void StopProcessing() => _stopped.Cancel();

    public void Dispose() => _stopped.Dispose();

    private void Wait(Process process)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(_stopped.Token);
        if (Timeout is int seconds)
        {
            limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        }

        try
        {
            process.WaitForExitAsync(limit.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (!_stopped.IsCancellationRequested)
        {
            WriteError(new ErrorRecord(
                new TimeoutException($"Process \"{process.ProcessName} ({process.Id})\" has not stopped in the specified time-out of {Timeout} s."),
                "ProcessNotTerminated",
                ErrorCategory.CloseError,
                process));
        }
        catch (OperationCanceledException)
        {
        }
    }
}
