using System.Management.Automation;
using Microsoft.PowerShell.Commands.Internal.Format;
using PwshLite.Engine;

namespace Microsoft.PowerShell.Commands;

// The engine holds the whole of formatting; these cmdlets only choose its shape, so views of ps1xml files work as in pwsh.

[Cmdlet(VerbsCommon.Format, "Table")]
public sealed class FormatTableCommand : OuterFormatTableBase
{
    public FormatTableCommand() => EngineInternals.ImplementShape(this, "Table");
}

[Cmdlet(VerbsCommon.Format, "List")]
public sealed class FormatListCommand : OuterFormatTableAndListBase
{
    public FormatListCommand() => EngineInternals.ImplementShape(this, "List");
}
