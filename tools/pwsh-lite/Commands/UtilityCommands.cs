using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Security;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "Error")]
public sealed class GetErrorCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Newest { get; set; } = 1;

    protected override void ProcessRecord()
    {
        IEnumerable errors = InputObject is not null
            ? new[] { InputObject }
            : ((ArrayList)SessionState.PSVariable.GetValue("Error")).Cast<object>().Take(Newest);
        foreach (object error in errors)
        {
            PSObject extended = PSObject.AsPSObject(error).Copy();
            extended.TypeNames.Insert(0, "System.Management.Automation." + (extended.BaseObject is ErrorRecord ? "ErrorRecord" : "Exception") + "#PSExtendedError");
            WriteObject(extended);
        }
    }
}

[Cmdlet(VerbsData.Import, "PowerShellDataFile", DefaultParameterSetName = "Path")]
public sealed class ImportPowerShellDataFileCommand : RequiredPathCommand
{
    protected override void ProcessRecord()
    {
        foreach (string path in Resolve())
        {
            this.Attempt(path, () => Import(this.NativePath(path)));
        }
    }

    private void Import(string file)
    {
        ScriptBlockAst script = Parser.ParseFile(file, out _, out ParseError[] errors);
        HashtableAst? data = script.Find(a => a is HashtableAst, searchNestedScriptBlocks: false) as HashtableAst;
        if (errors.Length > 0 || data is null)
        {
            WriteError(new ErrorRecord(
                new InvalidOperationException($"The file '{file}' could not be parsed as a PowerShell Data File."),
                "CouldNotParseAsPowerShellDataFile",
                ErrorCategory.InvalidData,
                file));
            return;
        }

        WriteObject(data.SafeGetValue());
    }
}

[Cmdlet(VerbsData.ConvertTo, "SecureString")]
public sealed class ConvertToSecureStringCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [SuppressMessage("Naming", "CA1720", Justification = "The name of the stock parameter.")]
    public string String { get; set; } = string.Empty;

    // Mandatory: text made by ConvertFrom-SecureString without -AsPlainText is not supported.
    [Parameter(Mandatory = true)]
    public SwitchParameter AsPlainText { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        SecureString secret = new();
        foreach (char c in String)
        {
            secret.AppendChar(c);
        }

        secret.MakeReadOnly();
        WriteObject(secret);
    }
}

[Cmdlet(VerbsData.ConvertFrom, "SecureString")]
public sealed class ConvertFromSecureStringCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public SecureString SecureString { get; set; } = null!;

    [Parameter(Mandatory = true)]
    public SwitchParameter AsPlainText { get; set; }

    protected override void ProcessRecord() => WriteObject(new System.Net.NetworkCredential(string.Empty, SecureString).Password);
}
