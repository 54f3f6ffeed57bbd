using System.Collections;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace Microsoft.PowerShell.Commands;

// Of the providers with content only the FileSystem one is read and written here.

[Cmdlet(VerbsCommon.Get, "Content", DefaultParameterSetName = "Path")]
public sealed class GetContentCommand : RequiredPathCommand
{
    [Parameter]
    [Alias("First", "Head")]
    [ValidateRange(0L, long.MaxValue)]
    public long TotalCount { get; set; } = -1;

    [Parameter]
    [Alias("Last")]
    [ValidateRange(0, int.MaxValue)]
    public int Tail { get; set; } = -1;

    [Parameter]
    public SwitchParameter Raw { get; set; }

    [Parameter]
    [ValidateSet(TextEncoding.Utf8, TextEncoding.Utf8NoBom, TextEncoding.Utf8Bom, TextEncoding.Ascii)]
    public string Encoding { get; set; } = TextEncoding.Utf8NoBom;

    protected override void ProcessRecord()
    {
        foreach (string path in Resolve())
        {
            this.Attempt(path, () => Read(this.NativePath(path)));
        }
    }

    private void Read(string file)
    {
        if (!File.Exists(file))
        {
            throw new ItemNotFoundException($"Cannot find path '{file}' because it does not exist.");
        }

        if (Raw)
        {
            string text = File.ReadAllText(file, TextEncoding.Parse(Encoding));
            if (text.Length > 0)
            {
                WriteObject(text);
            }

            return;
        }

        IEnumerable<string> lines = File.ReadLines(file, TextEncoding.Parse(Encoding));
        lines = Tail >= 0 ? lines.TakeLast(Tail) : lines;
        foreach (string line in lines)
        {
            if (TotalCount == 0)
            {
                return;
            }

            WriteObject(line);
            TotalCount--;
        }
    }
}

/// <summary>What Set-Content and Add-Content share.</summary>
public abstract class ContentWriterCommand : PSCmdlet, IDisposable
{
    private readonly List<StreamWriter> _files = [];
    private readonly bool _append;

    private protected ContentWriterCommand(bool append) => _append = append;

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path")]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath { get; set; }

    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? Value { get; set; }

    [Parameter]
    [ValidateSet(TextEncoding.Utf8, TextEncoding.Utf8NoBom, TextEncoding.Utf8Bom, TextEncoding.Ascii)]
    public string Encoding { get; set; } = TextEncoding.Utf8NoBom;

    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void BeginProcessing()
    {
        foreach (string path in Path ?? LiteralPath!)
        {
            if (ShouldProcess(path))
            {
                _files.Add(this.OpenText(path, _append, noClobber: false, TextEncoding.Parse(Encoding)));
            }
        }
    }

    protected override void ProcessRecord()
    {
        foreach (string line in (Value ?? []).SelectMany(Lines))
        {
            _files.ForEach(f => f.Write(NoNewline ? line : line + Environment.NewLine));
        }
    }

    public void Dispose()
    {
        _files.ForEach(f => f.Dispose());
        GC.SuppressFinalize(this);
    }

    private static IEnumerable<string> Lines(object? value)
    {
        object? plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        return plain is IEnumerable and not string and not IDictionary
            ? ((IEnumerable)plain).Cast<object?>().SelectMany(Lines)
            : [LanguagePrimitives.ConvertTo<string>(value) ?? string.Empty];
    }
}

[Cmdlet(VerbsCommon.Set, "Content", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class SetContentCommand() : ContentWriterCommand(append: false);

[Cmdlet(VerbsCommon.Add, "Content", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class AddContentCommand() : ContentWriterCommand(append: true);

[Cmdlet(VerbsCommon.Select, "String", DefaultParameterSetName = "Object")]
public sealed class SelectStringCommand : PSCmdlet
{
    private int _lineNumber;
    private bool _quietAnswered;

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Object")]
    [AllowNull]
    [AllowEmptyString]
    public PSObject? InputObject { get; set; }

    [Parameter(Mandatory = true, Position = 0)]
    public string[] Pattern { get; set; } = [];

    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "File", ValueFromPipelineByPropertyName = true)]
    public string[] Path { get; set; } = [];

    [Parameter]
    public SwitchParameter SimpleMatch { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    [Parameter]
    public SwitchParameter NotMatch { get; set; }

    [Parameter]
    public SwitchParameter AllMatches { get; set; }

    [Parameter]
    public SwitchParameter Quiet { get; set; }

    [Parameter]
    public SwitchParameter Raw { get; set; }

    protected override void ProcessRecord()
    {
        if (ParameterSetName == "Object")
        {
            // A file from Get-ChildItem is searched, not its name.
            if (InputObject?.BaseObject is FileInfo file)
            {
                Search(file.FullName);
            }
            else
            {
                Examine(LanguagePrimitives.ConvertTo<string>(InputObject) ?? string.Empty, "InputStream", ++_lineNumber);
            }

            return;
        }

        foreach (string path in Path)
        {
            this.Attempt(path, () =>
            {
                foreach (string file in SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _).Where(File.Exists))
                {
                    Search(file);
                }
            });
        }
    }

    protected override void EndProcessing()
    {
        if (Quiet && !_quietAnswered)
        {
            WriteObject(false);
        }
    }

    private void Search(string file)
    {
        int number = 0;
        foreach (string line in File.ReadLines(file))
        {
            Examine(line, file, ++number);
        }
    }

    private void Examine(string line, string source, int number)
    {
        RegexOptions options = CaseSensitive ? RegexOptions.None : RegexOptions.IgnoreCase;
        foreach (string pattern in Pattern)
        {
            MatchCollection matches = Regex.Matches(line, SimpleMatch ? Regex.Escape(pattern) : pattern, options);
            if (matches.Count > 0 != NotMatch)
            {
                Emit(line, source, number, pattern, matches);
                return;
            }
        }
    }

    private void Emit(string line, string source, int number, string pattern, MatchCollection matches)
    {
        if (Quiet)
        {
            if (!_quietAnswered)
            {
                WriteObject(true);
            }

            _quietAnswered = true;
            return;
        }

        if (Raw)
        {
            WriteObject(line);
            return;
        }

        bool isFile = source != "InputStream";
        PSObject info = new();
        info.TypeNames.Insert(0, "Microsoft.PowerShell.Commands.MatchInfo");
        info.Properties.Add(new PSNoteProperty("IgnoreCase", !CaseSensitive));
        info.Properties.Add(new PSNoteProperty("LineNumber", number));
        info.Properties.Add(new PSNoteProperty("Line", line));
        info.Properties.Add(new PSNoteProperty("Filename", isFile ? System.IO.Path.GetFileName(source) : source));
        info.Properties.Add(new PSNoteProperty("Path", source));
        info.Properties.Add(new PSNoteProperty("Pattern", pattern));
        info.Properties.Add(new PSNoteProperty("Matches", AllMatches ? matches.ToArray() : [.. matches.Take(1)]));
        string text = isFile ? $"{source}:{number}:{line}" : line;
        info.Methods.Add(new PSScriptMethod("ToString", ScriptBlock.Create($"'{text.Replace("'", "''", StringComparison.Ordinal)}'")));
        info.Methods.Add(new PSScriptMethod("ToEmphasizedString", ScriptBlock.Create($"'{text.Replace("'", "''", StringComparison.Ordinal)}'")));
        WriteObject(info);
    }
}
