using System.Text;

namespace Microsoft.PowerShell.Commands;

/// <summary>The values of -Encoding that are supported.</summary>
internal static class TextEncoding
{
    public const string Utf8 = "utf8";
    public const string Utf8NoBom = "utf8NoBOM";
    public const string Utf8Bom = "utf8BOM";
    public const string Ascii = "ascii";

    public static Encoding Parse(string name) => name.ToLowerInvariant() switch
    {
        "utf8bom" => new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
        "ascii" => Encoding.ASCII,
        _ => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
    };
}
