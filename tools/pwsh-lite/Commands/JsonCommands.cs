using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Numerics;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsData.ConvertTo, "Json")]
[OutputType(typeof(string))]
public sealed class ConvertToJsonCommand : PSCmdlet
{
    private readonly List<object?> _items = [];
    private bool _truncated;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowNull]
    public object? InputObject { get; set; }

    [Parameter]
    [ValidateRange(0, 100)]
    public int Depth { get; set; } = 2;

    [Parameter]
    public SwitchParameter Compress { get; set; }

    [Parameter]
    public SwitchParameter EnumsAsStrings { get; set; }

    [Parameter]
    public SwitchParameter AsArray { get; set; }

    protected override void ProcessRecord() => _items.Add(InputObject);

    protected override void EndProcessing()
    {
        if (_items.Count == 0)
        {
            return;
        }

        using StringWriter text = new(CultureInfo.InvariantCulture);
        using JsonTextWriter json = new(text) { Formatting = Compress ? Formatting.None : Formatting.Indented };
        Put(json, _items.Count > 1 || AsArray ? _items.ToArray() : _items[0], 0);
        json.Flush();
        WriteObject(text.ToString());
        if (_truncated)
        {
            WriteWarning($"Resulting JSON is truncated as serialization has exceeded the set depth of {Depth}.");
        }
    }

    private void Put(JsonTextWriter json, object? value, int level)
    {
        PSObject? wrapper = value as PSObject;
        object? plain = wrapper is null ? value : wrapper.BaseObject;
        switch (plain)
        {
            case null or DBNull:
            case object when value == AutomationNull.Value:
                json.WriteNull();
                return;
            case Enum when EnumsAsStrings:
                json.WriteValue(plain.ToString());
                return;
            case Enum:
                json.WriteValue(Convert.ToInt64(plain, CultureInfo.InvariantCulture));
                return;
            case BigInteger big:
                json.WriteRawValue(big.ToString(CultureInfo.InvariantCulture));
                return;
            case string or char or bool or DateTime or DateTimeOffset or Guid or Uri or decimal:
            case object when plain.GetType().IsPrimitive:
                json.WriteValue(plain);
                return;
        }

        if (level > Depth)
        {
            _truncated = true;
            json.WriteValue(LanguagePrimitives.ConvertTo<string>(value));
            return;
        }

        switch (plain)
        {
            case IDictionary dictionary:
                PutProperties(json, Entries(dictionary), level);
                return;
            case IEnumerable sequence when plain is not PSCustomObject:
                json.WriteStartArray();
                foreach (object? element in sequence)
                {
                    Put(json, element, level + 1);
                }

                json.WriteEndArray();
                return;
            default:
                PutProperties(json, PSObject.AsPSObject(value).Properties.Select(p => (p.Name, ValueOf(p))), level);
                return;
        }
    }

    private void PutProperties(JsonTextWriter json, IEnumerable<(string Name, object? Value)> properties, int level)
    {
        json.WriteStartObject();
        foreach ((string name, object? value) in properties)
        {
            json.WritePropertyName(name);
            Put(json, value, level + 1);
        }

        json.WriteEndObject();
    }

    private static IEnumerable<(string Name, object? Value)> Entries(IDictionary dictionary)
    {
        foreach (DictionaryEntry entry in dictionary)
        {
            yield return (entry.Key.ToString() ?? string.Empty, entry.Value);
        }
    }

    // A getter that throws gives null, as in the stock cmdlet.
    private static object? ValueOf(PSPropertyInfo property)
    {
        try
        {
            return property.Value;
        }
        catch (GetValueException)
        {
            return null;
        }
    }
}

[Cmdlet(VerbsData.ConvertFrom, "Json")]
public sealed class ConvertFromJsonCommand : PSCmdlet
{
    private readonly List<string> _lines = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowEmptyString]
    public string InputObject { get; set; } = string.Empty;

    [Parameter]
    public SwitchParameter AsHashtable { get; set; }

    [Parameter]
    public SwitchParameter NoEnumerate { get; set; }

    protected override void ProcessRecord() => _lines.Add(InputObject);

    protected override void EndProcessing()
    {
        string text = string.Join('\n', _lines);
        if (string.IsNullOrWhiteSpace(text))
        {
            return;
        }

        WriteObject(Parse(text), enumerateCollection: !NoEnumerate);
    }

    private object? Parse(string text)
    {
        try
        {
            return FromToken(JsonConvert.DeserializeObject<JToken>(text));
        }
        catch (JsonException e)
        {
            ThrowTerminatingError(new ErrorRecord(
                new ArgumentException("Conversion from JSON failed with error: " + e.Message, e),
                "System.ArgumentException",
                ErrorCategory.NotSpecified,
                targetObject: null));
            throw;
        }
    }

    private object? FromToken(JToken? token) => token switch
    {
        null => null,
        JObject o when AsHashtable => ToHashtable(o),
        JObject o => ToObject(o),
        JArray a => a.Select(FromToken).ToArray(),
        JValue v => v.Value,
        _ => throw new JsonException($"Unexpected {token.Type}."),
    };

    private PSObject ToObject(JObject source)
    {
        PSObject result = new();
        foreach (JProperty property in source.Properties())
        {
            result.Properties.Add(new PSNoteProperty(property.Name, FromToken(property.Value)));
        }

        return result;
    }

    private OrderedHashtable ToHashtable(JObject source)
    {
        OrderedHashtable result = [];
        foreach (JProperty property in source.Properties())
        {
            result.Add(property.Name, FromToken(property.Value));
        }

        return result;
    }
}
