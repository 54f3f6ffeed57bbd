using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "Item", DefaultParameterSetName = "Path")]
public sealed class GetItemCommand : RequiredPathCommand
{
    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string path in LiteralPath ?? Path)
        {
            this.Attempt(path, () => WriteObject(InvokeProvider.Item.Get([path], Force, IsLiteral), enumerateCollection: true));
        }
    }
}

[Cmdlet(VerbsCommon.Get, "ChildItem", DefaultParameterSetName = "Path")]
public sealed class GetChildItemCommand : PathCommand
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Path")]
    public string[] Path { get; set; } = ["."];

    [Parameter(Position = 1)]
    public string? Filter { get; set; }

    [Parameter]
    public string[]? Include { get; set; }

    [Parameter]
    public string[]? Exclude { get; set; }

    [Parameter]
    [Alias("s")]
    public SwitchParameter Recurse { get; set; }

    [Parameter]
    public uint? Depth { get; set; }

    [Parameter]
    public SwitchParameter File { get; set; }

    [Parameter]
    [Alias("ad")]
    public SwitchParameter Directory { get; set; }

    [Parameter]
    public SwitchParameter Name { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override string[] Paths => Path;

    protected override void ProcessRecord()
    {
        foreach (string path in LiteralPath ?? Paths)
        {
            this.Attempt(path, () =>
            {
                foreach (PSObject item in InvokeProvider.ChildItem.Get(
                    [path], Recurse || Depth is not null, Depth ?? uint.MaxValue, Force, IsLiteral).Where(IsWanted))
                {
                    WriteObject(Name ? NameOf(item, path) : item);
                }
            });
        }
    }

    private bool IsWanted(PSObject item)
    {
        string name = item.Properties["PSChildName"].Value.ToString()!;
        bool isContainer = item.Properties["PSIsContainer"].Value is true;
        return (!File || !isContainer)
            && (!Directory || isContainer)
            && (Filter is null || Matches(Filter, name))
            && (Include is null || Array.Exists(Include, p => Matches(p, name)))
            && (Exclude is null || !Array.Exists(Exclude, p => Matches(p, name)));
    }

    private static bool Matches(string pattern, string name) => new WildcardPattern(pattern, WildcardOptions.IgnoreCase).IsMatch(name);

    private object NameOf(PSObject item, string path) => Recurse && item.BaseObject is FileSystemInfo info
        ? System.IO.Path.GetRelativePath(this.NativePath(path), info.FullName)
        : item.Properties["PSChildName"].Value;
}

[Cmdlet(VerbsCommon.New, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class NewItemCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path", ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = "Name", ValueFromPipelineByPropertyName = true)]
    public string[] Path { get; set; } = ["."];

    [Parameter(Mandatory = true, ParameterSetName = "Name", ValueFromPipelineByPropertyName = true)]
    public string? Name { get; set; }

    [Parameter]
    [Alias("Type")]
    public string? ItemType { get; set; }

    [Parameter(ValueFromPipeline = true)]
    [Alias("Target")]
    public object? Value { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            if (ShouldProcess(path))
            {
                this.Attempt(path, () => WriteObject(
                    InvokeProvider.Item.New([path], Name, ItemType, Value, Force), enumerateCollection: true));
            }
        }
    }
}

[Cmdlet(VerbsCommon.Remove, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class RemoveItemCommand : RequiredPathCommand
{
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string path in Resolve())
        {
            if (!ShouldProcess(path))
            {
                continue;
            }

            this.Attempt(path, () =>
            {
                RefuseToRemoveChildren(path);
                InvokeProvider.Item.Remove([path], Recurse, Force, literalPath: true);
            });
        }
    }

    // Where pwsh asks whether to remove the children too, there is nobody to ask here.
    private void RefuseToRemoveChildren(string path)
    {
        if (!Recurse && InvokeProvider.ChildItem.HasChild(WildcardPattern.Escape(path)))
        {
            throw new PSInvalidOperationException($"The item at {path} has children and the Recurse parameter was not specified.");
        }
    }
}

[Cmdlet(VerbsCommon.Copy, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class CopyItemCommand : RequiredPathCommand
{
    [Parameter(Position = 1)]
    public string Destination { get; set; } = ".";

    [Parameter]
    public SwitchParameter Recurse { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string path in LiteralPath ?? Path)
        {
            if (!ShouldProcess(path))
            {
                continue;
            }

            this.Attempt(path, () =>
            {
                System.Collections.ObjectModel.Collection<PSObject> copied = InvokeProvider.Item.Copy(
                    [path], Destination, Recurse, CopyContainers.CopyTargetContainer, Force, IsLiteral);
                if (PassThru)
                {
                    WriteObject(copied, enumerateCollection: true);
                }
            });
        }
    }
}
