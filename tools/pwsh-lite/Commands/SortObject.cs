using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

[Cmdlet("Sort", "Object")]
public sealed class SortObjectCommand : OrderedObjectsCommand
{
    [Parameter]
    public SwitchParameter Descending { get; set; }

    [Parameter]
    public SwitchParameter Unique { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    protected override void EndProcessing()
    {
        PropertySelector[] keys = PropertySelector.From(Property);
        ValueComparer comparer = new(CaseSensitive);
        object?[]? previous = null;
        foreach ((PSObject item, object?[] values) in WithValuesOf(keys).OrderBy(entry => entry.Values, Comparer<object?[]>.Create(CompareKeys)))
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
