using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsDiagnostic.Measure, "Object")]
public sealed class MeasureObjectCommand : PSCmdlet
{
    private readonly Dictionary<string, Statistics> _byProperty = new(StringComparer.OrdinalIgnoreCase);
    private readonly Statistics _objects = new();

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public string[]? Property { get; set; }

    [Parameter]
    public SwitchParameter Sum { get; set; }

    [Parameter]
    public SwitchParameter Average { get; set; }

    [Parameter]
    public SwitchParameter Minimum { get; set; }

    [Parameter]
    public SwitchParameter Maximum { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject is null)
        {
            return;
        }

        if (Property is null)
        {
            Count(_objects, InputObject.BaseObject);
            return;
        }

        PSObject source = PropertySelector.Adapt(InputObject);
        foreach (PSPropertyInfo property in Property.SelectMany(p => source.Properties.Match(p)).Where(p => p.Value is not null))
        {
            if (!_byProperty.TryGetValue(property.Name, out Statistics? statistics))
            {
                _byProperty.Add(property.Name, statistics = new Statistics());
            }

            Count(statistics, property.Value);
        }
    }

    protected override void EndProcessing()
    {
        if (Property is null)
        {
            WriteObject(Describe(_objects, null));
            return;
        }

        foreach (string property in Property)
        {
            WildcardPattern pattern = new(property, WildcardOptions.IgnoreCase);
            string[] measured = [.. _byProperty.Keys.Where(pattern.IsMatch)];
            foreach (string name in measured)
            {
                WriteObject(Describe(_byProperty[name], name));
            }

            if (measured.Length == 0)
            {
                WriteError(new ErrorRecord(
                    new PSArgumentException($"The property \"{property}\" cannot be found in the input for any objects."),
                    "GenericMeasurePropertyNotFound",
                    ErrorCategory.InvalidArgument,
                    targetObject: null));
            }
        }
    }

    private void Count(Statistics statistics, object value)
    {
        object plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        bool isNumber = LanguagePrimitives.TryConvertTo(plain, out double number) && plain is not bool;
        if (!isNumber && (Sum || Average))
        {
            WriteError(new ErrorRecord(
                new PSInvalidCastException($"Input object \"{plain}\" is not numeric."),
                "NonNumericInputObject",
                ErrorCategory.InvalidType,
                plain));
            return;
        }

        statistics.Add(plain, isNumber ? number : null);
    }

    private PSObject Describe(Statistics statistics, string? property)
    {
        bool any = statistics.Count > 0;
        PSObject info = new();
        info.TypeNames.Insert(0, "Microsoft.PowerShell.Commands.MeasureInfo");
        info.TypeNames.Insert(0, "Microsoft.PowerShell.Commands.GenericMeasureInfo");
        info.Properties.Add(new PSNoteProperty("Count", statistics.Count));
        info.Properties.Add(new PSNoteProperty("Average", Average && any ? statistics.Sum / statistics.Count : null));
        info.Properties.Add(new PSNoteProperty("Sum", Sum && any ? statistics.Sum : null));
        info.Properties.Add(new PSNoteProperty("Maximum", Maximum ? statistics.Maximum : null));
        info.Properties.Add(new PSNoteProperty("Minimum", Minimum ? statistics.Minimum : null));
        info.Properties.Add(new PSNoteProperty("StandardDeviation", null));
        info.Properties.Add(new PSNoteProperty("Property", property));
        return info;
    }

    private sealed class Statistics
    {
        private static readonly ValueComparer s_comparer = new();

        public int Count { get; private set; }

        public double Sum { get; private set; }

        public object? Maximum { get; private set; }

        public object? Minimum { get; private set; }

        public void Add(object value, double? number)
        {
            object comparable = number ?? value;
            Count++;
            Sum += number ?? 0;
            Maximum = Maximum is null || s_comparer.Compare(comparable, Maximum) > 0 ? comparable : Maximum;
            Minimum = Minimum is null || s_comparer.Compare(comparable, Minimum) < 0 ? comparable : Minimum;
        }
    }
}
