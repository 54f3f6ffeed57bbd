using System.Collections;
using System.Management.Automation;
using PwshLite.Engine;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Add, "Member", DefaultParameterSetName = "TypeName")]
public sealed class AddMemberCommand : PSCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Typed")]
    [Alias("Type")]
    public PSMemberTypes MemberType { get; set; }

    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "Typed")]
    public string? Name { get; set; }

    [Parameter(Position = 2, ParameterSetName = "Typed")]
    public object? Value { get; set; }

    [Parameter(Position = 3, ParameterSetName = "Typed")]
    public object? SecondValue { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "TypeName")]
    public string? TypeName { get; set; }

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "NoteName")]
    [NotAMemberType]
    public string? NotePropertyName { get; set; }

    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "NoteName")]
    [AllowNull]
    public object? NotePropertyValue { get; set; }

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "NoteMembers")]
    public IDictionary? NotePropertyMembers { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        foreach (PSMemberInfo member in Members())
        {
            Add(member);
        }

        if (TypeName is not null)
        {
            InputObject.TypeNames.Insert(0, TypeName);
        }

        if (PassThru)
        {
            WriteObject(InputObject);
        }
    }

    private IEnumerable<PSMemberInfo> Members() => ParameterSetName switch
    {
        "TypeName" => [],
        "NoteName" => [new PSNoteProperty(NotePropertyName, NotePropertyValue)],
        "NoteMembers" => NotePropertyMembers!.Cast<DictionaryEntry>()
            .Select(e => new PSNoteProperty(LanguagePrimitives.ConvertTo<string>(e.Key), e.Value)),
        _ => [MemberType switch
        {
            PSMemberTypes.NoteProperty => new PSNoteProperty(Name, Value),
            PSMemberTypes.ScriptMethod => new PSScriptMethod(Name, Script(Value)),
            PSMemberTypes.ScriptProperty => new PSScriptProperty(Name, Script(Value), SecondValue is null ? null : Script(SecondValue)),
            _ => throw new PSNotSupportedException($"-MemberType {MemberType} is not supported."),
        }],
    };

    private static ScriptBlock Script(object? value) => LanguagePrimitives.ConvertTo<ScriptBlock>(value);

    private void Add(PSMemberInfo member)
    {
        PSMemberInfo? present = InputObject.Members[member.Name];
        if (present is not null && !Force)
        {
            WriteError(new ErrorRecord(
                new InvalidOperationException(
                    $"Cannot add a member with the name \"{member.Name}\" because a member with that name already exists. "
                    + "To overwrite the member anyway, add the Force parameter to your command."),
                "MemberAlreadyExists",
                ErrorCategory.InvalidOperation,
                InputObject));
            return;
        }

        if (present is { IsInstance: true })
        {
            InputObject.Members.Remove(member.Name);
        }

        InputObject.Members.Add(member);
    }
}

/// <summary>Tells 'Add-Member ScriptMethod name {...}' from 'Add-Member name value'.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NotAMemberTypeAttribute : ValidateArgumentsAttribute
{
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (LanguagePrimitives.TryConvertTo(arguments, out PSMemberTypes _))
        {
            throw EngineInternals.RefuseArgument($"'{arguments}' is a member type.");
        }
    }
}

[Cmdlet(VerbsCommon.Get, "Member")]
public sealed class GetMemberCommand : PSCmdlet
{
    private static readonly string[] s_accessors = ["get_", "set_", "add_", "remove_", "op_"];
    private readonly HashSet<string> _types = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public string[] Name { get; set; } = ["*"];

    [Parameter]
    [Alias("Type")]
    public PSMemberTypes MemberType { get; set; } = PSMemberTypes.All;

    protected override void ProcessRecord()
    {
        string? typeName = InputObject?.TypeNames.FirstOrDefault();
        if (typeName is null || !_types.Add(typeName))
        {
            return;
        }

        IEnumerable<PSMemberInfo> members = Name
            .SelectMany(n => InputObject!.Members.Match(n, MemberType))
            .Where(m => !Array.Exists(s_accessors, a => m.Name.StartsWith(a, StringComparison.Ordinal)))
            .DistinctBy(m => m.Name, StringComparer.OrdinalIgnoreCase)
            .OrderBy(m => m.MemberType.ToString(), StringComparer.Ordinal)
            .ThenBy(m => m.Name, StringComparer.OrdinalIgnoreCase);
        foreach (PSMemberInfo member in members)
        {
            PSObject definition = new();
            definition.TypeNames.Insert(0, "Microsoft.PowerShell.Commands.MemberDefinition");
            definition.Properties.Add(new PSNoteProperty("TypeName", typeName));
            definition.Properties.Add(new PSNoteProperty("Name", member.Name));
            definition.Properties.Add(new PSNoteProperty("MemberType", member.MemberType));
            definition.Properties.Add(new PSNoteProperty("Definition", member.ToString()));
            WriteObject(definition);
        }
    }

    protected override void EndProcessing()
    {
        if (_types.Count == 0)
        {
            WriteError(new ErrorRecord(
                new InvalidOperationException("You must specify an object for the Get-Member cmdlet."),
                "NoObjectInGetMember",
                ErrorCategory.CloseError,
                targetObject: null));
        }
    }
}
