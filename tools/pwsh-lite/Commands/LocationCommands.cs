using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "Location")]
public sealed class GetLocationCommand : PSCmdlet
{
    protected override void EndProcessing() => WriteObject(SessionState.Path.CurrentLocation);
}

/// <summary>What Set-Location and Push-Location share.</summary>
public abstract class LocationCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Path")]
    public string? Path { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string? LiteralPath { get; set; }

    private protected string? Target => LiteralPath is null ? Path : WildcardPattern.Escape(LiteralPath);

    private protected void GoTo(string path) => this.Attempt(path, () => SessionState.Path.SetLocation(path));
}

[Cmdlet(VerbsCommon.Set, "Location", DefaultParameterSetName = "Path")]
public sealed class SetLocationCommand : LocationCommand
{
    protected override void ProcessRecord() => GoTo(Target ?? "~");
}

[Cmdlet(VerbsCommon.Push, "Location", DefaultParameterSetName = "Path")]
public sealed class PushLocationCommand : LocationCommand
{
    protected override void ProcessRecord()
    {
        SessionState.Path.PushCurrentLocation(stackName: null);
        if (Target is not null)
        {
            GoTo(Target);
        }
    }
}

[Cmdlet(VerbsCommon.Pop, "Location")]
public sealed class PopLocationCommand : PSCmdlet
{
    protected override void EndProcessing() => this.Attempt(target: null, () => SessionState.Path.PopLocation(stackName: null));
}
