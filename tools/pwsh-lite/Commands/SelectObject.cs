using System.Management.Automation;
using System.Management.Automation.Internal;
using PwshLite.Engine;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Select, "Object", DefaultParameterSetName = "Range")]
public sealed class SelectObjectCommand : PSCmdlet
{
    private readonly Queue<PSObject> _tail = new();
    private readonly List<PSObject> _seen = [];
    private PropertySelector[] _selectors = [];
    private WildcardPattern[] _excluded = [];
    private int _skipped;
    private int _taken;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    [Parameter]
    public string[]? ExcludeProperty { get; set; }

    [Parameter]
    public string? ExpandProperty { get; set; }

    [Parameter]
    public SwitchParameter Unique { get; set; }

    [Parameter(ParameterSetName = "Range")]
    [ValidateRange(0, int.MaxValue)]
    public int Last { get; set; }

    [Parameter(ParameterSetName = "Range")]
    [ValidateRange(0, int.MaxValue)]
    public int First { get; set; }

    [Parameter(ParameterSetName = "Range")]
    [ValidateRange(0, int.MaxValue)]
    public int Skip { get; set; }

    [Parameter(ParameterSetName = "SkipLast")]
    [ValidateRange(0, int.MaxValue)]
    public int SkipLast { get; set; }

    [Parameter(ParameterSetName = "Index")]
    [ValidateRange(0, int.MaxValue)]
    public int[]? Index { get; set; }

    private bool HasFirst => MyInvocation.BoundParameters.ContainsKey(nameof(First));

    private bool HasLast => MyInvocation.BoundParameters.ContainsKey(nameof(Last));

    protected override void BeginProcessing()
    {
        _excluded = [.. (ExcludeProperty ?? []).Select(p => new WildcardPattern(p, WildcardOptions.IgnoreCase))];
        object[]? property = Property ?? (_excluded.Length > 0 && ExpandProperty is null ? ["*"] : null);
        _selectors = PropertySelector.From(property);
    }

    protected override void ProcessRecord()
    {
        if (InputObject is null || InputObject == AutomationNull.Value)
        {
            return;
        }

        if (Index is not null)
        {
            if (Index.Contains(_taken++))
            {
                Emit(InputObject);
            }
        }
        else if (MyInvocation.BoundParameters.ContainsKey(nameof(SkipLast)))
        {
            _tail.Enqueue(InputObject);
            if (_tail.Count > SkipLast)
            {
                Emit(_tail.Dequeue());
            }
        }
        else
        {
            Range(InputObject);
        }
    }

    protected override void EndProcessing()
    {
        if (!HasLast)
        {
            return;
        }

        // With -Last, -Skip counts from the end.
        foreach (PSObject item in _tail.SkipLast(HasFirst ? 0 : Skip))
        {
            Emit(item);
        }
    }

    private void Range(PSObject item)
    {
        bool lastOnly = HasLast && !HasFirst;
        if (!lastOnly && _skipped < Skip)
        {
            _skipped++;
            return;
        }

        if (HasFirst && _taken < First)
        {
            _taken++;
            Emit(item);
        }
        else if (HasLast)
        {
            _tail.Enqueue(item);
            if (_tail.Count > Last + (lastOnly ? Skip : 0))
            {
                _tail.Dequeue();
            }
        }
        else if (!HasFirst)
        {
            Emit(item);
        }

        if (HasFirst && !HasLast && _taken >= First)
        {
            throw EngineInternals.StopUpstreamCommands(this);
        }
    }

    private void Emit(PSObject item)
    {
        foreach (PSObject shaped in Shape(item))
        {
            if (!Unique || IsNew(shaped))
            {
                WriteObject(shaped);
            }
        }
    }

    private IEnumerable<PSObject> Shape(PSObject item)
    {
        if (_selectors.Length == 0 && ExpandProperty is null)
        {
            return [item];
        }

        List<PSNoteProperty> properties = SelectedProperties(item);
        return ExpandProperty is null ? [Assemble(item, properties)] : Expand(item, properties);
    }

    private List<PSNoteProperty> SelectedProperties(PSObject item)
    {
        List<PSNoteProperty> properties = [];
        foreach ((string name, object? value) in _selectors.SelectMany(s => s.Read(item)))
        {
            bool taken = properties.Exists(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (!taken && !Array.Exists(_excluded, x => x.IsMatch(name)))
            {
                properties.Add(new PSNoteProperty(name, value));
            }
        }

        return properties;
    }

    private static PSObject Assemble(PSObject item, List<PSNoteProperty> properties)
    {
        PSObject selected = new();
        properties.ForEach(p => selected.Properties.Add(p));
        if (item.TypeNames.Count > 0)
        {
            selected.TypeNames.Insert(0, "Selected." + item.TypeNames[0]);
        }

        return selected;
    }

    private IEnumerable<PSObject> Expand(PSObject item, List<PSNoteProperty> properties)
    {
        PSPropertyInfo? source = PropertySelector.Adapt(item).Properties.Match(ExpandProperty).FirstOrDefault();
        if (source is null)
        {
            WriteError(new ErrorRecord(
                new PSArgumentException($"Property \"{ExpandProperty}\" cannot be found."),
                "ExpandPropertyNotFound",
                ErrorCategory.InvalidArgument,
                item));
            yield break;
        }

        object? value = source.Value;
        System.Collections.IEnumerable values = LanguagePrimitives.GetEnumerable(value) ?? new[] { value };
        foreach (object? element in values)
        {
            if (element is null)
            {
                continue;
            }

            PSObject expanded = PSObject.AsPSObject(element);
            properties.ForEach(p => expanded.Properties.Add(p));
            yield return expanded;
        }
    }

    // Objects are the same when all their properties are; values without properties when they are equal.
    private bool IsNew(PSObject item)
    {
        if (_seen.Exists(s => Same(s, item)))
        {
            return false;
        }

        _seen.Add(item);
        return true;
    }

    private static bool Same(PSObject one, PSObject other)
    {
        if (one.BaseObject is not PSCustomObject || other.BaseObject is not PSCustomObject)
        {
            return LanguagePrimitives.Equals(one, other, ignoreCase: false);
        }

        return one.Properties.Count() == other.Properties.Count()
            && one.Properties.All(p => other.Properties[p.Name] is { } o && LanguagePrimitives.Equals(p.Value, o.Value, ignoreCase: false));
    }
}
