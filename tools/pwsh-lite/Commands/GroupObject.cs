using System.Collections;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsData.Group, "Object", DefaultParameterSetName = "Objects")]
public sealed class GroupObjectCommand : OrderedObjectsCommand
{
    [Parameter(ParameterSetName = "Objects")]
    public SwitchParameter NoElement { get; set; }

    [Parameter(ParameterSetName = "HashTable", Mandatory = true)]
    [Alias("AHT")]
    public SwitchParameter AsHashTable { get; set; }

    [Parameter(ParameterSetName = "HashTable")]
    public SwitchParameter AsString { get; set; }

    protected override void EndProcessing()
    {
        PropertySelector[] keys = PropertySelector.From(Property);
        List<(object?[] Values, Collection<PSObject> Group)> groups = Collect(keys);
        if (AsHashTable)
        {
            WriteObject(ToHashtable(groups));
            return;
        }

        foreach ((object?[] values, Collection<PSObject> group) in groups)
        {
            WriteObject(ToGroupInfo(values, group));
        }
    }

    private List<(object?[] Values, Collection<PSObject> Group)> Collect(PropertySelector[] keys)
    {
        ValueComparer comparer = new();
        Comparer<object?[]> byKeys = Comparer<object?[]>.Create((x, y) =>
            x.Zip(y, comparer.Compare).FirstOrDefault(order => order != 0));

        List<(object?[] Values, Collection<PSObject> Group)> groups = [];
        foreach ((PSObject item, object?[] values) in WithValuesOf(keys).OrderBy(entry => entry.Values, byKeys))
        {
            if (groups.Count == 0 || byKeys.Compare(groups[^1].Values, values) != 0)
            {
                groups.Add((values, []));
            }

            groups[^1].Group.Add(item);
        }

        return groups;
    }

    private Hashtable ToHashtable(List<(object?[] Values, Collection<PSObject> Group)> groups)
    {
        Hashtable table = new(StringComparer.CurrentCultureIgnoreCase);
        foreach ((object?[] values, Collection<PSObject> group) in groups)
        {
            object? single = values.Length == 1 && !AsString ? values[0] : NameOf(values);
            table.Add(single is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : single ?? string.Empty, group);
        }

        return table;
    }

    private PSObject ToGroupInfo(object?[] values, Collection<PSObject> group)
    {
        PSObject info = new();
        info.TypeNames.Insert(0, "Microsoft.PowerShell.Commands.GroupInfo");
        info.Properties.Add(new PSNoteProperty("Count", group.Count));
        info.Properties.Add(new PSNoteProperty("Name", NameOf(values)));
        if (NoElement)
        {
            info.TypeNames.Insert(0, "Microsoft.PowerShell.Commands.GroupInfoNoElement");
        }
        else
        {
            info.Properties.Add(new PSNoteProperty("Group", group));
        }

        info.Properties.Add(new PSNoteProperty("Values", new ArrayList(values)));
        return info;
    }

    private static string NameOf(object?[] values) =>
        string.Join(", ", values.Select(v => Convert.ToString(LanguagePrimitives.ConvertTo<string>(v), CultureInfo.CurrentCulture)));
}
