using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Security;
using System.Security.Cryptography;
using PwshLite.Engine;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "Guid")]
public sealed class NewGuidCommand : PSCmdlet
{
    protected override void EndProcessing() => WriteObject(Guid.NewGuid());
}

[Cmdlet(VerbsCommon.Get, "Host")]
public sealed class GetHostCommand : PSCmdlet
{
    protected override void EndProcessing() => WriteObject(Host);
}

[Cmdlet(VerbsCommon.Get, "Culture")]
public sealed class GetCultureCommand : PSCmdlet
{
    protected override void EndProcessing() => WriteObject(CultureInfo.CurrentCulture);
}

[Cmdlet(VerbsCommunications.Read, "Host")]
public sealed class ReadHostCommand : PSCmdlet
{
    [Parameter(Position = 0)]
    public string? Prompt { get; set; }

    [Parameter]
    public SwitchParameter AsSecureString { get; set; }

    protected override void EndProcessing()
    {
        if (Prompt is not null)
        {
            Host.UI.Write(Prompt + ": ");
        }

        WriteObject(AsSecureString ? Host.UI.ReadLineAsSecureString() : Host.UI.ReadLine());
    }
}

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

[Cmdlet(VerbsCommon.Get, "Random", DefaultParameterSetName = "Number")]
public sealed class GetRandomCommand : PSCmdlet
{
    private static readonly Random s_shared = Random.Shared;
    private readonly List<object> _items = [];

    [Parameter(Position = 0, ParameterSetName = "Number")]
    public object? Maximum { get; set; }

    [Parameter(ParameterSetName = "Number")]
    public object? Minimum { get; set; }

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Items")]
    public object[]? InputObject { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    [Parameter(ParameterSetName = "Items")]
    public SwitchParameter Shuffle { get; set; }

    [Parameter]
    public int? SetSeed { get; set; }

    private static Random? Seeded { get; set; }

    protected override void BeginProcessing() => Seeded = SetSeed is int seed ? new Random(seed) : Seeded;

    protected override void ProcessRecord() => _items.AddRange(InputObject ?? []);

    protected override void EndProcessing()
    {
        Random random = Seeded ?? s_shared;
        if (ParameterSetName == "Items")
        {
            object[] shuffled = [.. _items];
            random.Shuffle(shuffled);
            WriteObject(Shuffle ? shuffled : shuffled.Take(Count), enumerateCollection: true);
            return;
        }

        for (int i = 0; i < Count; i++)
        {
            WriteObject(Next(random));
        }
    }

    // As in the stock cmdlet, a bound of type double gives doubles; the upper bound is exclusive.
    private PSObject Next(Random random)
    {
        object? low = Minimum is PSObject l ? l.BaseObject : Minimum;
        object? high = Maximum is PSObject h ? h.BaseObject : Maximum;
        if (low is double || high is double)
        {
            double from = LanguagePrimitives.ConvertTo<double>(low ?? 0);
            return PSObject.AsPSObject(from + (random.NextDouble() * (LanguagePrimitives.ConvertTo<double>(high ?? double.MaxValue) - from)));
        }

        long number = random.NextInt64(LanguagePrimitives.ConvertTo<long>(low ?? 0), LanguagePrimitives.ConvertTo<long>(high ?? int.MaxValue));
        return PSObject.AsPSObject(number is >= int.MinValue and <= int.MaxValue ? (object)(int)number : number);
    }
}

[Cmdlet(VerbsCommon.Get, "Verb")]
public sealed class GetVerbCommand : PSCmdlet
{
    private static readonly Type[] s_groups =
    [
        typeof(VerbsCommon), typeof(VerbsCommunications), typeof(VerbsData), typeof(VerbsDiagnostic),
        typeof(VerbsLifecycle), typeof(VerbsOther), typeof(VerbsSecurity),
    ];

    [Parameter(Position = 0, ValueFromPipeline = true)]
    public string[] Verb { get; set; } = ["*"];

