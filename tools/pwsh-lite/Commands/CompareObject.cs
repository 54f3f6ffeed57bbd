using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsData.Compare, "Object")]
public sealed class CompareObjectCommand : PSCmdlet
{
    private readonly List<PSObject> _differences = [];

    [Parameter(Mandatory = true, Position = 0)]
    [AllowEmptyCollection]
    public PSObject[] ReferenceObject { get; set; } = [];

    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    public PSObject[] DifferenceObject { get; set; } = [];

    [Parameter]
    public object[]? Property { get; set; }

    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    [Parameter]
    public SwitchParameter ExcludeDifferent { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord() => _differences.AddRange(DifferenceObject);

    protected override void EndProcessing()
    {
        PropertySelector[] keys = PropertySelector.From(Property);
        ValueComparer comparer = new();
        List<PSObject> unmatched = [.. ReferenceObject];
        List<PSObject> added = [];
        foreach (PSObject item in _differences)
        {
            int at = unmatched.FindIndex(r => Values(r).SequenceEqual(Values(item), comparer));
            if (at < 0)
            {
                added.Add(item);
                continue;
            }

            Emit(unmatched[at], "==", IncludeEqual || ExcludeDifferent);
            unmatched.RemoveAt(at);
        }

        added.ForEach(item => Emit(item, "=>", !ExcludeDifferent));
        unmatched.ForEach(item => Emit(item, "<=", !ExcludeDifferent));

        object?[] Values(PSObject item) => keys.Length == 0 ? [item] : [.. keys.Select(k => k.ReadOne(item))];

        void Emit(PSObject item, string side, bool wanted)
        {
            if (!wanted)
            {
                return;
            }

            PSObject result = PassThru ? item : new PSObject();
            if (!PassThru && keys.Length == 0)
            {
                result.Properties.Add(new PSNoteProperty("InputObject", item));
            }
            else if (!PassThru)
            {
                foreach ((string name, object? value) in keys.SelectMany(k => k.Read(item)))
                {
                    result.Properties.Add(new PSNoteProperty(name, value));
                }
            }

            result.Properties.Add(new PSNoteProperty("SideIndicator", side));
            WriteObject(result);
        }
    }
}
