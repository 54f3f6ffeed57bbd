using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "Unique")]
public sealed class GetUniqueCommand : PSCmdlet
{
    private static readonly ValueComparer s_comparer = new(caseSensitive: true);
    private PSObject? _previous;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    protected override void ProcessRecord()
    {
        if (_previous is null || !s_comparer.Equals(_previous, InputObject))
        {
            WriteObject(InputObject);
        }

        _previous = InputObject;
    }
}
