using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Join, "Path")]
[OutputType(typeof(string))]
public sealed class JoinPathCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [AllowNull]
    public string[] ChildPath { get; set; } = [];

    [Parameter(Position = 2, ValueFromRemainingArguments = true)]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public string[] AdditionalChildPath { get; set; } = [];

    [Parameter]
    public SwitchParameter Resolve { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            string joined = (ChildPath ?? []).Concat(AdditionalChildPath).Aggregate(path, SessionState.Path.Combine);
            if (Resolve)
            {
                this.Attempt(joined, () => WriteObject(
                    SessionState.Path.GetResolvedPSPathFromPSPath(joined).Select(p => p.Path), enumerateCollection: true));
            }
            else
            {
                WriteObject(joined);
            }
        }
    }
}

[Cmdlet(VerbsCommon.Split, "Path", DefaultParameterSetName = "Parent")]
[OutputType(typeof(string))]
public sealed class SplitPathCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LiteralPath")]
    public string[] Path { get; set; } = [];

    [Parameter(ParameterSetName = "Parent")]
    public SwitchParameter Parent { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Leaf")]
    public SwitchParameter Leaf { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "LeafBase")]
    public SwitchParameter LeafBase { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Extension")]
    public SwitchParameter Extension { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "IsAbsolute")]
    public SwitchParameter IsAbsolute { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            WriteObject(ParameterSetName switch
            {
                "Leaf" => SessionState.Path.ParseChildName(path),
                "LeafBase" => System.IO.Path.GetFileNameWithoutExtension(SessionState.Path.ParseChildName(path)),
                "Extension" => System.IO.Path.GetExtension(SessionState.Path.ParseChildName(path)),
                "IsAbsolute" => SessionState.Path.IsPSAbsolute(path, out _) || System.IO.Path.IsPathRooted(path),
                _ => (object)SessionState.Path.ParseParent(path, root: string.Empty),
            });
        }
    }
}

[Cmdlet(VerbsDiagnostic.Test, "Path", DefaultParameterSetName = "Path")]
[OutputType(typeof(bool))]
public sealed class TestPathCommand : PSCmdlet
{
    public enum Kind
    {
        Any,
        Container,
        Leaf,
    }

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Path")]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public string[]? LiteralPath { get; set; }

    [Parameter]
    [Alias("Type")]
    public Kind PathType { get; set; }

    [Parameter]
    public SwitchParameter IsValid { get; set; }

    protected override void ProcessRecord()
    {
        bool isLiteral = ParameterSetName == "LiteralPath";
        foreach (string? path in (isLiteral ? LiteralPath : Path) ?? [])
        {
            WriteObject(!string.IsNullOrWhiteSpace(path) && (IsValid ? SessionState.Path.IsValid(path) : Exists(path, isLiteral)));
        }
    }

    private bool Exists(string path, bool isLiteral)
    {
        try
        {
            bool exists = InvokeProvider.Item.Exists(path, force: false, isLiteral);
            return exists && PathType switch
            {
                Kind.Any => true,
                Kind.Container => IsContainer(path, isLiteral),
                _ => !IsContainer(path, isLiteral),
            };
        }
        catch (Exception e) when (e is System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or ItemNotFoundException)
        {
            return false;
        }
    }

    private bool IsContainer(string path, bool isLiteral)
    {
        string first = isLiteral ? path : SessionState.Path.GetResolvedPSPathFromPSPath(path)[0].Path;
        return InvokeProvider.Item.IsContainer(WildcardPattern.Escape(first));
    }
}

[Cmdlet(VerbsDiagnostic.Resolve, "Path", DefaultParameterSetName = "Path")]
public sealed class ResolvePathCommand : RequiredPathCommand
{
    [Parameter]
    public SwitchParameter Relative { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string path in Resolve())
        {
            this.Attempt(path, () =>
            {
                foreach (PathInfo info in SessionState.Path.GetResolvedPSPathFromPSPath(WildcardPattern.Escape(path)))
                {
                    WriteObject(Relative ? RelativeTo(info) : info);
                }
            });
        }
    }

    private string RelativeTo(PathInfo info)
    {
        string relative = System.IO.Path.GetRelativePath(SessionState.Path.CurrentFileSystemLocation.ProviderPath, info.ProviderPath);
        return relative.StartsWith('.') ? relative : System.IO.Path.Combine(".", relative);
    }
}
