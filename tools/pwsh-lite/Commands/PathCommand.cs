using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>
/// A cmdlet on provider items. Subclasses see each path after wildcards have been resolved; a path without wildcards that names nothing
/// is a non-terminating error.
/// </summary>
public abstract class PathCommand : PSCmdlet
{
    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath { get; set; }

    private protected abstract string[] Paths { get; }

    private protected bool IsLiteral => LiteralPath is not null;

    /// <summary>PowerShell paths of the items that -Path or -LiteralPath name.</summary>
    private protected IEnumerable<string> Resolve()
    {
        foreach (string path in LiteralPath ?? Paths)
        {
            if (IsLiteral)
            {
                yield return path;
                continue;
            }

            List<string> resolved = [];
            this.Attempt(path, () => resolved.AddRange(SessionState.Path.GetResolvedPSPathFromPSPath(path).Select(p => p.Path)));
            foreach (string match in resolved)
            {
                yield return match;
            }
        }
    }
}

/// <summary>The usual shape of -Path: mandatory, first, from the pipeline.</summary>
public abstract class RequiredPathCommand : PathCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Path")]
    public string[] Path { get; set; } = [];

    private protected override string[] Paths => Path;
}
