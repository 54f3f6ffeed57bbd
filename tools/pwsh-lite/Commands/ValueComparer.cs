using System.Globalization;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>The order of Sort-Object and Group-Object: PowerShell's own comparison, by text where two values do not compare.</summary>
internal sealed class ValueComparer(bool caseSensitive = false) : IComparer<object?>
{
    public int Compare(object? x, object? y) =>
        !IsCustom(x) && !IsCustom(y) && LanguagePrimitives.TryCompare(x, y, !caseSensitive, CultureInfo.CurrentCulture, out int result)
            ? result
            : string.Compare(
                PSObject.AsPSObject(x).ToString(),
                PSObject.AsPSObject(y).ToString(),
                caseSensitive ? StringComparison.CurrentCulture : StringComparison.CurrentCultureIgnoreCase);

    // A custom object claims to be comparable, and then throws.
    private static bool IsCustom(object? value) => value is PSObject { BaseObject: PSCustomObject };
}
