using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "Alias", DefaultParameterSetName = "Name")]
public sealed class GetAliasCommand : PSCmdlet
{
    [Parameter(Position = 0, ParameterSetName = "Name", ValueFromPipeline = true)]
    public string[] Name { get; set; } = ["*"];

    [Parameter(ParameterSetName = "Definition")]
    public string? Definition { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            CommandInfo[] found = [.. InvokeCommand.GetCommands(name, CommandTypes.Alias, nameIsPattern: true)
                .Where(a => Definition is null || new WildcardPattern(Definition, WildcardOptions.IgnoreCase).IsMatch(a.Definition))
                .OrderBy(a => a.Name, StringComparer.OrdinalIgnoreCase)];
            WriteObject(found, enumerateCollection: true);
            if (found.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(Definition ?? name))
            {
                WriteError(new ErrorRecord(
                    new ItemNotFoundException($"This command cannot find a matching alias because an alias with the name '{name}' does not exist."),
                    "ItemNotFoundException",
                    ErrorCategory.ObjectNotFound,
                    name));
            }
        }
    }
}

/// <summary>What Set-Alias and New-Alias share.</summary>
public abstract class AliasWriterCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public string Name { get; set; } = string.Empty;

    [Parameter(Mandatory = true, Position = 1)]
    public string Value { get; set; } = string.Empty;

    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected void Define() => this.Attempt(Name, () => InvokeProvider.Item.Set("alias:" + Name, Value));
}

[Cmdlet(VerbsCommon.Set, "Alias")]
public sealed class SetAliasCommand : AliasWriterCommand
{
    protected override void ProcessRecord() => Define();
}

[Cmdlet(VerbsCommon.New, "Alias")]
public sealed class NewAliasCommand : AliasWriterCommand
{
    protected override void ProcessRecord()
    {
        if (!Force && InvokeCommand.GetCommand(Name, CommandTypes.Alias) is not null)
        {
            WriteError(new ErrorRecord(
                new SessionStateException($"The alias is not allowed, because an alias with the name '{Name}' already exists."),
                "AliasAlreadyExists",
                ErrorCategory.ResourceExists,
                Name));
            return;
        }

        Define();
    }
}
