using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>One entry of a -Property parameter: a name (with wildcards), a script block, or a hashtable with Name/Label and Expression.</summary>
internal sealed class PropertySelector
{
    private readonly PSPropertyExpression _expression;
    private readonly string? _label;

    private PropertySelector(PSPropertyExpression expression, string? label = null, bool? descending = null)
    {
        _expression = expression;
        _label = label;
        Descending = descending;
    }

    /// <summary>The direction that a hashtable of Sort-Object names for this key alone.</summary>
    public bool? Descending { get; }

    public static PropertySelector[] From(object[]? specifications) => [.. (specifications ?? []).Select(From)];

    /// <summary>Names and values; a plain name that the object does not have gives null, as in the stock cmdlets.</summary>
    public IEnumerable<(string Name, object? Value)> Read(PSObject target)
    {
        PSObject source = Adapt(target);
        if (_expression.Script is null && _expression.HasWildCardCharacters)
        {
            foreach (PSPropertyExpression match in _expression.ResolveNames(source))
            {
                yield return (match.ToString(), FirstResult(match, source));
            }

            yield break;
        }

        yield return (_label ?? _expression.ToString(), FirstResult(_expression, source));
    }

    public object? ReadOne(PSObject target) => FirstResult(_expression, Adapt(target));

    /// <summary>A dictionary counts as an object whose properties are its entries.</summary>
    public static PSObject Adapt(PSObject target)
    {
        if (target.BaseObject is not IDictionary dictionary)
        {
            return target;
        }

        PSObject adapted = new();
        foreach (DictionaryEntry entry in dictionary)
        {
            adapted.Properties.Add(new PSNoteProperty(Convert.ToString(entry.Key, CultureInfo.InvariantCulture), entry.Value));
        }

        return adapted;
    }

    private static PropertySelector From(object specification)
    {
        object value = specification is PSObject wrapped ? wrapped.BaseObject : specification;
        return value switch
        {
            ScriptBlock script => new PropertySelector(new PSPropertyExpression(script)),
            IDictionary table => FromTable(table),
            _ => new PropertySelector(new PSPropertyExpression(LanguagePrimitives.ConvertTo<string>(value))),
        };
    }

    private static PropertySelector FromTable(IDictionary table)
    {
        object? expression = null;
        string? label = null;
        bool? descending = null;
        foreach (DictionaryEntry entry in table)
        {
            string key = LanguagePrimitives.ConvertTo<string>(entry.Key);
            switch (key.ToLowerInvariant())
            {
                case "expression" or "e":
                    expression = entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value;
                    break;
                case "name" or "n" or "label" or "l":
                    label = LanguagePrimitives.ConvertTo<string>(entry.Value);
                    break;
                case "descending":
                    descending = LanguagePrimitives.IsTrue(entry.Value);
                    break;
                case "ascending":
                    descending = !LanguagePrimitives.IsTrue(entry.Value);
                    break;
                default:
                    throw new PSArgumentException($"The {key} key is not valid.", nameof(table));
            }
        }

        PSPropertyExpression parsed = expression is ScriptBlock script
            ? new PSPropertyExpression(script)
            : new PSPropertyExpression(LanguagePrimitives.ConvertTo<string>(expression ?? label));
        return new PropertySelector(parsed, label, descending);
    }

    // A script block that fails gives null: Select-Object and Sort-Object swallow its error.
    private static object? FirstResult(PSPropertyExpression expression, PSObject source)
    {
        List<PSPropertyExpressionResult> results = expression.GetValues(source);
        return results.Count > 0 && results[0].Exception is null ? results[0].Result : null;
    }
}