    protected override void ProcessRecord()
    {
        WildcardPattern[] patterns = [.. Verb.Select(v => new WildcardPattern(v, WildcardOptions.IgnoreCase))];
        foreach (Type group in s_groups)
        {
            foreach (string name in group.GetFields().Select(f => f.Name).Where(n => Array.Exists(patterns, p => p.IsMatch(n))))
            {
                PSObject verb = new();
                verb.Properties.Add(new PSNoteProperty("Verb", name));
                verb.Properties.Add(new PSNoteProperty("Group", group.Name[5..]));
                WriteObject(verb);
            }
        }
    }
}

[Cmdlet(VerbsData.Import, "PowerShellDataFile", DefaultParameterSetName = "Path")]
public sealed class ImportPowerShellDataFileCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Path")]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string path in Path ?? LiteralPath!)
        {
            this.Attempt(path, () => Import(path));
        }
    }

    private void Import(string path)
    {
        string file = LiteralPath is null ? SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _)[0] : this.NativePath(path);
        ScriptBlockAst script = Parser.ParseFile(file, out _, out ParseError[] errors);
        HashtableAst? data = script.Find(a => a is HashtableAst, searchNestedScriptBlocks: false) as HashtableAst;
        if (errors.Length > 0 || data is null)
        {
            WriteError(new ErrorRecord(
                new InvalidOperationException($"The file '{file}' could not be parsed as a PowerShell Data File."),
                "CouldNotParseAsPowerShellDataFile",
                ErrorCategory.InvalidData,
                path));
            return;
        }

        WriteObject(data.SafeGetValue());
    }
}

[Cmdlet(VerbsCommon.Get, "FileHash")]
public sealed class GetFileHashCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LiteralPath")]
    public string[] Path { get; set; } = [];

    [Parameter(Position = 1)]
    [ValidateSet("SHA1", "SHA256", "SHA384", "SHA512", "MD5")]
    public string Algorithm { get; set; } = "SHA256";

    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            this.Attempt(path, () =>
            {
                foreach (string file in SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _))
                {
                    using FileStream stream = File.OpenRead(file);
                    PSObject result = new();
                    result.TypeNames.Insert(0, "Microsoft.PowerShell.Commands.FileHashInfo");
                    result.Properties.Add(new PSNoteProperty("Algorithm", Algorithm.ToUpperInvariant()));
                    result.Properties.Add(new PSNoteProperty(
                        "Hash", Convert.ToHexString(CryptographicOperations.HashData(new HashAlgorithmName(Algorithm.ToUpperInvariant()), stream))));
                    result.Properties.Add(new PSNoteProperty("Path", file));
                    WriteObject(result);
                }
            });
        }
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

[Cmdlet(VerbsCommon.Get, "TypeData")]
public sealed class GetTypeDataCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public string[] TypeName { get; set; } = ["*"];

    protected override void ProcessRecord()
    {
        WildcardPattern[] patterns = [.. TypeName.Select(t => new WildcardPattern(t, WildcardOptions.IgnoreCase))];
        WriteObject(EngineInternals.TypeData(this).Where(d => Array.Exists(patterns, p => p.IsMatch(d.TypeName))), enumerateCollection: true);
    }
}

[Cmdlet(VerbsData.Update, "TypeData")]
public sealed class UpdateTypeDataCommand : PSCmdlet
{
    [Parameter(Mandatory = true)]
    public string TypeName { get; set; } = string.Empty;

    [Parameter]
    [ValidateSet(nameof(PSMemberTypes.NoteProperty), nameof(PSMemberTypes.AliasProperty), nameof(PSMemberTypes.ScriptProperty), nameof(PSMemberTypes.ScriptMethod))]
    public string? MemberType { get; set; }

    [Parameter]
    public string? MemberName { get; set; }

    [Parameter]
    public object? Value { get; set; }

    [Parameter]
    public string[]? DefaultDisplayPropertySet { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        System.Management.Automation.Runspaces.TypeData data = new(TypeName) { IsOverride = Force };
        if (MemberName is not null)
        {
            data.Members.Add(MemberName, Member(MemberName));
        }

        if (DefaultDisplayPropertySet is not null)
        {
            data.DefaultDisplayPropertySet = new System.Management.Automation.Runspaces.PropertySetData(DefaultDisplayPropertySet);
        }

        EngineInternals.TypesOf(this).AddType(data);
    }

    private System.Management.Automation.Runspaces.TypeMemberData Member(string name) => MemberType?.ToLowerInvariant() switch
    {
        "aliasproperty" => new System.Management.Automation.Runspaces.AliasPropertyData(name, LanguagePrimitives.ConvertTo<string>(Value)),
        "scriptproperty" => new System.Management.Automation.Runspaces.ScriptPropertyData(name, LanguagePrimitives.ConvertTo<ScriptBlock>(Value)),
        "scriptmethod" => new System.Management.Automation.Runspaces.ScriptMethodData(name, LanguagePrimitives.ConvertTo<ScriptBlock>(Value)),
        _ => new System.Management.Automation.Runspaces.NotePropertyData(name, Value),
    };
}
