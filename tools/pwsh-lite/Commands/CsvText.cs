using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace Microsoft.PowerShell.Commands;

public enum QuoteKind
{
    Never,
    Always,
    AsNeeded,
}

/// <summary>Rows of comma separated values, written and read as pwsh 7 does.</summary>
internal sealed class CsvText(char delimiter, QuoteKind quotes = QuoteKind.Always)
{
    public static List<string> ColumnsOf(PSObject row) => row.BaseObject is IDictionary dictionary
        ? [.. dictionary.Keys.Cast<object>().Select(k => Convert.ToString(k, CultureInfo.InvariantCulture) ?? string.Empty)]
        : [.. row.Properties.Select(p => p.Name)];

    public string Header(IEnumerable<string> columns) => Join(columns);

    public string Row(PSObject row, IEnumerable<string> columns) => Join(columns.Select(c => TextOf(row, c)));

    /// <summary>The next record's fields; null at the end of the text.</summary>
    public List<string>? Read(TextReader reader)
    {
        if (reader.Peek() < 0)
        {
            return null;
        }

        List<string> fields = [];
        StringBuilder field = new();
        bool quoted = false;
        while (true)
        {
            int next = reader.Read();
            if (quoted)
            {
                if (next == '"' && reader.Peek() == '"')
                {
                    reader.Read();
                    field.Append('"');
                }
                else if (next is '"' or < 0)
                {
                    quoted = false;
                }
                else
                {
                    field.Append((char)next);
                }
            }
            else if (next == '"' && string.IsNullOrWhiteSpace(field.ToString()))
            {
                field.Clear();
                quoted = true;
            }
            else if (next == delimiter)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else if (next is '\n' or < 0)
            {
                fields.Add(field.ToString());
                return fields;
            }
            else if (next != '\r' || reader.Peek() != '\n')
            {
                field.Append((char)next);
            }
        }
    }

    /// <summary>Objects from text: the first record names the properties unless <paramref name="header"/> does.</summary>
    public IEnumerable<PSObject> ReadObjects(TextReader reader, string[]? header)
    {
        string[]? columns = header;
        while (Read(reader) is { } fields)
        {
            bool isBlank = fields is [""];
            bool isTypeLine = columns is null && fields[0].StartsWith("#TYPE", StringComparison.Ordinal);
            if (isBlank || isTypeLine)
            {
                continue;
            }

            if (columns is null)
            {
                columns = [.. fields];
                continue;
            }

            PSObject row = new();
            for (int i = 0; i < columns.Length; i++)
            {
                row.Properties.Add(new PSNoteProperty(columns[i], i < fields.Count ? fields[i] : null));
            }

            yield return row;
        }
    }

    private static string? TextOf(PSObject row, string column)
    {
        object? value = row.BaseObject is IDictionary dictionary ? dictionary[column] : row.Properties[column]?.Value;
        return value?.ToString();
    }

    private string Join(IEnumerable<string?> fields) => string.Join(delimiter, fields.Select(Quote));

    // Null stays an empty field without quotes, so that it differs from an empty string.
    private string Quote(string? field)
    {
        bool needed = field is not null && (quotes == QuoteKind.Always
            || (quotes == QuoteKind.AsNeeded && field.AsSpan().ContainsAny(delimiter, '"', '\n')));
        return needed ? '"' + field!.Replace("\"", "\"\"", StringComparison.Ordinal) + '"' : field ?? string.Empty;
    }
}
