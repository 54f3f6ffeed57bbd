using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>What Sort-Object and Group-Object share: all objects are there before the first goes on, and -Property says what orders them.</summary>
public abstract class OrderedObjectsCommand : PSCmdlet
{
    private readonly List<PSObject> _items = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject is not null)
        {
            _items.Add(InputObject);
        }
    }

    /// <summary>The objects with the values of their keys; without keys an object is its own.</summary>
    private protected IEnumerable<(PSObject Item, object?[] Values)> WithValuesOf(PropertySelector[] keys) =>
        _items.Select(item => (item, keys.Length == 0 ? [item] : keys.Select(k => k.ReadOne(item)).ToArray()));
}
