using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

[Cmdlet("Sort", "Object")]
public sealed class SortObjectCommand : PSCmdlet
{
    private readonly List<PSObject> _items = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    [Parameter]
    public SwitchParameter Descending { get; set; }

    [Parameter]
    public SwitchParameter Unique { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject is not null)
        {
            _items.Add(InputObject);
        }
    }

    protected override void EndProcessing()
    {
        PropertySelector[] keys = PropertySelector.From(Property);
        ValueComparer comparer = new(CaseSensitive);
        IOrderedEnumerable<(PSObject Item, object?[] Keys)> sorted = _items
            .Select(item => (item, Keys: keys.Length == 0 ? [item] : keys.Select(k => k.ReadOne(item)).ToArray()))
            .Order(Comparer<(PSObject Item, object?[] Keys)>.Create((x, y) => CompareKeys(x.Keys, y.Keys)));

        object?[]? previous = null;
        foreach ((PSObject item, object?[] values) in sorted)
        {
            if (!Unique || previous is null || CompareKeys(previous, values) != 0)
            {
                WriteObject(item);
            }

            previous = values;
        }

        int CompareKeys(object?[] x, object?[] y)
        {
            for (int i = 0; i < x.Length; i++)
            {
                int order = comparer.Compare(x[i], y[i]);
                if (order != 0)
                {
                    bool descending = (keys.Length == 0 ? null : keys[i].Descending) ?? Descending;
                    return descending ? -order : order;
                }
            }

            return 0;
        }
    }
}
