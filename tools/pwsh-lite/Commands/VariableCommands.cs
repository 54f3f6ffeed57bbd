using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>What the Variable cmdlets share. Of -Scope, Global, Script and the scope of the caller are supported.</summary>
public abstract class VariableCommand : PSCmdlet
{
    [Parameter]
    [ValidateSet("Global", "Script", "Local", "0")]
    public string? Scope { get; set; }

    private protected string Qualify(string name) => (Scope is null or "0" ? "local" : Scope) + ":" + name;

    private protected PSVariable? Find(string name) => SessionState.PSVariable.Get(Scope is null ? name : Qualify(name));

    private protected void NotFound(string name) => WriteError(new ErrorRecord(
        new ItemNotFoundException($"Cannot find a variable with the name '{name}'."),
        "VariableNotFound",
        ErrorCategory.ObjectNotFound,
        name));
}

[Cmdlet(VerbsCommon.Get, "Variable")]
public sealed class GetVariableCommand : VariableCommand
{
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public string[] Name { get; set; } = ["*"];

    [Parameter]
    public SwitchParameter ValueOnly { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            if (WildcardPattern.ContainsWildcardCharacters(name))
            {
                foreach (PSVariable match in InvokeProvider.Item.Get("variable:" + name).Select(i => i.BaseObject).OfType<PSVariable>())
                {
                    Emit(match);
                }
            }
            else if (Find(name) is { } variable)
            {
                Emit(variable);
            }
            else
            {
                NotFound(name);
            }
        }
    }

    private void Emit(PSVariable variable) => WriteObject(ValueOnly ? variable.Value : variable);
}

[Cmdlet(VerbsCommon.Set, "Variable")]
public sealed class SetVariableCommand : VariableCommand
{
    [Parameter(Mandatory = true, Position = 0)]
    public string[] Name { get; set; } = [];

    [Parameter(Position = 1)]
    public object? Value { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void EndProcessing()
    {
        foreach (string name in Name)
        {
            SessionState.PSVariable.Set(Qualify(name), Value);
        }
    }
}

[Cmdlet(VerbsCommon.New, "Variable")]
public sealed class NewVariableCommand : VariableCommand
{
    [Parameter(Mandatory = true, Position = 0)]
    public string Name { get; set; } = string.Empty;

    [Parameter(Position = 1)]
    public object? Value { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void EndProcessing()
    {
        string qualified = Qualify(Name);
        if (!Force && SessionState.PSVariable.Get(qualified) is not null)
        {
            WriteError(new ErrorRecord(
                new SessionStateException($"A variable with name '{Name}' already exists."),
                "VariableAlreadyExists",
                ErrorCategory.ResourceExists,
                Name));
            return;
        }

        SessionState.PSVariable.Set(qualified, Value);
    }
}

[Cmdlet(VerbsCommon.Remove, "Variable")]
public sealed class RemoveVariableCommand : VariableCommand
{
    [Parameter(Mandatory = true, Position = 0)]
    public string[] Name { get; set; } = [];

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void EndProcessing()
    {
        foreach (string name in Name)
        {
            if (Find(name) is null)
            {
                NotFound(name);
            }
            else
            {
                SessionState.PSVariable.Remove(Scope is null ? name : Qualify(name));
            }
        }
    }
}
