using System.Management.Automation;
using Microsoft.PowerShell.Commands.Internal.Format;
using PwshLite.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Objects to text, as the terminal would show them.</summary>
public abstract class TextOutputCommand : FrontEndCommandBase
{
    [Parameter]
    [ValidateRange(2, int.MaxValue)]
    public int Width { get; set; }

    internal void WriteTextTo(TextWriter writer)
    {
        // Lines as wide as the terminal get the last column back that a terminal needs for its cursor.
        int columns = Width > 0 ? Width : Host.UI.RawUI.BufferSize.Width - 1;
        EngineInternals.ImplementText(this, writer, columns);
    }
}

[Cmdlet(VerbsData.Out, "String", DefaultParameterSetName = "NoNewLineFormatting")]
[OutputType(typeof(string))]
public sealed class OutStringCommand : TextOutputCommand
{
    private StringWriter _text = new();

    [Parameter(ParameterSetName = "StreamFormatting")]
    public SwitchParameter Stream { get; set; }

    [Parameter(ParameterSetName = "NoNewLineFormatting")]
    public SwitchParameter NoNewline { get; set; }

    protected override void BeginProcessing()
    {
        _text = new StringWriter { NewLine = NoNewline ? string.Empty : Environment.NewLine };
        WriteTextTo(_text);
        base.BeginProcessing();
    }

    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        StreamLines();
    }

    protected override void EndProcessing()
    {
        base.EndProcessing();
        StreamLines();
        if (!Stream)
        {
            WriteObject(_text.ToString());
        }
    }

    private void StreamLines()
    {
        if (!Stream || _text.GetStringBuilder().Length == 0)
        {
            return;
        }

        string[] lines = _text.ToString().Split(Environment.NewLine);
        _text.GetStringBuilder().Clear();
        WriteObject(lines[..^1], enumerateCollection: true);
    }
}

[Cmdlet(VerbsData.Out, "File", DefaultParameterSetName = "ByPath", SupportsShouldProcess = true)]
public sealed class OutFileCommand : TextOutputCommand
{
    private StreamWriter? _file;

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "ByPath")]
    [Alias("Path")]
    public string FilePath { get; set; } = string.Empty;

    [Parameter(Mandatory = true, ParameterSetName = "ByLiteralPath")]
    [Alias("PSPath", "LP")]
    public string? LiteralPath { get; set; }

    [Parameter(Position = 1)]
    [ValidateSet(TextEncoding.Utf8, TextEncoding.Utf8NoBom, TextEncoding.Utf8Bom, TextEncoding.Ascii)]
    public string Encoding { get; set; } = TextEncoding.Utf8NoBom;

    [Parameter]
    public SwitchParameter Append { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    protected override void BeginProcessing()
    {
        string path = LiteralPath ?? FilePath;
        if (!ShouldProcess(path))
        {
            WriteTextTo(TextWriter.Null);
        }
        else
        {
            _file = this.OpenText(path, Append, NoClobber, TextEncoding.Parse(Encoding));
            _file.NewLine = NoNewline ? string.Empty : Environment.NewLine;
            WriteTextTo(_file);
        }

        base.BeginProcessing();
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _file?.Dispose();
        }
    }
}
