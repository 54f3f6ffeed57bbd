using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

[Cmdlet("Tee", "Object", DefaultParameterSetName = "File")]
public sealed class TeeObjectCommand : PSCmdlet, IDisposable
{
    private readonly List<PSObject> _items = [];
    private SteppablePipeline? _file;
    private System.Management.Automation.PowerShell? _shell;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "File")]
    public string FilePath { get; set; } = string.Empty;

    [Parameter(ParameterSetName = "File")]
    public SwitchParameter Append { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Variable")]
    public string? Variable { get; set; }

    protected override void BeginProcessing()
    {
        if (Variable is not null)
        {
            return;
        }

        _shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace)
            .AddCommand("Out-File").AddParameter("FilePath", FilePath).AddParameter("Append", Append.ToBool());
        _file = _shell.GetSteppablePipeline();
        _file.Begin(this);
    }

    protected override void ProcessRecord()
    {
        _file?.Process(InputObject);
        _items.Add(InputObject!);
        WriteObject(InputObject);
    }

    protected override void EndProcessing()
    {
        _file?.End();
        if (Variable is not null)
        {
            SessionState.PSVariable.Set(Variable, _items.Count == 1 ? _items[0] : _items.ToArray());
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _shell?.Dispose();
    }
}
