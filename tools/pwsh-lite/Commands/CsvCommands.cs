using System.Management.Automation;
using System.Text;

namespace Microsoft.PowerShell.Commands;

/// <summary>What Export-Csv and ConvertTo-Csv share: the first object decides the columns.</summary>
public abstract class CsvWriterCommand : PSCmdlet
{
    private CsvText? _csv;

    // Of the two cmdlets only ConvertTo-Csv takes it by position.
    public abstract PSObject InputObject { get; set; }

    [Parameter]
    public char Delimiter { get; set; } = ',';

    [Parameter]
    [Alias("UQ")]
    public QuoteKind UseQuotes { get; set; } = QuoteKind.Always;

    // The default of pwsh; accepted because scripts for Windows PowerShell name it.
    [Parameter]
    [Alias("NTI")]
    public SwitchParameter NoTypeInformation { get; set; }

    private protected CsvText Csv => _csv ??= new CsvText(Delimiter, UseQuotes);
}

[Cmdlet(VerbsData.ConvertTo, "Csv")]
[OutputType(typeof(string))]
public sealed class ConvertToCsvCommand : CsvWriterCommand
{
    private List<string>? _columns;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public override PSObject InputObject { get; set; } = null!;

    protected override void ProcessRecord()
    {
        if (_columns is null)
        {
            _columns = CsvText.ColumnsOf(InputObject);
            WriteObject(Csv.Header(_columns));
        }

        WriteObject(Csv.Row(InputObject, _columns));
    }
}

[Cmdlet(VerbsData.Export, "Csv", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class ExportCsvCommand : CsvWriterCommand, IDisposable
{
    private List<string>? _columns;
    private StreamWriter? _file;
    private bool _isContinuation;

    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public override PSObject InputObject { get; set; } = null!;

    [Parameter(Position = 0, ParameterSetName = "Path", Mandatory = true)]
    public string? Path { get; set; }

    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true)]
    [Alias("PSPath", "LP")]
    public string? LiteralPath { get; set; }

    [Parameter]
    public SwitchParameter Append { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    [Parameter]
    [ValidateSet(TextEncoding.Utf8, TextEncoding.Utf8NoBom, TextEncoding.Utf8Bom, TextEncoding.Ascii)]
    public string Encoding { get; set; } = TextEncoding.Utf8NoBom;

    protected override void BeginProcessing()
    {
        string path = Path ?? LiteralPath!;
        if (!ShouldProcess(path))
        {
            return;
        }

        string native = this.NativePath(path);
        if (Append && File.Exists(native))
        {
            using StreamReader reader = new(native);
            _columns = Csv.Read(reader);
            _isContinuation = _columns is not null;
        }

        _file = this.OpenText(path, Append, NoClobber, TextEncoding.Parse(Encoding));
    }

    protected override void ProcessRecord()
    {
        if (_file is null || InputObject is null)
        {
            return;
        }

        if (_columns is null)
        {
            _columns = CsvText.ColumnsOf(InputObject);
            _file.WriteLine(Csv.Header(_columns));
        }
        else if (_isContinuation)
        {
            RequireSameColumns(_columns);
            _isContinuation = false;
        }

        _file.WriteLine(Csv.Row(InputObject, _columns));
    }

    public void Dispose() => _file?.Dispose();

    private void RequireSameColumns(List<string> columns)
    {
        List<string> present = CsvText.ColumnsOf(InputObject);
        string? missing = columns.Find(c => !present.Contains(c, StringComparer.OrdinalIgnoreCase));
        if (missing is not null && !Force)
        {
            ThrowTerminatingError(new ErrorRecord(
                new InvalidOperationException(
                    $"Cannot append CSV content to the following file: {Path ?? LiteralPath}. The appended object does not have a property "
                    + $"that corresponds to the following column: {missing}. To continue with mismatched properties, add the -Force parameter, "
                    + "and then retry the command."),
                "CannotAppendCsvWithMismatchedPropertyNames",
                ErrorCategory.InvalidData,
                InputObject));
        }
    }
}

[Cmdlet(VerbsData.ConvertFrom, "Csv")]
public sealed class ConvertFromCsvCommand : PSCmdlet
{
    private readonly StringBuilder _text = new();

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowEmptyString]
    public string[] InputObject { get; set; } = [];

    [Parameter(Position = 1)]
    public char Delimiter { get; set; } = ',';

    [Parameter]
    public string[]? Header { get; set; }

    protected override void ProcessRecord() => _text.AppendJoin('\n', InputObject).Append('\n');

    protected override void EndProcessing()
    {
        using StringReader reader = new(_text.ToString());
        WriteObject(new CsvText(Delimiter).ReadObjects(reader, Header), enumerateCollection: true);
    }
}

[Cmdlet(VerbsData.Import, "Csv", DefaultParameterSetName = "Path")]
public sealed class ImportCsvCommand : RequiredPathCommand
{
    [Parameter(Position = 1)]
    public char Delimiter { get; set; } = ',';

    [Parameter]
    public string[]? Header { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string path in Resolve())
        {
            this.Attempt(path, () => Import(this.NativePath(path)));
        }
    }

    private void Import(string file)
    {
        using StreamReader reader = new(file);
        foreach (PSObject row in new CsvText(Delimiter).ReadObjects(reader, Header))
        {
            WriteObject(row);
        }
    }
}
